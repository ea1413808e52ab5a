package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Assessment.Decision;
import io.github.hirakuarai.codexrunner.intake.ActiveCommands;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.PendingCommands;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of each brief what would happen to it: asks the gate, then the ledger, then a {@link Planner}. The gate comes first,
 * so that a stranger's brief makes the runner look at nothing. Changes nothing anywhere.
 */
final class Assessor {

    private static final Set<String> STATE_LABELS = Set.of("running", "done", "failed");
    private static final EnumSet<Result> NEVER_STARTED = EnumSet.of(Result.INVALID, Result.EXPIRED);

    private final RunnerConfig config;
    private final AdmissionPolicy gate;
    private final Repositories repositories;
    private final ProcessedBlocks processedBlocks;
    private final StateStore states;
    private final Planner planner;
    private final Clock clock;

    Assessor(Stages stages, Repositories repositories, ProcessedBlocks processedBlocks) {
        this.config = stages.config();
        this.processedBlocks = processedBlocks;
        this.gate = stages.gate();
        this.repositories = repositories;
        this.states = stages.states();
        this.planner = new Planner(stages.lanes(), stages.outputs());
        this.clock = stages.clock();
    }

    /**
     * Assesses the briefs of one document.
     *
     * @param briefs all of them, in the order in which they stand
     * @param claiming the one that is about to be claimed: for it people are asked about anew, and all before it must have
     *     run; null for a scan
     */
    List<Candidate> assess(List<FoundBrief> briefs, Selection.Trigger trigger, @Nullable BriefKey claiming) {
        List<Candidate> candidates = new ArrayList<>();
        for (FoundBrief found : briefs) {
            candidates.add(
                    assess(found, List.copyOf(candidates), trigger, found.key().equals(claiming)));
        }
        return candidates;
    }

    private Candidate assess(FoundBrief found, List<Candidate> before, Selection.Trigger trigger, boolean claiming) {
        try {
            return judged(found, before, trigger, claiming);
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.PLUGIN_FAILED) {
                throw e;
            }
            return held(
                    found,
                    found.document().issue().repository(),
                    BriefState.NEW,
                    List.of(new Reason(ReasonCode.PLUGIN_FAILED, String.valueOf(e.getMessage()))));
        }
    }

    private Candidate judged(FoundBrief found, List<Candidate> before, Selection.Trigger trigger, boolean claiming) {
        RepositoryName ledger = found.document().issue().repository();
        if (found.reading() instanceof BriefReading.Valid valid) {
            ledger = valid.brief().repository();
        }
        List<Reason> reasons = new ArrayList<>(gate.place(found.document(), trigger));
        reasons.addAll(gate.people(found.document(), claiming));
        if (found.reading() instanceof BriefReading.Invalid invalid) {
            return reasons.isEmpty() ? invalid(found, invalid, ledger) : held(found, ledger, BriefState.NEW, reasons);
        }
        Brief brief = ((BriefReading.Valid) found.reading()).brief();
        reasons.addAll(gate.lane(brief));
        reasons.addAll(gate.repository(found.document(), brief, claiming));
        if (!reasons.isEmpty()) {
            return held(found, ledger, BriefState.NEW, reasons);
        }
        try {
            return recorded(found, earlier(before, claiming), brief, ledger, claiming);
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.REFUSED) {
                throw e;
            }
            return held(
                    found,
                    ledger,
                    BriefState.NEW,
                    List.of(new Reason(ReasonCode.CLAIM_IMPOSSIBLE, String.valueOf(e.getMessage()))));
        }
    }

    /** What the ledger says of a valid brief that the gate lets through. */
    private Candidate recorded(
            FoundBrief found, List<Reason> earlier, Brief brief, RepositoryName ledger, boolean claiming) {
        Repositories.View view = repositories.view(ledger);
        @Nullable LedgerEntry entry = view.records().get(found.key());
        if (entry == null) {
            return unrecorded(found, earlier, brief, ledger, view, claiming);
        }
        BriefState state = entry.record().state();
        return switch (state) {
            case DONE -> decided(found, ledger, state, Decision.FINISHED, List.of());
            case FAILED -> failed(found, brief, ledger, view, entry, claiming);
            case NEW, PICKED, RUNNING ->
                held(
                        found,
                        ledger,
                        state,
                        List.of(new Reason(
                                ReasonCode.CLAIMED_ELSEWHERE,
                                entry.record().runner() + " runs it since "
                                        + entry.record().at() + " as "
                                        + entry.record().run())));
        };
    }

    private Candidate unrecorded(
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
        List<String> followed = commands.retries();
        if (commands.cancel() != null) {
            followed = List.of(commands.cancel().id());
            reasons.add(
                    new Reason(ReasonCode.CANCELLED, commands.cancel().by().login() + " cancelled it before it began"));
        }
        if (!versions.isEmpty() && commands.retries().isEmpty()) {
            reasons.add(new Reason(
                    ReasonCode.EDITED_AFTER_RUN,
                    "an earlier version of it was started as " + versions.get(0).run()
                            + "; a person has to command the new one"));
        }
        if (processedBlocks.elsewhere(found)) {
            reasons.add(new Reason(
                    ReasonCode.MOVED,
                    "the same block has been acted on in another place, and its status comment stands in this issue;"
                            + " change its text to have it run here"));
        }
        reasons.addAll(labelledByHand(found, view));
        if (brief.deadline() != null
                && !clock.instant().isBefore(brief.deadline().end(clock.getZone()))) {
            reasons.add(new Reason(ReasonCode.DEADLINE_PASSED, "its deadline was " + brief.deadline()));
        }
        Candidate candidate = reasons.isEmpty()
                ? runnable(found, brief, ledger, view, null, followed)
                : new Candidate(
                        found,
                        assessment(found, BriefState.NEW, Decision.HELD, reasons, List.of(), null),
                        ledger,
                        null,
                        followed);
        return candidate.withCommands(commands);
    }

    /** A failed brief runs again when a person who may says so, once for each command. */
    private Candidate failed(
            FoundBrief found,
            Brief brief,
            RepositoryName ledger,
            Repositories.View view,
            LedgerEntry entry,
            boolean claiming) {
        ActiveCommands commands = commands(found, view, claiming, List.of(entry.record()));
        Candidate candidate = commands.retries().isEmpty()
                ? decided(found, ledger, BriefState.FAILED, Decision.FINISHED, List.of())
                : runnable(found, brief, ledger, view, entry, commands.retries());
        return candidate.withCommands(commands);
    }

    private ActiveCommands commands(
            FoundBrief found, Repositories.View view, boolean claiming, List<LedgerRecord> records) {
        RepositoryName repository = found.document().issue().repository();
        return ActiveCommands.of(
                PendingCommands.of(
                        found,
                        states.commands(found.document().issue()),
                        view.commands().getOrDefault(found.key(), List.of())),
                found,
                records,
                account -> gate.mayCommand(account, repository, claiming));
    }

    private Candidate runnable(
            FoundBrief found,
            Brief brief,
            RepositoryName ledger,
            Repositories.View view,
            @Nullable LedgerEntry over,
            List<String> commands) {
        BriefState state = over == null ? BriefState.NEW : over.record().state();
        try {
            Assessment.Plan plan = planner.plan(found, brief, view.refs(), over);
            return new Candidate(
                    found,
                    assessment(found, state, Decision.WOULD_RUN, List.of(), List.of(), plan),
                    ledger,
                    over,
                    commands);
        } catch (WorkspaceUnavailableException e) {
            return held(found, ledger, state, List.of(e.reason()));
        } catch (OutputException e) {
            String hint = e.hint() == null ? "" : "; " + e.hint();
            Reason reason = new Reason(ReasonCode.OUTPUT_IMPOSSIBLE, e.getMessage() + hint);
            return ending(found, ledger, state, over, commands, reason);
        } catch (RunnerException e) {
            return ending(found, ledger, state, over, commands, unusable(e));
        }
    }

    /** What an executor or an output's plugin threw that can do nothing for the brief; anything else is thrown again. */
    static Reason unusable(RunnerException e) {
        if (e.code() != ErrorCode.PLUGIN_FAILED && e.code() != ErrorCode.PLUGIN) {
            throw e;
        }
        return new Reason(ReasonCode.PLUGIN_UNUSABLE, String.valueOf(e.getMessage()));
    }

    /** An invalid brief is answered once, by a runner whose brief it is. */
    private Candidate invalid(FoundBrief found, BriefReading.Invalid invalid, RepositoryName ledger) {
        @Nullable String lane = invalid.lane();
        if (lane != null && !config.lanes().containsKey(lane)) {
            return held(
                    found,
                    ledger,
                    BriefState.NEW,
                    List.of(new Reason(ReasonCode.LANE_NOT_SERVED, "this runner has no lane " + lane)));
        }
        if (lane == null && !config.gate().answerInvalid()) {
            return held(
                    found,
                    ledger,
                    BriefState.NEW,
                    List.of(new Reason(
                            ReasonCode.LANE_NOT_SERVED,
                            "its executor cannot be read, and gate.answerInvalid is false")));
        }
        LedgerEntry entry = repositories.view(ledger).records().get(found.key());
        BriefState state = entry == null ? BriefState.NEW : entry.record().state();
        Assessment assessment = assessment(found, state, Decision.INVALID, List.of(), invalid.problems(), null);
        return new Candidate(found, assessment, ledger, null, List.of());
    }

    /** Briefs of one document run in the order in which they stand, and none after one that failed. */
    private static List<Reason> earlier(List<Candidate> before, boolean claiming) {
        for (Candidate candidate : before) {
            Assessment earlier = candidate.assessment();
            if (earlier.state() == BriefState.FAILED) {
                return List.of(new Reason(ReasonCode.EARLIER_FAILED, earlier.id() + " before it failed"));
            }
            boolean comesFirst = !claiming && earlier.decision() == Decision.WOULD_RUN;
            if (earlier.state() != BriefState.DONE && !comesFirst) {
                return List.of(new Reason(ReasonCode.EARLIER_UNFINISHED, earlier.id() + " before it has not run"));
            }
        }
        return List.of();
    }

    /** A state label that a person set where nothing has a record yet: they say it is dealt with. */
    private List<Reason> labelledByHand(FoundBrief found, Repositories.View view) {
        Issue issue = found.document().issue();
        boolean recorded = view.records().values().stream()
                .map(entry -> entry.record().id())
                .anyMatch(id -> id.number() == issue.number() && id.repository().equals(issue.repository()));
        if (recorded) {
            return List.of();
        }
        return STATE_LABELS.stream()
                .map(state -> config.labels().statePrefix() + state)
                .filter(issue.labels()::contains)
                .sorted()
                .map(label -> new Reason(
                        ReasonCode.LABELLED_BY_HAND,
                        "somebody put the label " + label + " on " + issue.repository() + "#" + issue.number()
                                + ", and no brief there has run; take it off to let it run"))
                .toList();
    }

    /** Held for what ends it: its people are told. */
    private static Candidate ending(
            FoundBrief found,
            RepositoryName ledger,
            BriefState state,
            @Nullable LedgerEntry over,
            List<String> commands,
            Reason reason) {
        return new Candidate(
                found,
                assessment(found, state, Decision.HELD, List.of(reason), List.of(), null),
                ledger,
                over,
                commands);
    }

    private static Candidate held(FoundBrief found, RepositoryName ledger, BriefState state, List<Reason> reasons) {
        return decided(found, ledger, state, Decision.HELD, reasons);
    }

    private static Candidate decided(
            FoundBrief found, RepositoryName ledger, BriefState state, Decision decision, List<Reason> reasons) {
        return new Candidate(
                found, assessment(found, state, decision, reasons, List.of(), null), ledger, null, List.of());
    }

    private static Assessment assessment(
            FoundBrief found,
            BriefState state,
            Decision decision,
            List<Reason> reasons,
            List<Problem> problems,
            Assessment.@Nullable Plan plan) {
        return new Assessment(
                found.id(), found.document().url(), found.digest(), state, decision, reasons, problems, plan);
    }
}
