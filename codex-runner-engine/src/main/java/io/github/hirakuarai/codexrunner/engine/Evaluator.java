package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.DiskSpace;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Deadline;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.ApprovalComment;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each brief, once: asks the admission policy, then the ledger, then a {@link Planner}. The gate comes first,
 * so that a stranger's brief makes the runner look at nothing. Changes nothing anywhere.
 */
final class Evaluator {

    private static final Set<String> STATE_LABELS = Set.of("running", "done", "failed");
    private static final EnumSet<Result> NEVER_STARTED = EnumSet.of(Result.INVALID, Result.EXPIRED);

    private final RunnerConfig config;
    private final AdmissionPolicy gate;
    private final CommandAdmission admission;
    private final Repositories repositories;
    private final ProcessedBlocks processedBlocks;
    private final StateStore states;
    private final Planner planner;
    private final Clock clock;
    private final TextSanitizer texts;
    private final Approvals approvals;
    private final ApprovalComment requests;
    private @Nullable PendingCommands standing;

    /** @param waiting whether a lane is waited for however long it takes */
    Evaluator(Stages stages, Repositories repositories, ProcessedBlocks processedBlocks, boolean waiting) {
        this.config = stages.config();
        this.processedBlocks = processedBlocks;
        this.gate = stages.gate();
        this.admission = new CommandAdmission(stages.gate(), stages.states());
        this.repositories = repositories;
        this.states = stages.states();
        this.planner = new Planner(stages.lanes(), stages.outputs(), stages.texts(), waiting);
        this.clock = stages.clock();
        this.texts = stages.texts();
        this.approvals = new Approvals(stages.gate(), stages.source());
        this.requests = stages.approvals();
    }

    /**
     * Evaluates the briefs of one document.
     *
     * @param briefs all of them, in the order in which they stand
     * @param read whether the document was read by itself, so that its editor is known; not so for a listing
     * @param claiming the one that is about to be claimed: for it people are asked about anew, and all before it must have
     *     run; null when none is
     */
    List<Evaluation> evaluate(
            List<FoundBrief> briefs, Selection.Trigger trigger, boolean read, @Nullable BriefKey claiming) {
        List<Evaluation> evaluations = new ArrayList<>();
        for (FoundBrief found : briefs) {
            evaluations.add(masked(evaluate(
                    found, List.copyOf(evaluations), trigger, read, found.key().equals(claiming))));
        }
        return evaluations;
    }

    /** Reasons go to the terminal too, and repeat what the brief names. */
    private Evaluation masked(Evaluation evaluation) {
        if (evaluation.decision() instanceof Decision.Hold hold) {
            return evaluation.inWords(new Decision.Hold(hold.reasons().stream()
                    .map(reason -> new Reason(reason.code(), texts.plain(reason.message())))
                    .toList()));
        }
        return evaluation.decision() instanceof Decision.Reject reject
                ? evaluation.inWords(new Decision.Reject(Failures.masked(reject.failure(), texts)))
                : evaluation;
    }

    private Evaluation evaluate(
            FoundBrief found, List<Evaluation> before, Selection.Trigger trigger, boolean read, boolean claiming) {
        try {
            return admitted(found, before, trigger, read, claiming);
        } catch (RunnerException e) {
            return held(
                    found,
                    found.document().issue().repository(),
                    BriefState.NEW,
                    List.of(new Reason(holding(e), String.valueOf(e.getMessage()))));
        }
    }

    /** Plans the run of a brief whose workdir the scan has looked at. */
    void reuse(RunPlan scanned) {
        planner.reuse(scanned);
    }

    /** The commands by which the brief that is about to be claimed was judged; empty when none could change anything. */
    Optional<PendingCommands> standing() {
        return Optional.ofNullable(standing);
    }

    /** Why a brief waits while others go on; what is not its own fault, or its repository's, is thrown again. */
    static ReasonCode holding(RunnerException e) {
        if (e.code() == ErrorCode.PLUGIN_FAILED) {
            return ReasonCode.PLUGIN_FAILED;
        }
        if (e instanceof UnreadableIssueException) {
            return ReasonCode.ISSUE_UNREADABLE;
        }
        if (Repositories.concernsOne(e)) {
            return ReasonCode.REPOSITORY_UNREACHABLE;
        }
        throw e;
    }

    private Evaluation admitted(
            FoundBrief found, List<Evaluation> before, Selection.Trigger trigger, boolean read, boolean claiming) {
        RepositoryName ledger = found.ledger();
        List<Reason> reasons = new ArrayList<>(gate.place(found.document(), trigger));
        reasons.addAll(gate.people(found.document(), read, claiming));
        if (found.reading() instanceof BriefReading.Invalid invalid) {
            reasons.addAll(reasons.isEmpty() ? unanswerable(invalid) : List.of());
        } else {
            Brief brief = ((BriefReading.Valid) found.reading()).brief();
            reasons.addAll(gate.lane(found.document(), brief, read, claiming));
            reasons.addAll(gate.repository(found.document(), brief, read, claiming));
        }
        if (reasons.stream().anyMatch(reason -> reason.code() != ReasonCode.LANE_NOT_SERVED)) {
            return held(found, ledger, BriefState.NEW, reasons);
        }
        try {
            if (!reasons.isEmpty()) {
                return ofAnother(found, ledger, reasons);
            }
            Evaluation evaluation = recorded(found, earlier(before, claiming), ledger, claiming);
            if (read && !claiming && evaluation.actionable()) {
                // A claim finds it out by itself.
                repositories.requireRoomForRecord(found);
            }
            @Nullable String pause = repositories.view(ledger, found.issue()).pause();
            return pause != null && (evaluation.actionable() || evaluation.toApprove() != null)
                    ? evaluation.held(new Reason(
                            ReasonCode.PAUSED,
                            ledger + " is " + pause + "; `codex-runner resume --repo " + ledger + "` ends the pause"))
                    : evaluation;
        } catch (RunnerException e) {
            boolean ofLedger = e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.REFUSED;
            if (!ofLedger || e instanceof UnreadableIssueException) {
                throw e;
            }
            return held(
                    found,
                    ledger,
                    BriefState.NEW,
                    List.of(new Reason(ReasonCode.CLAIM_IMPOSSIBLE, String.valueOf(e.getMessage()))));
        }
    }

    /** Another runner's brief, with the state that its record has. */
    private Evaluation ofAnother(FoundBrief found, RepositoryName ledger, List<Reason> reasons) {
        if (!gate.mayLookAt(found.document(), ledger)) {
            return held(found, ledger, BriefState.NEW, reasons);
        }
        @Nullable
        LedgerEntry entry = repositories.view(ledger, found.issue()).records().get(found.key());
        BriefState state = state(entry);
        return entry != null && (state == BriefState.DONE || state == BriefState.FAILED)
                ? finished(found, ledger, entry)
                : held(found, ledger, state, reasons);
    }

    /** Why another runner, or none, answers an invalid brief; empty when this one does. */
    private List<Reason> unanswerable(BriefReading.Invalid invalid) {
        @Nullable String lane = invalid.lane();
        if (lane != null && !config.lanes().containsKey(lane)) {
            return List.of(AdmissionPolicy.notServed(lane, config));
        }
        return lane == null && !config.gate().answerInvalid()
                ? List.of(new Reason(
                        ReasonCode.LANE_NOT_SERVED, "its executor cannot be read, and gate.answerInvalid is false"))
                : List.of();
    }

    /** What follows from the record of a brief that the gate lets through. */
    private Evaluation recorded(FoundBrief found, List<Reason> earlier, RepositoryName ledger, boolean claiming) {
        Repositories.View view = repositories.view(ledger, found.issue());
        @Nullable String unreadable = view.unreadable().get(found.key());
        if (unreadable != null) {
            return held(found, ledger, BriefState.NEW, List.of(new Reason(ReasonCode.RECORD_UNREADABLE, unreadable)));
        }
        @Nullable LedgerEntry entry = view.records().get(found.key());
        if (entry == null) {
            return found.reading() instanceof BriefReading.Valid valid
                    ? unrecorded(found, earlier, valid.brief(), ledger, view, claiming)
                    : rejected(found, ledger, null, List.of(), Failures.invalid(problems(found)));
        }
        BriefState state = entry.record().state();
        return switch (state) {
            case DONE -> finished(found, ledger, entry);
            case FAILED -> failed(found, ledger, view, entry, claiming);
            case NEW, PICKED, RUNNING ->
                held(
                        found,
                        ledger,
                        state,
                        List.of(new Reason(
                                ReasonCode.CLAIMED_ELSEWHERE,
                                entry.record().runner() + " runs it since "
                                        + entry.record().at().truncatedTo(ChronoUnit.SECONDS) + " as "
                                        + entry.record().run())));
        };
    }

    private Evaluation unrecorded(
            FoundBrief found,
            List<Reason> earlier,
            Brief brief,
            RepositoryName ledger,
            Repositories.View view,
            boolean claiming) {
        List<Reason> reasons = new ArrayList<>(earlier);
        List<LedgerRecord> versions = view.records().values().stream()
                .map(LedgerEntry::record)
                .filter(other -> other.place().equals(found.place())
                        && !found.siblings().contains(other.key())
                        && !NEVER_STARTED.contains(other.result()))
                .toList();
        ActiveCommands commands = commands(found, view, claiming, versions);
        if (!versions.isEmpty() && commands.retries().isEmpty()) {
            reasons.add(new Reason(
                    ReasonCode.EDITED_AFTER_RUN,
                    "an earlier version of it was started as " + versions.get(0).run()
                            + "; comment /codex retry to run the new one"));
        }
        if (processedBlocks.elsewhere(found, view.records())) {
            reasons.add(new Reason(
                    ReasonCode.MOVED,
                    "the same block has run in another place, and its status comment is in this issue;"
                            + " change its text to run it here"));
        }
        reasons.addAll(labelledByHand(found, view));
        return unrecorded(found, reasons, brief, ledger, commands).withDryRuns(commands);
    }

    private Evaluation unrecorded(
            FoundBrief found, List<Reason> reasons, Brief brief, RepositoryName ledger, ActiveCommands commands) {
        if (!reasons.isEmpty()) {
            return held(found, ledger, BriefState.NEW, reasons);
        }
        if (commands.cancel() != null) {
            return rejected(
                    found,
                    ledger,
                    null,
                    List.of(commands.cancel().id()),
                    Failures.cancelled(commands.cancel().by().login()));
        }
        if (isOver(brief.deadline())) {
            return rejected(
                    found,
                    ledger,
                    null,
                    commands.retries(),
                    Failures.expired(Objects.requireNonNull(brief.deadline())));
        }
        return runnable(found, brief, ledger, null, commands.retries());
    }

    /** A failed brief is acted on again when a person who may says so, once for each command. */
    private Evaluation failed(
            FoundBrief found, RepositoryName ledger, Repositories.View view, LedgerEntry entry, boolean claiming) {
        ActiveCommands commands = commands(found, view, claiming, List.of(entry.record()));
        return failed(found, ledger, entry, commands.retries()).withDryRuns(commands);
    }

    private Evaluation failed(FoundBrief found, RepositoryName ledger, LedgerEntry entry, List<String> retries) {
        if (retries.isEmpty()) {
            return finished(found, ledger, entry);
        }
        if (!(found.reading() instanceof BriefReading.Valid valid)) {
            return rejected(found, ledger, entry, retries, Failures.invalid(problems(found)));
        }
        @Nullable Deadline deadline = valid.brief().deadline();
        return isOver(deadline)
                ? rejected(found, ledger, entry, retries, Failures.expired(Objects.requireNonNull(deadline)))
                : runnable(found, valid.brief(), ledger, entry, retries);
    }

    private boolean isOver(@Nullable Deadline deadline) {
        return deadline != null && !clock.instant().isBefore(deadline.end(clock.getZone()));
    }

    private ActiveCommands commands(
            FoundBrief found, Repositories.View view, boolean claiming, List<LedgerRecord> records) {
        Issue issue = found.document().issue();
        PendingCommands pending = PendingCommands.of(
                found,
                UnreadableIssueException.reading(() -> states.commands(issue)),
                view.commands().getOrDefault(found.key(), List.of()));
        if (claiming) {
            standing = pending;
        }
        return ActiveCommands.of(
                pending,
                found,
                records,
                command -> !isAnswered(command, found) && admission.counts(pending, command, issue, claiming));
    }

    /** Whether a retry found nothing to do, and its user was told so: it does not count for what stands there later. */
    private boolean isAnswered(BriefCommand command, FoundBrief found) {
        return command.kind() == BriefCommand.Kind.RETRY
                && repositories
                        .view(found.document().issue().repository(), found.issue())
                        .answers()
                        .containsKey(AnswerBook.key(command));
    }

    private Evaluation runnable(
            FoundBrief found, Brief brief, RepositoryName ledger, @Nullable LedgerEntry over, List<String> commands) {
        Optional<Long> free =
                DiskSpace.below(config.runner().stateDir(), config.limits().minFree());
        if (free.isPresent()) {
            return held(
                    found,
                    ledger,
                    state(over),
                    List.of(new Reason(
                            ReasonCode.DISK_FULL,
                            "the disk of " + config.runner().stateDir() + " has "
                                    + (free.get() >> 20) + " MiB free, and limits.minFree asks for "
                                    + (config.limits().minFree() >> 20) + " MiB; make room there")));
        }
        RemoteRefs start = repositories.start(ledger, found.issue(), brief);
        RunPlan plan;
        try {
            plan = planner.plan(found, brief, start, over);
        } catch (SilentLaneException e) {
            return held(found, ledger, state(over), List.of(e.reason())).unanswered();
        } catch (WorkspaceUnavailableException e) {
            return held(found, ledger, state(over), List.of(e.reason()));
        } catch (OutputException e) {
            return rejected(found, ledger, over, commands, Failures.impossible(e));
        } catch (RunnerException e) {
            return rejected(found, ledger, over, commands, Failures.unusable(e));
        }
        return approved(found, ledger, plan, over).carryingOut(over, commands);
    }

    /** On a lane that asks for approvals, a brief runs only under them, from the commit that was shown. */
    private Evaluation approved(FoundBrief found, RepositoryName ledger, RunPlan plan, @Nullable LedgerEntry over) {
        Evaluation run = Evaluation.of(found, ledger, state(over), new Decision.Run(plan));
        if (plan.lane().allow().approvals() == 0) {
            return run;
        }
        Approvals.Verdict verdict = UnreadableIssueException.reading(() -> approvals.judge(found, plan));
        if (verdict instanceof Approvals.Verdict.Given given) {
            return run.decided(new Decision.Run(plan.under(given.approved())));
        }
        Approvals.Verdict.Missing missing = (Approvals.Verdict.Missing) verdict;
        if (missing.ask() && !ApprovalRequests.canBeShown(requests, run, plan)) {
            return run.held(new Reason(
                    ReasonCode.NEEDS_APPROVAL,
                    "the lane " + plan.lane().name()
                            + " asks for approvals, and the brief cannot be shown whole in a"
                            + " comment: it is too long, or holds what looks like a secret or a hidden character; move long"
                            + " scripts into files of the repository, or split the brief"));
        }
        Evaluation held = run.held(new Reason(ReasonCode.NEEDS_APPROVAL, missing.why()));
        return missing.ask() ? held.toBeApproved(plan) : held;
    }

    /** Briefs of one document run in the order in which they stand, and none after one that failed. */
    private static List<Reason> earlier(List<Evaluation> before, boolean claiming) {
        for (Evaluation earlier : before) {
            if (earlier.state() == BriefState.FAILED) {
                return List.of(new Reason(ReasonCode.EARLIER_FAILED, earlier.id() + " before it failed"));
            }
            boolean comesFirst = !claiming && earlier.decision() instanceof Decision.Run;
            if (earlier.state() != BriefState.DONE && !comesFirst) {
                return List.of(new Reason(ReasonCode.EARLIER_UNFINISHED, earlier.id() + " before it has not run"));
            }
        }
        return List.of();
    }

    /** A state label that a person set where nothing has a record yet: they say it is dealt with. */
    private List<Reason> labelledByHand(FoundBrief found, Repositories.View view) {
        Issue issue = found.document().issue();
        if (!view.records().isEmpty()) {
            return List.of();
        }
        return STATE_LABELS.stream()
                .map(state -> config.labels().statePrefix() + state)
                .filter(label -> issue.labels().stream().anyMatch(label::equalsIgnoreCase))
                .sorted()
                .map(label -> new Reason(
                        ReasonCode.LABELLED_BY_HAND,
                        "somebody set the label " + label + " on " + issue.repository() + "#" + issue.number()
                                + ", and no brief there has run; remove it to let the brief run"))
                .toList();
    }

    private static Evaluation rejected(
            FoundBrief found,
            RepositoryName ledger,
            @Nullable LedgerEntry over,
            List<String> commands,
            Failure failure) {
        return Evaluation.of(found, ledger, state(over), new Decision.Reject(failure))
                .carryingOut(over, commands);
    }

    private static Evaluation held(FoundBrief found, RepositoryName ledger, BriefState state, List<Reason> reasons) {
        return Evaluation.of(found, ledger, state, new Decision.Hold(reasons));
    }

    private static Evaluation finished(FoundBrief found, RepositoryName ledger, LedgerEntry entry) {
        return Evaluation.of(found, ledger, state(entry), new Decision.Finished(BriefHistory.Entry.of(entry.record())));
    }

    private static BriefState state(@Nullable LedgerEntry entry) {
        return entry == null ? BriefState.NEW : entry.record().state();
    }

    private static List<Problem> problems(FoundBrief found) {
        return found.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of();
    }
}
