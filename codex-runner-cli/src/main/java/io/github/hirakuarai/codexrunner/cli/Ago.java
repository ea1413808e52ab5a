package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Writes when something happened, as seen from now. */
final class Ago {

    private static final int DAYS_COUNTED = 30;

    private Ago() {}

    /** {@code 12 s ago}, {@code 3 min ago}, {@code 5 h ago}, {@code 2 days ago}; the date of what is longer ago. */
    static String text(Instant then, Instant now) {
        Duration ago = Duration.between(then, now);
        if (ago.toMinutes() < 1) {
            return Math.max(0, ago.toSeconds()) + " s ago";
        }
        if (ago.toHours() < 1) {
            return ago.toMinutes() + " min ago";
        }
        if (ago.toDays() < 1) {
            return ago.toHours() + " h ago";
        }
        return ago.toDays() > DAYS_COUNTED
                ? LocalDate.ofInstant(then, ZoneOffset.UTC).toString()
                : ago.toDays() == 1 ? "1 day ago" : ago.toDays() + " days ago";
    }
}
