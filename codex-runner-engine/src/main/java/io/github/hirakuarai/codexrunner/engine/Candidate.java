package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A brief with all that was found out about it.
 *
 * @param found the brief
 * @param assessment what the gate says
 * @param ledger the repository that holds its record
 * @param over the record of the failed attempt that a command repeats; null for a first attempt
 * @param commands ids of the commands that ask for this attempt, or that cancel it; empty when nobody asked
 * @param dryRun what people asked to be told, or null
 */
record Candidate(
        FoundBrief found,
        Assessment assessment,
        RepositoryName ledger,
        @Nullable LedgerEntry over,
        List<String> commands,
        @Nullable DryRun dryRun) {

    /** What holds a briefs for good: it ends, and its people are told. */
    private static final Set<ReasonCode> ENDING = EnumSet.of(
            ReasonCode.CANCELLED, ReasonCode.DEADLINE_PASSED, ReasonCode.PLUGIN_UNUSABLE, ReasonCode.OUTPUT_IMPOSSIBLE);

    Candidate {
        commands = List.copyOf(commands);
    }

    /** One that nobody asked to be told about. */
    Candidate(
            FoundBrief found,
            Assessment assessment,
            RepositoryName ledger,
            @Nullable LedgerEntry over,
            List<String> commands) {
        this(found, assessment, ledger, over, commands, null);
    }

    /** The same, which people have said their word about: who asks what would happen wants to read the answer first. */
    Candidate withCommands(ActiveCommands people) {
        if (people.dryRuns().isEmpty()) {
            return this;
        }
        @Nullable BriefCommand hold = people.hold();
        Assessment kept = hold == null || assessment.decision() != Assessment.Decision.WOULD_RUN
                ? assessment
                : assessment.held(new Reason(
                        ReasonCode.DRY_RUN_REQUESTED,
                        hold.by().login() + " asked for a dry run first; `/codex retry` lets it run"));
        return new Candidate(found, kept, ledger, over, commands, new DryRun(people.dryRuns(), assessment));
    }

    /** What would be run; there is a plan for whatever may run. */
    Assessment.Plan plan() {
        return Objects.requireNonNull(assessment.plan());
    }

    /** The commands that this attempt uses up, those of earlier attempts among them. */
    List<String> spending(List<String> standing) {
        Set<String> spent =
                new LinkedHashSet<>(over == null ? List.of() : over.record().spentCommands());
        spent.addAll(commands);
        spent.addAll(standing);
        return List.copyOf(spent);
    }

    int attempt() {
        return over == null ? 1 : over.record().attempt() + 1;
    }

    /** The same, when it cannot be run after all. */
    Candidate held(Reason reason) {
        return new Candidate(found, assessment.held(reason), ledger, over, commands, dryRun);
    }

    /** Whether it can only be answered: it has problems, was cancelled, its deadline has passed, or a plugin is broken. */
    boolean rejected() {
        boolean over = assessment.decision() == Assessment.Decision.HELD
                && !assessment.reasons().isEmpty()
                && assessment.reasons().stream().allMatch(reason -> ENDING.contains(reason.code()));
        return assessment.state() == BriefState.NEW && (over || assessment.decision() == Assessment.Decision.INVALID);
    }

    /** Whether the runner has to do something about it: run it, or answer that it cannot be. */
    boolean actionable() {
        return rejected() || assessment.decision() == Assessment.Decision.WOULD_RUN;
    }

    /**
     * ActiveCommands for a dry run.
     *
     * @param commands by people who may, oldest first, answered ones too
     * @param verdict what would happen to the brief, did these not hold it
     */
    record DryRun(List<BriefCommand> commands, Assessment verdict) {
        DryRun {
            commands = List.copyOf(commands);
        }
    }
}
