package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the stages of a run know of a brief, and what was decided about it. Immutable. */
public final class BriefEvaluation implements Evaluation {

    /** What is over as soon as another brief has ended. */
    private static final Set<ReasonCode> PASSING = Set.of(ReasonCode.EARLIER_UNFINISHED, ReasonCode.WORKDIR_BUSY);

    private final Subject subject;
    private final Decision decision;
    private final Request request;
    private final Open open;

    private BriefEvaluation(Subject subject, Decision decision, Request request, Open open) {
        this.subject = subject;
        this.decision = decision;
        this.request = request;
        this.open = open;
    }

    /**
     * A first decision.
     *
     * @param ledger the repository that holds its record
     * @param state what the ledger says
     */
    public static BriefEvaluation of(FoundBrief found, RepositoryName ledger, BriefState state, Decision decision) {
        List<Problem> problems =
                found.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of();
        return new BriefEvaluation(
                new Subject(found, ledger, state, problems),
                decision,
                new Request(null, List.of()),
                new Open(null, false, null));
    }

    @Override
    public BriefId id() {
        return subject.found().id();
    }

    @Override
    public URI url() {
        return subject.found().document().url();
    }

    @Override
    public String title() {
        return subject.found().document().issue().title();
    }

    @Override
    public Instant writtenAt() {
        return subject.found().document().createdAt();
    }

    @Override
    public Digest digest() {
        return subject.found().digest();
    }

    @Override
    public BriefState state() {
        return subject.state();
    }

    @Override
    public Decision decision() {
        return decision;
    }

    @Override
    public List<Problem> problems() {
        return subject.problems();
    }

    @Override
    public Optional<RunPlan> plan() {
        return decision instanceof Decision.Run run ? Optional.of(run.plan()) : Optional.empty();
    }

    @Override
    public List<Reason> reasons() {
        return decision instanceof Decision.Hold hold ? hold.reasons() : List.of();
    }

    @Override
    public Optional<Failure> failure() {
        return decision instanceof Decision.Reject reject ? Optional.of(reject.failure()) : Optional.empty();
    }

    @Override
    public BriefEvaluation withProblems(List<Problem> others) {
        return new BriefEvaluation(
                new Subject(subject.found(), subject.ledger(), subject.state(), others), decision, request, open);
    }

    /** What would be run, for whom has asked whether anything would. */
    public RunPlan runPlan() {
        return plan().orElseThrow();
    }

    public FoundBrief found() {
        return subject.found();
    }

    /** The repository that holds its record. */
    public RepositoryName ledger() {
        return subject.ledger();
    }

    /** The record of the failed attempt that a command repeats; null for a first attempt. */
    @Nullable
    public LedgerEntry over() {
        return request.over();
    }

    /** Ids of the commands that the decision carries out; empty when nobody asked. */
    public List<String> commands() {
        return request.commands();
    }

    /** What people asked to be told, or null. */
    @Nullable
    public DryRun dryRun() {
        return open.dryRun();
    }

    /** What approvals have to be asked for; null when it needs none, or they were asked for. */
    @Nullable
    public RunPlan toApprove() {
        return open.toApprove();
    }

    /** The same brief, for which approvals have to be asked for. */
    public BriefEvaluation toBeApproved(@Nullable RunPlan plan) {
        return new BriefEvaluation(subject, decision, request, new Open(open.dryRun(), open.unanswered(), plan));
    }

    /** Which attempt it would be, from 1. */
    public int attempt() {
        @Nullable LedgerEntry over = request.over();
        return over == null ? 1 : over.record().attempt() + 1;
    }

    /** Whether the runner has to do something about it: run it, or answer that it cannot be. */
    public boolean actionable() {
        return decision instanceof Decision.Run || decision instanceof Decision.Reject;
    }

    /** Whether it would be acted on now because users ask for it. */
    public boolean isAskedFor() {
        return actionable() && !request.commands().isEmpty();
    }

    /** Whether it would be acted on now, or when nobody waited for the answer to a dry run. */
    public boolean mayBeActedOn() {
        return actionable() || open.dryRun() != null || open.toApprove() != null;
    }

    /** Whether a brief only waits for another one to end. */
    public static boolean waitsForAnother(Decision decision) {
        return decision instanceof Decision.Hold hold
                && hold.reasons().stream().allMatch(reason -> PASSING.contains(reason.code()));
    }

    /** The same brief, which is held only because its lane has not answered yet. */
    public BriefEvaluation unanswered() {
        return new BriefEvaluation(subject, decision, request, new Open(open.dryRun(), true, open.toApprove()));
    }

    /** Whether it is held only because its lane has not answered yet: who waits for the lane may run it. */
    public boolean isUnanswered() {
        return open.unanswered();
    }

    /** The commands that this attempt uses up, those of earlier attempts among them. */
    public List<String> spending(List<String> standing) {
        @Nullable LedgerEntry over = request.over();
        Set<String> spent =
                new LinkedHashSet<>(over == null ? List.of() : over.record().spentCommands());
        spent.addAll(request.commands());
        spent.addAll(standing);
        return List.copyOf(spent);
    }

    /** Whose command of this kind this attempt obeys; null when it obeys none. */
    @Nullable
    public Account commandedBy(BriefCommand.Kind kind, List<BriefCommand> standing) {
        return standing.stream()
                .filter(command -> command.kind() == kind)
                .filter(command -> request.commands().contains(command.id()))
                .reduce((earlier, later) -> later)
                .map(BriefCommand::by)
                .orElse(null);
    }

    /** The same brief, decided otherwise after all. */
    public BriefEvaluation decided(Decision other) {
        return new BriefEvaluation(subject, other, request, new Open(open.dryRun(), false, open.toApprove()));
    }

    /** The same decision in other words. */
    public BriefEvaluation inWords(Decision other) {
        return new BriefEvaluation(subject, other, request, open);
    }

    /** The same brief, which cannot be run now after all, and for which nobody is asked. */
    public BriefEvaluation held(Reason reason) {
        return decided(new Decision.Hold(List.of(reason))).toBeApproved(null);
    }

    /**
     * The same decision, which people asked for.
     *
     * @param repeated the record of the failed attempt; null for a first attempt
     * @param asked ids of the commands
     */
    public BriefEvaluation carryingOut(@Nullable LedgerEntry repeated, List<String> asked) {
        return new BriefEvaluation(subject, decision, new Request(repeated, asked), open);
    }

    /** The same brief; who asks what would happen wants to read the answer before it does. */
    public BriefEvaluation withDryRuns(ActiveCommands people) {
        if (people.dryRuns().isEmpty()) {
            return this;
        }
        @Nullable BriefCommand hold = people.hold();
        Decision kept = hold == null || !(decision instanceof Decision.Run)
                ? decision
                : new Decision.Hold(List.of(new Reason(
                        ReasonCode.DRY_RUN_REQUESTED,
                        hold.by().login() + " asked for a dry run first; `/codex retry` lets it run")));
        return new BriefEvaluation(
                subject,
                kept,
                request,
                new Open(new DryRun(people.dryRuns(), decision), open.unanswered(), open.toApprove()));
    }

    /**
     * Commands for a dry run.
     *
     * @param commands by people who may, oldest first, answered ones too
     * @param verdict what would happen to the brief, did these not hold it
     */
    public record DryRun(List<BriefCommand> commands, Decision verdict) {
        public DryRun {
            commands = List.copyOf(commands);
        }
    }

    /** What was decided about. */
    private record Subject(FoundBrief found, RepositoryName ledger, BriefState state, List<Problem> problems) {
        Subject {
            problems = List.copyOf(problems);
        }
    }

    /** What the decision carries out. */
    private record Request(@Nullable LedgerEntry over, List<String> commands) {
        Request {
            commands = List.copyOf(commands);
        }
    }

    /** What is still to be answered, asked for, or found out. */
    private record Open(
            @Nullable DryRun dryRun,
            boolean unanswered,
            @Nullable RunPlan toApprove) {}
}
