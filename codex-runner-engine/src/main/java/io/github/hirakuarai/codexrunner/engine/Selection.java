package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import org.jspecify.annotations.Nullable;

/**
 * Which briefs are looked at.
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

    /** Everything that a one-shot run may take. */
    public static final Selection ALL = new Selection(Trigger.ONE_SHOT, null, null, null, null, Integer.MAX_VALUE);

    /** Who asks for a run. */
    public enum Trigger {
        /** A person, by hand: label {@code codex:enabled}. */
        ONE_SHOT,
        /** The polling service: label {@code codex:auto}. */
        SERVICE
    }
}
