package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;

/** A field of the forge's answer is missing, or of another type than GitHub's API gives. */
final class OddAnswerException extends RunnerException {

    private static final long serialVersionUID = 1;

    private final String field;

    OddAnswerException(String field) {
        this(field, "");
    }

    private OddAnswerException(String field, String of) {
        super(
                ErrorCode.REFUSED,
                "the forge's answer has no valid '" + field + "'" + of
                        + ": check that github.apiUrl is a GitHub-compatible API");
        this.field = field;
    }

    /** The same, said of an issue or whatever else was asked for. */
    OddAnswerException of(String thing) {
        return new OddAnswerException(field, ", of " + thing);
    }
}
