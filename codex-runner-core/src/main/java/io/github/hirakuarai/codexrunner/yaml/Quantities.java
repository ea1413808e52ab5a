package io.github.hirakuarai.codexrunner.yaml;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes, as people write them. */
public final class Quantities {

    /** The longest duration that is taken. */
    public static final Duration LONGEST = Duration.ofDays(366);

    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})([smh])");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)?");

    private Quantities() {}

    /** Reads {@code 90s}, {@code 10m}, {@code 2h} or ISO 8601; empty when it is none, not positive or too long. */
    public static Optional<Duration> duration(String text) {
        Matcher written = SHORT_DURATION.matcher(text);
        Duration duration;
        try {
            duration = written.matches() ? shortDuration(written) : Duration.parse(text);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
        boolean taken = duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0;
        return taken ? Optional.of(duration) : Optional.empty();
    }

    private static Duration shortDuration(Matcher written) {
        long amount = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** Reads {@code 512KiB}, {@code 1GiB} or a number of bytes; empty when it is none. */
    public static Optional<Long> bytes(String text) {
        Matcher written = SIZE.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        String unit = written.group(2) == null ? "B" : written.group(2);
        int shift = switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long amount = Long.parseLong(written.group(1));
        return amount == 0 || amount > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(amount << shift);
    }
}
