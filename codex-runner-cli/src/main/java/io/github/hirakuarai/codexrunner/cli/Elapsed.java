package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes how long something took. */
final class Elapsed {

    private Elapsed() {}

    /** As a clock that runs: {@code 0:00}, {@code 3:07}, {@code 1:00:05}. */
    static String clock(Duration elapsed) {
        return elapsed.toMinutes() == 0 ? String.format("0:%02d", elapsed.toSecondsPart()) : text(elapsed);
    }

    /** {@code 90 s}, {@code 10 min}. */
    static String interval(Duration interval) {
        return interval.toSecondsPart() == 0 ? interval.toMinutes() + " min" : interval.toSeconds() + " s";
    }

    /** {@code 0.4 s}, {@code 59.9 s}, {@code 3:07}, {@code 1:00:05}. */
    static String text(Duration elapsed) {
        if (elapsed.toMinutes() == 0) {
            // Rounded as in comments: the same run takes the same time everywhere.
            return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
        }
        String minutes = elapsed.toMinutesPart() + "";
        String seconds = String.format(":%02d", elapsed.toSecondsPart());
        return elapsed.toHours() == 0
                ? minutes + seconds
                : elapsed.toHours() + String.format(":%02d", elapsed.toMinutesPart()) + seconds;
    }
}
