package io.github.hirakuarai.codexrunner.github;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Some items of a list.
 *
 * @param items in the forge's order
 * @param next where the list goes on, or null at its end
 * @param size of all items, in bytes
 * @param pages how many pages the forge says the whole list has, or null when it does not say
 */
record Page(
        List<JsonNode> items,
        int size,
        @Nullable URI next,
        @Nullable Integer pages) {

    Page {
        items = List.copyOf(items);
    }

    /** Whether this is the other page once more: a forge that knows no pages gives the first one for ever. */
    boolean repeats(Page other) {
        return !items.isEmpty() && items.equals(other.items);
    }
}
