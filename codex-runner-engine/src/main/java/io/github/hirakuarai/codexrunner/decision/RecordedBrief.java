package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Histories;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.RunPlan;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A brief with what the ledger has of it.
 *
 * @param ledger the repository that holds its record
 * @param record null when nothing has acted on it yet
 */
record RecordedBrief(
        FoundBrief found, RepositoryName ledger, @Nullable LedgerEntry record) {

    BriefState state() {
        return record == null ? BriefState.NEW : record.record().state();
    }

    /** Left as it is. */
    BriefEvaluation held(Reason... reasons) {
        return held(List.of(reasons));
    }

    /** Left as it is. */
    BriefEvaluation held(List<Reason> reasons) {
        return BriefEvaluation.of(found, ledger, state(), new Decision.Hold(reasons));
    }

    /** It has ended. */
    static BriefEvaluation finished(FoundBrief found, RepositoryName ledger, LedgerEntry record) {
        return BriefEvaluation.of(
                found, ledger, record.record().state(), new Decision.Finished(Histories.entry(record.record())));
    }

    /**
     * To be ended without a step.
     *
     * @param commands ids of those that are carried out with it
     */
    BriefEvaluation rejected(List<String> commands, Failure failure) {
        return BriefEvaluation.of(found, ledger, state(), new Decision.Reject(failure))
                .carryingOut(record, commands);
    }

    /** To be run; nobody has asked for it. */
    BriefEvaluation run(RunPlan plan) {
        return BriefEvaluation.of(found, ledger, state(), new Decision.Run(plan));
    }

    /** What is wrong with its text. */
    List<Problem> problems() {
        return found.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of();
    }
}
