package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Priority;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;

/**
 * Which brief runs first: the one with the higher priority, then the earlier deadline, then by age; briefs of one document as
 * they stand. A brief's priority rises while it waits, so that newer and more important ones cannot hold it back forever.
 */
final class BriefOrder {

    /** By which a priority rises for each {@code schedule.ageing}; a step from one named priority to the next. */
    private static final long POINTS = 50;

    private BriefOrder() {}

    /** The order at one moment. */
    static Comparator<Evaluation> of(RunnerConfig config, ZoneId zone, Instant now) {
        return Comparator.comparing(
                evaluation -> rank(evaluation, zone), byRank(config.newestFirst(), config.ageing(), now));
    }

    static Comparator<Rank> byRank(boolean newestFirst, Duration ageing, Instant now) {
        Comparator<Rank> byAge = Comparator.comparing(Rank::written);
        return Comparator.comparingLong((Rank rank) -> -rank.points(ageing, now))
                .thenComparing(Rank::deadline)
                .thenComparing(newestFirst ? byAge.reversed() : byAge)
                .thenComparing(Rank::documentPlace)
                .thenComparing(Rank::ordinal);
    }

    private static Rank rank(Evaluation evaluation, ZoneId zone) {
        Instant written = evaluation.found().document().createdAt();
        String place = evaluation.found().documentPlace();
        int ordinal = evaluation.found().id().ordinal();
        if (evaluation.found().reading() instanceof BriefReading.Valid valid) {
            Brief brief = valid.brief();
            Instant deadline =
                    brief.deadline() == null ? Instant.MAX : brief.deadline().end(zone);
            return new Rank(brief.priority(), deadline, written, place, ordinal);
        }
        return new Rank(Priority.NORMAL, Instant.MAX, written, place, ordinal);
    }

    /**
     * What decides about a brief's turn.
     *
     * @param deadline {@link Instant#MAX} without one
     * @param written when its document was
     * @param documentPlace of its document among those of its issue
     * @param ordinal in its document
     */
    record Rank(Priority priority, Instant deadline, Instant written, String documentPlace, int ordinal) {

        /** In whole steps: within one, the configured order by age counts. */
        long points(Duration ageing, Instant now) {
            Duration waited = Duration.between(written, now);
            return priority.value() + (waited.isNegative() ? 0 : POINTS * waited.dividedBy(ageing));
        }
    }
}
