package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Why a run must not go on.
 *
 * @param failure how it ends
 * @param cancel the command by which somebody cancelled it; null when it ends for another reason
 */
public record Objection(Failure failure, @Nullable BriefCommand cancel) {

    /** An objection that is no command. */
    public Objection(Failure failure) {
        this(failure, null);
    }
}
