package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt ended in FAILED.
 *
 * @param result the result of the attempt
 * @param code stable, for programs: {@code STEP_FAILED}, {@code BRIEF_CHANGED}, {@code OUTPUT_FILE_UNCHANGED}, …
 * @param message what went wrong, in one sentence
 * @param hint what to do next, or null if only another attempt can help
 */
public record Failure(
        Result result,
        String code,
        String message,
        @Nullable String hint) {

    public Failure {
        if (result.state() != BriefState.FAILED) {
            throw new IllegalArgumentException("not a failure: " + result);
        }
    }
}
