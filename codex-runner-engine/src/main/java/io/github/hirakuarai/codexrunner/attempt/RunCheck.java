package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Objection;
import io.github.hirakuarai.codexrunner.decision.AdmissionPolicy;
import io.github.hirakuarai.codexrunner.decision.Approvals;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a run may go on, as document, people, approvals and commands are now: protocol §2 and §7 want that just before
 * the first step, while the steps run, and before each push. Writes nothing. Safe for many threads.
 */
public final class RunCheck {

    private final BriefSource source;
    private final BriefFinder finder;
    private final AdmissionPolicy policy;
    private final Selection.Trigger trigger;
    private final CommandWatch commands;

    public RunCheck(BriefIntake intake, Selection.Trigger trigger, CommandWatch commands) {
        this.source = intake.source();
        this.finder = intake.finder();
        this.policy = intake.policy();
        this.trigger = trigger;
        this.commands = commands;
    }

    /** The commands that stood when the brief was claimed, oldest first. */
    List<BriefCommand> commandsBefore() {
        return commands.before();
    }

    /** Whether a server's refs say that no operator has commanded since they were last looked at. Does not wait. */
    boolean isUncommanded(RemoteRefs advertised) {
        return commands.isUnchanged(advertised);
    }

    /** Why the run must not go on; empty when nobody objects. */
    Optional<Objection> objection(BriefEvaluation evaluation) {
        return objection(evaluation, true);
    }

    /**
     * The same.
     *
     * @param operators whether their commands are looked for: not before a push, which {@link #isUncommanded tells} of newer ones
     */
    Optional<Objection> objection(BriefEvaluation evaluation, boolean operators) {
        Issue before = evaluation.found().document().issue();
        Optional<SourceDocument> now;
        try {
            now = source.read(evaluation.found().document().ref());
        } catch (RateLimitedException e) {
            // Its editor cannot be asked for now; whoever cancels it is heard all the same.
            Optional<Objection> cancelled =
                    source.issue(before.repository(), before.number()).flatMap(issue -> cancelled(issue, true));
            if (cancelled.isPresent()) {
                return cancelled;
            }
            throw e;
        }
        return now.isEmpty()
                ? Optional.of(changed("the brief was deleted while it ran", null))
                : text(evaluation, now.get())
                        .or(() -> people(evaluation, now.get()))
                        .or(() -> approvals(evaluation))
                        .or(() -> cancelled(now.get().issue(), operators));
    }

    private Optional<Objection> text(BriefEvaluation evaluation, SourceDocument now) {
        return finder.find(now).stream()
                        .anyMatch(found -> found.key().equals(evaluation.found().key()))
                ? Optional.empty()
                : Optional.of(
                        changed("the brief's text changed while it ran", "comment /codex retry to run the new text"));
    }

    private Optional<Objection> people(BriefEvaluation evaluation, SourceDocument now) {
        List<Reason> reasons = new ArrayList<>(policy.place(now, trigger));
        reasons.addAll(policy.people(now, true, true));
        evaluation.plan().ifPresent(plan -> {
            reasons.addAll(policy.lane(now, plan.brief(), true, true));
            reasons.addAll(policy.repository(now, plan.brief(), true, true));
        });
        return reasons.stream().findFirst().map(reason -> forbidden(reason.code(), reason.message(), null));
    }

    /** Every approval is read again, from its own comment. */
    private Optional<Objection> approvals(BriefEvaluation evaluation) {
        return evaluation
                .plan()
                .filter(plan -> plan.lane().allow().approvals() > 0)
                .flatMap(plan -> plan.approved() == null
                        ? Optional.of("nobody approved it")
                        : new Approvals(policy, source).objection(evaluation.found(), plan, plan.approved()))
                .map(why ->
                        forbidden(ReasonCode.NEEDS_APPROVAL, why, "comment /codex retry to ask for approvals again"));
    }

    private Optional<Objection> cancelled(Issue issue, boolean operators) {
        return commands.cancel(issue, operators)
                .map(command -> new Objection(
                        new Failure(
                                Result.CANCELLED,
                                "CANCELLED",
                                command.by().login() + " cancelled it",
                                "comment /codex retry to run it again"),
                        command));
    }

    private static Objection changed(String message, @Nullable String hint) {
        return new Objection(new Failure(Result.FAILURE, "BRIEF_CHANGED", message, hint));
    }

    private static Objection forbidden(ReasonCode code, String why, @Nullable String hint) {
        return new Objection(new Failure(Result.CANCELLED, code.name(), "it may no longer run: " + why, hint));
    }
}
