package io.github.hirakuarai.codexrunner.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The time until which a brief may start, as it was written: ISO 8601. */
public sealed interface Deadline {

    /** Returns the instant at which it has passed; without an offset, the runner's time zone applies. */
    Instant end(ZoneId zone);

    /** Returns the ISO 8601 form. */
    @Override
    String toString();

    /** Parses a date, a date-time, or a date-time with an offset; empty if the text is none of them. */
    static Optional<Deadline> parse(String text) {
        try {
            if (text.indexOf('T') < 0) {
                return Optional.of(new Day(LocalDate.parse(text)));
            }
            int time = text.indexOf('T');
            boolean offset = text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
            return Optional.of(
                    offset ? new Moment(OffsetDateTime.parse(text)) : new LocalMoment(LocalDateTime.parse(text)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * A date: the deadline is its end.
     *
     * @param date the last day
     */
    record Day(LocalDate date) implements Deadline {
        @Override
        public Instant end(ZoneId zone) {
            return date.plusDays(1).atStartOfDay(zone).toInstant();
        }

        @Override
        public String toString() {
            return date.toString();
        }
    }

    /**
     * A date and time of the runner's zone.
     *
     * @param time the moment
     */
    record LocalMoment(LocalDateTime time) implements Deadline {
        @Override
        public Instant end(ZoneId zone) {
            return time.atZone(zone).toInstant();
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /**
     * A date and time with its offset.
     *
     * @param time the moment
     */
    record Moment(OffsetDateTime time) implements Deadline {
        @Override
        public Instant end(ZoneId zone) {
            return time.toInstant();
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }
}
