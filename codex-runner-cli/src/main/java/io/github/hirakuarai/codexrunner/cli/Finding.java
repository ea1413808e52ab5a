package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode.Category;
import org.jspecify.annotations.Nullable;

/**
 * What {@code doctor} found out about one thing.
 *
 * @param verdict how it is
 * @param subject what was looked at
 * @param message one line
 * @param hint what to do; null where nothing needs to be done
 * @param category who can fix it, which decides the exit code of a failure
 */
record Finding(
        Verdict verdict,
        String subject,
        String message,
        @Nullable String hint,
        Category category) {

    /** How a thing is. The names are what is printed. */
    enum Verdict {
        ok,
        warn,
        fail
    }

    static Finding ok(String subject, String message) {
        return new Finding(Verdict.ok, subject, message, null, Category.CONFIGURATION);
    }

    /** Something that costs an ability, not the work. */
    static Finding warn(String subject, String message, String hint) {
        return new Finding(Verdict.warn, subject, message, hint, Category.CONFIGURATION);
    }

    /** Something on this machine without which nothing runs. */
    static Finding fail(String subject, String message, String hint) {
        return new Finding(Verdict.fail, subject, message, hint, Category.CONFIGURATION);
    }

    /** Something on the forge or a lane's host without which nothing runs. */
    static Finding refused(String subject, String message, String hint) {
        return new Finding(Verdict.fail, subject, message, hint, Category.UNAVAILABLE);
    }
}
