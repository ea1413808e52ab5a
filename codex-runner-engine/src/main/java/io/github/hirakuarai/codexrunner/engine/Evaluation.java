package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
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

/** One brief with everything that was found out about it, and the decision that follows. Immutable. */
public final class Evaluation {

    private final Subject subject;
    private final Decision decision;
    private final Request request;
    private final Open open;

    private Evaluation(Subject subject, Decision decision, Request request, Open open) {
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
    static Evaluation of(FoundBrief found, RepositoryName ledger, BriefState state, Decision decision) {
        List<Problem> problems =
                found.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of();
        return new Evaluation(
                new Subject(found, ledger, state, problems),
                decision,
                new Request(null, List.of()),
                new Open(null, false, null));
    }

    /** The brief. */
    public BriefId id() {
        return subject.found().id();
    }

    /** Where it stands, for people. */
    public URI url() {
        return subject.found().document().url();
    }

    /** The title of its issue: a stranger's text. */
    public String title() {
        return subject.found().document().issue().title();
    }

    /** When its document was created. */
    public Instant writtenAt() {
        return subject.found().document().createdAt();
    }

    /** Digest of its content. */
    public Digest digest() {
        return subject.found().digest();
    }

    /** What the ledger says. */
    public BriefState state() {
        return subject.state();
    }

    /** What the runner does with it. */
    public Decision decision() {
        return decision;
    }

    /** What is wrong with its text; empty for a valid brief. */
    public List<Problem> problems() {
        return subject.problems();
    }

    /** What would be run; empty unless the decision is {@link Decision.Run}. */
    public Optional<RunPlan> plan() {
        return decision instanceof Decision.Run run ? Optional.of(run.plan()) : Optional.empty();
    }

    /** Why it is held; empty unless the decision is {@link Decision.Hold}. */
    public List<Reason> reasons() {
        return decision instanceof Decision.Hold hold ? hold.reasons() : List.of();
    }

    /** Why it ends without running; empty unless the decision is {@link Decision.Reject}. */
    public Optional<Failure> failure() {
        return decision instanceof Decision.Reject reject ? Optional.of(reject.failure()) : Optional.empty();
    }

    /** The same brief with its problems told in another way: by their places in a file, for example. */
    public Evaluation withProblems(List<Problem> others) {
        return new Evaluation(
                new Subject(subject.found(), subject.ledger(), subject.state(), others), decision, request, open);
    }

    /** What would be run, for whom has asked whether anything would. */
    RunPlan runPlan() {
        return plan().orElseThrow();
    }

    FoundBrief found() {
        return subject.found();
    }

    /** The repository that holds its record. */
    RepositoryName ledger() {
        return subject.ledger();
    }

    /** The record of the failed attempt that a command repeats; null for a first attempt. */
    @Nullable
    LedgerEntry over() {
        return request.over();
    }

    /** Ids of the commands that the decision carries out; empty when nobody asked. */
    List<String> commands() {
        return request.commands();
    }

    /** What people asked to be told, or null. */
    @Nullable
    DryRun dryRun() {
        return open.dryRun();
    }

    /** What approvals have to be asked for; null when it needs none, or they were asked for. */
    @Nullable
    RunPlan toApprove() {
        return open.toApprove();
    }

    /** The same brief, for which approvals have to be asked for. */
    Evaluation toBeApproved(@Nullable RunPlan plan) {
        return new Evaluation(subject, decision, request, new Open(open.dryRun(), open.unanswered(), plan));
    }

    /** Which attempt it would be, from 1. */
    int attempt() {
        @Nullable LedgerEntry over = request.over();
        return over == null ? 1 : over.record().attempt() + 1;
    }

    /** Whether the runner has to do something about it: run it, or answer that it cannot be. */
    boolean actionable() {
        return decision instanceof Decision.Run || decision instanceof Decision.Reject;
    }

    /** Whether it would be acted on now because users ask for it. */
    boolean isAskedFor() {
        return actionable() && !request.commands().isEmpty();
    }

    /** Whether it would be acted on now, or when nobody waited for the answer to a dry run. */
    boolean mayBeActedOn() {
        return actionable() || open.dryRun() != null || open.toApprove() != null;
    }

    /** Whether it only waits for another brief to end. */
    boolean waitsForAnother() {
        return decision instanceof Decision.Hold hold && hold.passing();
    }

    /** The same brief, which is held only because its lane has not answered yet. */
    Evaluation unanswered() {
        return new Evaluation(subject, decision, request, new Open(open.dryRun(), true, open.toApprove()));
    }

    /** Whether it is held only because its lane has not answered yet: who waits for the lane may run it. */
    boolean isUnanswered() {
        return open.unanswered();
    }

    /** Whether two briefs do not run at the same time: those of one lane, and of one issue. */
    boolean excludes(Evaluation other) {
        return String.valueOf(subject.found().lane())
                        .equals(String.valueOf(other.found().lane()))
                || subject.found().issue().equals(other.found().issue());
    }

    /** The commands that this attempt uses up, those of earlier attempts among them. */
    List<String> spending(List<String> standing) {
        @Nullable LedgerEntry over = request.over();
        Set<String> spent =
                new LinkedHashSet<>(over == null ? List.of() : over.record().spentCommands());
        spent.addAll(request.commands());
        spent.addAll(standing);
        return List.copyOf(spent);
    }

    /** Whose command of this kind this attempt obeys; null when it obeys none. */
    @Nullable
    Account commandedBy(BriefCommand.Kind kind, List<BriefCommand> standing) {
        return standing.stream()
                .filter(command -> command.kind() == kind)
                .filter(command -> request.commands().contains(command.id()))
                .reduce((earlier, later) -> later)
                .map(BriefCommand::by)
                .orElse(null);
    }

    /** The same brief, decided otherwise after all. */
    Evaluation decided(Decision other) {
        return new Evaluation(subject, other, request, new Open(open.dryRun(), false, open.toApprove()));
    }

    /** The same decision in other words. */
    Evaluation inWords(Decision other) {
        return new Evaluation(subject, other, request, open);
    }

    /** The same brief, which cannot be run now after all, and for which nobody is asked. */
    Evaluation held(Reason reason) {
        return decided(new Decision.Hold(List.of(reason))).toBeApproved(null);
    }

    /**
     * The same decision, which people asked for.
     *
     * @param repeated the record of the failed attempt; null for a first attempt
     * @param asked ids of the commands
     */
    Evaluation carryingOut(@Nullable LedgerEntry repeated, List<String> asked) {
        return new Evaluation(subject, decision, new Request(repeated, asked), open);
    }

    /** The same brief; who asks what would happen wants to read the answer before it does. */
    Evaluation withDryRuns(ActiveCommands people) {
        if (people.dryRuns().isEmpty()) {
            return this;
        }
        @Nullable BriefCommand hold = people.hold();
        Decision kept = hold == null || !(decision instanceof Decision.Run)
                ? decision
                : new Decision.Hold(List.of(new Reason(
                        ReasonCode.DRY_RUN_REQUESTED,
                        hold.by().login() + " asked for a dry run first; `/codex retry` lets it run")));
        return new Evaluation(
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
    record DryRun(List<BriefCommand> commands, Decision verdict) {
        DryRun {
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
