package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which brief runs first: the one with the higher priority, then the earlier deadline, then by age; briefs of one document as
 * they stand. A brief's priority rises while it waits, so that newer and more important ones cannot hold it back forever.
 */
public final class BriefOrder {

    /** By which a priority rises for each {@code schedule.ageing}; a step from one named priority to the next. */
    private static final long POINTS = 50;

    private BriefOrder() {}

    /** The order at one moment. */
    static Comparator<BriefEvaluation> of(RunnerConfig config, ZoneId zone, Instant now) {
        return Comparator.comparing(
                evaluation -> rank(evaluation, zone), byRank(config.newestFirst(), config.ageing(), now));
    }

    /**
     * The order of one of several runners at one moment: equally urgent issues come in an order that each runner has of its own,
     * not by age, which all have in common.
     *
     * @param own the runner's own word, by which its order differs from others'
     */
    public static Comparator<BriefEvaluation> ofOwn(RunnerConfig config, ZoneId zone, Instant now, String own) {
        return Comparator.comparing(
                        (BriefEvaluation evaluation) -> rank(evaluation, zone), byUrgency(config.ageing(), now))
                .thenComparing(evaluation ->
                        Digest.of(own + " " + evaluation.found().issue()).hex())
                .thenComparing(evaluation -> rank(evaluation, zone), byPlace());
    }

    static Comparator<Rank> byRank(boolean newestFirst, Duration ageing, Instant now) {
        Comparator<Rank> byAge = Comparator.comparing(Rank::written);
        return byUrgency(ageing, now)
                .thenComparing(newestFirst ? byAge.reversed() : byAge)
                .thenComparing(byPlace());
    }

    private static Comparator<Rank> byUrgency(Duration ageing, Instant now) {
        return Comparator.comparingLong((Rank rank) -> -rank.points(ageing, now))
                .thenComparing(Rank::deadline);
    }

    private static Comparator<Rank> byPlace() {
        return Comparator.comparing(Rank::documentPlace).thenComparing(Rank::ordinal);
    }

    private static Rank rank(BriefEvaluation evaluation, ZoneId zone) {
        SourceDocument document = evaluation.found().document();
        Instant written = document.createdAt();
        Instant ready = readySince(document, evaluation.over());
        String place = evaluation.found().documentPlace();
        int ordinal = evaluation.found().id().ordinal();
        if (evaluation.found().reading() instanceof BriefReading.Valid valid) {
            Brief brief = valid.brief();
            Instant deadline =
                    brief.deadline() == null ? Instant.MAX : brief.deadline().end(zone);
            return new Rank(brief.priority(), deadline, written, ready, place, ordinal);
        }
        return new Rank(Priority.NORMAL, Instant.MAX, written, ready, place, ordinal);
    }

    /**
     * Since when a brief can have been ready: since it was written, its text was edited, or its last attempt ended. Of an issue's
     * text a listing does not tell the edit; everything that happens on an issue updates it, so that is not taken for one.
     */
    static Instant readySince(SourceDocument document, @Nullable LedgerEntry over) {
        Instant edited = document.editedAt() != null
                ? document.editedAt()
                : document.ref().kind() == DocumentKind.ISSUE_BODY ? document.createdAt() : document.updatedAt();
        Instant ended = over == null ? document.createdAt() : over.record().at();
        return Collections.max(List.of(document.createdAt(), edited, ended));
    }

    /**
     * What decides about a brief's turn.
     *
     * @param deadline {@link Instant#MAX} without one
     * @param written when its document was
     * @param ready since when it can have been ready
     * @param documentPlace of its document among those of its issue
     * @param ordinal in its document
     */
    record Rank(
            Priority priority, Instant deadline, Instant written, Instant ready, String documentPlace, int ordinal) {

        /** In whole steps: within one, the configured order by age counts. */
        long points(Duration ageing, Instant now) {
            Duration waited = Duration.between(ready, now);
            return priority.value() + (waited.isNegative() ? 0 : POINTS * waited.dividedBy(ageing));
        }
    }
}
