package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.Priority;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;

/** Which brief comes first: the more important, then the more urgent, then by age; briefs of one document as they stand. */
final class BriefOrder {

    private BriefOrder() {}

    static Comparator<Evaluation> of(RunnerConfig config, Clock clock) {
        Comparator<Evaluation> byAge =
                Comparator.comparing(evaluation -> evaluation.found().document().createdAt());
        return Comparator.comparing(BriefOrder::priority, Comparator.reverseOrder())
                .thenComparing(evaluation -> deadline(evaluation, clock))
                .thenComparing(config.newestFirst() ? byAge.reversed() : byAge)
                .thenComparing(evaluation -> evaluation.found().documentPlace())
                .thenComparing(evaluation -> evaluation.found().id().ordinal());
    }

    private static Priority priority(Evaluation evaluation) {
        return evaluation.found().reading() instanceof BriefReading.Valid valid
                ? valid.brief().priority()
                : Priority.NORMAL;
    }

    private static Instant deadline(Evaluation evaluation, Clock clock) {
        return evaluation.found().reading() instanceof BriefReading.Valid valid
                        && valid.brief().deadline() != null
                ? valid.brief().deadline().end(clock.getZone())
                : Instant.MAX;
    }
}
