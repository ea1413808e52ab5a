package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.yaml.Quantities;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people write them on a command line. */
final class Moments {

    private static final Pattern DAYS = Pattern.compile("([0-9]{1,5})d");

    /** As comments on issues have it. */
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Moments() {}

    /** The end of a short wait, to the minute: never before it. */
    static String minute(Instant end) {
        return MINUTE.format(end.plusSeconds(59));
    }

    /** A point in time for people; JSON has it in ISO 8601. */
    static String text(Instant moment) {
        return TEXT.format(moment);
    }

    /**
     * Reads the beginning of a span that ends now.
     *
     * @param text a date (its beginning), a date and time, or an age such as {@code 12h} or {@code 7d}
     * @param zone of dates and times that name none
     */
    static Optional<Instant> since(String text, Instant now, ZoneId zone) {
        Matcher days = DAYS.matcher(text);
        if (days.matches()) {
            return Optional.of(now.minus(Duration.ofDays(Long.parseLong(days.group(1)))));
        }
        Optional<Duration> age = Quantities.duration(text);
        if (age.isPresent()) {
            return age.map(now::minus);
        }
        List<Function<String, Instant>> forms = List.of(
                date -> LocalDate.parse(date).atStartOfDay(zone).toInstant(),
                time -> OffsetDateTime.parse(time).toInstant(),
                time -> LocalDateTime.parse(time).atZone(zone).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return Optional.of(form.apply(text));
            } catch (DateTimeException e) {
                // Another form may fit.
            }
        }
        return Optional.empty();
    }
}
