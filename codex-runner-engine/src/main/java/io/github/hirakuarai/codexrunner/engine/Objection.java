package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Why a run must not go on.
 *
 * @param failure how it ends
 * @param cancel the command by which somebody cancelled it; null when it ends for another reason
 */
record Objection(Failure failure, @Nullable BriefCommand cancel) {

    /** An objection that is no command. */
    Objection(Failure failure) {
        this(failure, null);
    }
}
