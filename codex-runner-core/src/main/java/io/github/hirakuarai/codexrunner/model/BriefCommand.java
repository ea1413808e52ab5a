package io.github.hirakuarai.codexrunner.model;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request by a user about a brief (protocol §4). It counts once: the record keeps the ids of spent commands.
 *
 * @param id of the label event or comment, or a UUID: unique on the forge
 * @param kind what the user requests
 * @param target the named brief, or null for each brief of the issue to which it applies
 * @param by who gave it; the admission policy has not checked them yet
 * @param at when
 */
public record BriefCommand(String id, Kind kind, @Nullable BriefId target, Account by, Instant at) {

    /** What a user can request. */
    public enum Kind {
        /** Run it again. */
        RETRY,
        /** Do not run it, or end the run. */
        CANCEL,
        /** Report what would happen. */
        DRY_RUN,
        /** Report the state of each brief, and what holds it. */
        STATUS,
        /** Let it run, on a lane that asks for approvals (protocol §7). */
        APPROVE;

        /** Returns what users write behind {@code /codex}: {@code dry-run}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
