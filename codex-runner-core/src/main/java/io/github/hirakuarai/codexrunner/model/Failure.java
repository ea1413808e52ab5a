package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt ended in FAILED.
 *
 * @param result which of the results that is
 * @param code stable, for programs: {@code STEP_FAILED}, {@code BRIEF_CHANGED}, {@code OUTPUT_FILE_UNCHANGED}, …
 * @param message what went wrong, in one sentence
 * @param hint what a person can do next, or null when there is nothing but another attempt
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
