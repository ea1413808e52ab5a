package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.model.Failure;

/** Ends an attempt from within a stage, with what is to be reported. */
public final class AttemptFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Objection why;

    public AttemptFailed(Failure failure) {
        this(new Objection(failure));
    }

    public AttemptFailed(Objection why) {
        super(why.failure().message());
        this.why = why;
    }

    Failure failure() {
        return why.failure();
    }

    Objection why() {
        return why;
    }
}
