package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;

/** Names the most frequent refusals of a workdir. */
final class Unsuitable {

    private Unsuitable() {}

    static WorkspaceUnavailableException because(String message) {
        return new WorkspaceUnavailableException(ReasonCode.WORKDIR_UNSUITABLE, message);
    }

    static WorkspaceUnavailableException dirty(String message) {
        return new WorkspaceUnavailableException(ReasonCode.WORKDIR_DIRTY, message);
    }

    static WorkspaceUnavailableException busy(String message) {
        return new WorkspaceUnavailableException(ReasonCode.WORKDIR_BUSY, message);
    }

    static WorkspaceUnavailableException atWork(CloneLayout layout) {
        return busy("another run, or what it left, is at work in " + layout.root() + ": wait until it ends");
    }
}
