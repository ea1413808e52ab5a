package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import org.jspecify.annotations.Nullable;

/**
 * Which briefs are looked at: {@code Selection.ALL.inRepository(app).onLane("devbox")}.
 *
 * @param trigger who asks: decides which label enables an issue
 * @param repository only issues of this one, or null for all that are configured
 * @param issue only this issue, or null for all
 * @param brief only this brief, or null for all
 * @param lane only briefs of this lane, or null for all that are served
 * @param max run at most so many
 */
public record Selection(
        Trigger trigger,
        @Nullable RepositoryName repository,
        @Nullable Integer issue,
        @Nullable BriefId brief,
        @Nullable String lane,
        int max) {

    public Selection {
        if (max < 0) {
            throw new IllegalArgumentException("at most so many briefs must be 0 or more, not " + max);
        }
    }

    /** Everything that a one-shot run may take. */
    public static final Selection ALL = of(Trigger.ONE_SHOT);

    /** Returns everything that may be taken when it is asked for in this way. */
    public static Selection of(Trigger trigger) {
        return new Selection(trigger, null, null, null, null, Integer.MAX_VALUE);
    }

    /** Returns these, but only of one repository; of all that are configured when it is null. */
    public Selection inRepository(@Nullable RepositoryName only) {
        return new Selection(trigger, only, issue, brief, lane, max);
    }

    /** Returns these, but only of one issue; of all when it is null. */
    public Selection inIssue(@Nullable Integer only) {
        return new Selection(trigger, repository, only, brief, lane, max);
    }

    /** Returns these, but only one brief; all when it is null. */
    public Selection onlyBrief(@Nullable BriefId only) {
        return new Selection(trigger, repository, issue, only, lane, max);
    }

    /** Returns these, but only of one lane; of all when it is null. */
    public Selection onLane(@Nullable String only) {
        return new Selection(trigger, repository, issue, brief, only, max);
    }

    /** Returns these, but runs at most so many. */
    public Selection atMost(int most) {
        return new Selection(trigger, repository, issue, brief, lane, most);
    }

    /** Who asks for a run. */
    public enum Trigger {
        /** A person, by hand: label {@code codex:enabled}. */
        ONE_SHOT,
        /** The polling service: label {@code codex:auto}. */
        SERVICE
    }
}
