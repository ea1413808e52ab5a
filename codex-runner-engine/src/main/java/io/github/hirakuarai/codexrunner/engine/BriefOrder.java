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

    static Comparator<Candidate> of(RunnerConfig config, Clock clock) {
        Comparator<Candidate> byAge =
                Comparator.comparing(candidate -> candidate.found().document().createdAt());
        return Comparator.comparing(BriefOrder::priority, Comparator.reverseOrder())
                .thenComparing(candidate -> deadline(candidate, clock))
                .thenComparing(config.newestFirst() ? byAge.reversed() : byAge)
                .thenComparing(candidate -> candidate.found().documentPlace())
                .thenComparing(candidate -> candidate.found().id().ordinal());
    }

    private static Priority priority(Candidate candidate) {
        return candidate.found().reading() instanceof BriefReading.Valid valid
                ? valid.brief().priority()
                : Priority.NORMAL;
    }

    private static Instant deadline(Candidate candidate, Clock clock) {
        return candidate.found().reading() instanceof BriefReading.Valid valid
                        && valid.brief().deadline() != null
                ? valid.brief().deadline().end(clock.getZone())
                : Instant.MAX;
    }
}
