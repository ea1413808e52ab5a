package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.Failure;

/** Ends an attempt from within a stage, with what is to be reported. */
final class AttemptFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    AttemptFailed(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
