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

    private final FoundBrief found;
    private final RepositoryName ledger;
    private final BriefState state;
    private final Decision decision;
    private final List<Problem> problems;
    private final @Nullable LedgerEntry over;
    private final List<String> commands;
    private final @Nullable DryRun dryRun;
    private final boolean unanswered;
    private final @Nullable RunPlan toApprove;

    private Evaluation(
            FoundBrief found,
            RepositoryName ledger,
            BriefState state,
            Decision decision,
            List<Problem> problems,
            @Nullable LedgerEntry over,
            List<String> commands,
            @Nullable DryRun dryRun,
            boolean unanswered,
            @Nullable RunPlan toApprove) {
        this.unanswered = unanswered;
        this.found = found;
        this.ledger = ledger;
        this.state = state;
        this.decision = decision;
        this.problems = List.copyOf(problems);
        this.over = over;
        this.commands = List.copyOf(commands);
        this.dryRun = dryRun;
        this.toApprove = toApprove;
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
        return new Evaluation(found, ledger, state, decision, problems, null, List.of(), null, false, null);
    }

    /** The brief. */
    public BriefId id() {
        return found.id();
    }

    /** Where it stands, for people. */
    public URI url() {
        return found.document().url();
    }

    /** The title of its issue: a stranger's text. */
    public String title() {
        return found.document().issue().title();
    }

    /** When its document was created. */
    public Instant writtenAt() {
        return found.document().createdAt();
    }

    /** Digest of its content. */
    public Digest digest() {
        return found.digest();
    }

    /** What the ledger says. */
    public BriefState state() {
        return state;
    }

    /** What the runner does with it. */
    public Decision decision() {
        return decision;
    }

    /** What is wrong with its text; empty for a valid brief. */
    public List<Problem> problems() {
        return problems;
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
        return new Evaluation(found, ledger, state, decision, others, over, commands, dryRun, unanswered, toApprove);
    }

    /** What would be run, for whom has asked whether anything would. */
    RunPlan runPlan() {
        return plan().orElseThrow();
    }

    FoundBrief found() {
        return found;
    }

    /** The repository that holds its record. */
    RepositoryName ledger() {
        return ledger;
    }

    /** The record of the failed attempt that a command repeats; null for a first attempt. */
    @Nullable
    LedgerEntry over() {
        return over;
    }

    /** Ids of the commands that the decision carries out; empty when nobody asked. */
    List<String> commands() {
        return commands;
    }

    /** What people asked to be told, or null. */
    @Nullable
    DryRun dryRun() {
        return dryRun;
    }

    /** What approvals have to be asked for; null when it needs none, or they were asked for. */
    @Nullable
    RunPlan toApprove() {
        return toApprove;
    }

    /** The same brief, for which approvals have to be asked for. */
    Evaluation toBeApproved(@Nullable RunPlan plan) {
        return new Evaluation(found, ledger, state, decision, problems, over, commands, dryRun, unanswered, plan);
    }

    /** Which attempt it would be, from 1. */
    int attempt() {
        return over == null ? 1 : over.record().attempt() + 1;
    }

    /** Whether the runner has to do something about it: run it, or answer that it cannot be. */
    boolean actionable() {
        return decision instanceof Decision.Run || decision instanceof Decision.Reject;
    }

    /** Whether it would be acted on now because users ask for it. */
    boolean isAskedFor() {
        return actionable() && !commands.isEmpty();
    }

    /** Whether it would be acted on now, or when nobody waited for the answer to a dry run. */
    boolean mayBeActedOn() {
        return actionable() || dryRun != null || toApprove != null;
    }

    /** Whether it only waits for another brief to end. */
    boolean waitsForAnother() {
        return decision instanceof Decision.Hold hold && hold.passing();
    }

    /** The same brief, which is held only because its lane has not answered yet. */
    Evaluation unanswered() {
        return new Evaluation(found, ledger, state, decision, problems, over, commands, dryRun, true, toApprove);
    }

    /** Whether it is held only because its lane has not answered yet: who waits for the lane may run it. */
    boolean isUnanswered() {
        return unanswered;
    }

    /** Whether two briefs do not run at the same time: those of one lane, and of one issue. */
    boolean excludes(Evaluation other) {
        return String.valueOf(found.lane()).equals(String.valueOf(other.found.lane()))
                || found.issue().equals(other.found.issue());
    }

    /** The commands that this attempt uses up, those of earlier attempts among them. */
    List<String> spending(List<String> standing) {
        Set<String> spent =
                new LinkedHashSet<>(over == null ? List.of() : over.record().spentCommands());
        spent.addAll(commands);
        spent.addAll(standing);
        return List.copyOf(spent);
    }

    /** Whose command of this kind this attempt obeys; null when it obeys none. */
    @Nullable
    Account commandedBy(BriefCommand.Kind kind, List<BriefCommand> standing) {
        return standing.stream()
                .filter(command -> command.kind() == kind)
                .filter(command -> commands.contains(command.id()))
                .reduce((earlier, later) -> later)
                .map(BriefCommand::by)
                .orElse(null);
    }

    /** The same brief, decided otherwise after all. */
    Evaluation decided(Decision other) {
        return new Evaluation(found, ledger, state, other, problems, over, commands, dryRun, false, toApprove);
    }

    /** The same decision in other words. */
    Evaluation inWords(Decision other) {
        return new Evaluation(found, ledger, state, other, problems, over, commands, dryRun, unanswered, toApprove);
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
        return new Evaluation(found, ledger, state, decision, problems, repeated, asked, dryRun, unanswered, toApprove);
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
                found,
                ledger,
                state,
                kept,
                problems,
                over,
                commands,
                new DryRun(people.dryRuns(), decision),
                unanswered,
                toApprove);
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
}
