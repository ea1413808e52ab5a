package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the record of one brief has said. A brief that was edited has a record for each text that was acted on.
 *
 * @param id the brief
 * @param digest of the text
 * @param repository holds the record
 * @param entries oldest first; renewals of a claim, which say nothing new, are left out
 */
public record BriefHistory(BriefId id, Digest digest, RepositoryName repository, List<Entry> entries) {

    public BriefHistory {
        entries = List.copyOf(entries);
    }

    /**
     * What the record said at one moment.
     *
     * @param at by the clock of the runner that wrote it
     * @param state the brief's state
     * @param attempt counted from 1
     * @param result how the attempt ended; null while it runs
     * @param failure the failure's code; null when it did not fail
     * @param message what failed; null when it did not fail, or the record does not say
     * @param runner the runner's name
     * @param run the attempt's run
     */
    public record Entry(
            Instant at,
            BriefState state,
            int attempt,
            @Nullable Result result,
            @Nullable String failure,
            @Nullable String message,
            String runner,
            RunId run) {}
}
