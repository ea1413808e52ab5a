package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Failures;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.UnreadableIssueException;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each brief, once: asks the admission policy, then the ledger, then a {@link Planner}. The policy comes first,
 * so that a stranger's brief makes the runner look at nothing. Changes nothing anywhere.
 */
public final class Evaluator {

    private final RunnerConfig config;
    private final BriefIntake intake;
    private final AdmissionPolicy policy;
    private final Repositories repositories;
    private final TextSanitizer texts;
    private final RecordDecider records;

    Evaluator(
            RunnerConfig config,
            BriefIntake intake,
            Repositories repositories,
            TextSanitizer texts,
            RecordDecider records) {
        this.config = config;
        this.intake = intake;
        this.policy = intake.policy();
        this.repositories = repositories;
        this.texts = texts;
        this.records = records;
    }

    /**
     * Evaluates the briefs of one document.
     *
     * @param briefs all of them, in the order in which they stand
     * @param read whether the document was read by itself, so that its editor is known; not so for a listing
     * @param claiming the one that is about to be claimed: for it people are asked about anew, and all before it must have
     *     run; null when none is
     */
    List<BriefEvaluation> evaluate(
            List<FoundBrief> briefs, Selection.Trigger trigger, boolean read, @Nullable BriefKey claiming) {
        List<BriefEvaluation> evaluations = new ArrayList<>();
        for (FoundBrief found : briefs) {
            evaluations.add(masked(evaluate(
                    found, List.copyOf(evaluations), trigger, read, found.key().equals(claiming))));
        }
        return evaluations;
    }

    /** Reasons go to the terminal too, and repeat what the brief names. */
    public BriefEvaluation masked(BriefEvaluation evaluation) {
        if (evaluation.decision() instanceof Decision.Hold hold) {
            return evaluation.inWords(new Decision.Hold(hold.reasons().stream()
                    .map(reason -> new Reason(reason.code(), texts.plain(reason.message())))
                    .toList()));
        }
        return evaluation.decision() instanceof Decision.Reject reject
                ? evaluation.inWords(new Decision.Reject(Failures.masked(reject.failure(), texts)))
                : evaluation;
    }

    private BriefEvaluation evaluate(
            FoundBrief found, List<BriefEvaluation> before, Selection.Trigger trigger, boolean read, boolean claiming) {
        try {
            return admitted(found, before, trigger, read, claiming);
        } catch (RunnerException e) {
            return new RecordedBrief(found, found.document().issue().repository(), null)
                    .held(new Reason(holding(e), String.valueOf(e.getMessage())));
        }
    }

    /**
     * The brief that is about to be claimed, with document, editor, permissions, record and workdir as they are now, not as they
     * were at the scan; empty when its text does not stand there any more.
     */
    public Optional<BriefEvaluation> again(BriefEvaluation scanned, Selection.Trigger trigger) {
        Optional<List<FoundBrief>> read = UnreadableIssueException.reading(
                () -> intake.read(scanned.found().document().ref()));
        if (read.isEmpty()) {
            return Optional.empty();
        }
        scanned.plan().ifPresent(records::reuse);
        read.get().forEach(repositories::expect);
        return evaluate(read.get(), trigger, true, scanned.found().key()).stream()
                .filter(evaluation ->
                        evaluation.found().key().equals(scanned.found().key()))
                .findFirst();
    }

    /** The commands by which the brief that is about to be claimed was judged; empty when none could change anything. */
    public Optional<PendingCommands> standing() {
        return records.standing();
    }

    /** Why a brief waits while others go on; what is not its own fault, or its repository's, is thrown again. */
    public static ReasonCode holding(RunnerException e) {
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

    private BriefEvaluation admitted(
            FoundBrief found, List<BriefEvaluation> before, Selection.Trigger trigger, boolean read, boolean claiming) {
        RepositoryName ledger = found.ledger();
        RecordedBrief unrecorded = new RecordedBrief(found, ledger, null);
        List<Reason> reasons = new ArrayList<>(policy.place(found.document(), trigger));
        reasons.addAll(policy.people(found.document(), read, claiming));
        if (found.reading() instanceof BriefReading.Invalid invalid) {
            reasons.addAll(reasons.isEmpty() ? unanswerable(invalid) : List.of());
        } else {
            Brief brief = ((BriefReading.Valid) found.reading()).brief();
            reasons.addAll(policy.lane(found.document(), brief, read, claiming));
            reasons.addAll(policy.repository(found.document(), brief, read, claiming));
        }
        if (reasons.stream().anyMatch(reason -> reason.code() != ReasonCode.LANE_NOT_SERVED)) {
            return unrecorded.held(reasons);
        }
        try {
            if (!reasons.isEmpty()) {
                return ofAnother(found, ledger, reasons);
            }
            BriefEvaluation evaluation = records.decide(found, earlier(before, claiming), ledger, claiming);
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
            return unrecorded.held(new Reason(ReasonCode.CLAIM_IMPOSSIBLE, String.valueOf(e.getMessage())));
        }
    }

    /** Another runner's brief, with the state that its record has. */
    private BriefEvaluation ofAnother(FoundBrief found, RepositoryName ledger, List<Reason> reasons) {
        if (!policy.mayLookAt(found.document(), ledger)) {
            return new RecordedBrief(found, ledger, null).held(reasons);
        }
        @Nullable
        LedgerEntry entry = repositories.view(ledger, found.issue()).records().get(found.key());
        return entry != null && entry.record().state().terminal()
                ? RecordedBrief.finished(found, ledger, entry)
                : new RecordedBrief(found, ledger, entry).held(reasons);
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

    /** Briefs of one document run in the order in which they stand, and none after one that failed. */
    private static List<Reason> earlier(List<BriefEvaluation> before, boolean claiming) {
        for (BriefEvaluation earlier : before) {
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
}
