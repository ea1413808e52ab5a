package io.github.hirakuarai.codexrunner.ledger;

import java.util.Map;

/**
 * What stands below one of the ledger's prefixes. Whoever may push may write there, so only what a runner would have written
 * counts.
 *
 * @param readable what counts, by name
 * @param unreadable why the rest does not, by name
 */
public record RefContents<T>(Map<BriefRef, T> readable, Map<BriefRef, String> unreadable) {

    public RefContents {
        readable = Map.copyOf(readable);
        unreadable = Map.copyOf(unreadable);
    }
}
