package io.github.hirakuarai.codexrunner.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's word on a brief (protocol §4, ActiveCommands). It counts once: the record keeps the ids of those that were spent.
 *
 * @param id of the label event or comment, or a UUID: unique on the forge
 * @param kind what is wanted
 * @param target the brief it names, or null for every one of the issue that it fits
 * @param by who gave it; still to be judged by the gate
 * @param at when
 */
public record BriefCommand(String id, Kind kind, @Nullable BriefId target, Account by, Instant at) {

    /** What a person may want. */
    public enum Kind {
        /** Run it again. */
        RETRY,
        /** Do not run it, or end the run. */
        CANCEL,
        /** Say what would happen. */
        DRY_RUN
    }
}
