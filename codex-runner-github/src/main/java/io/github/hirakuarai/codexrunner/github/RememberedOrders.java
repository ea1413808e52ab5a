package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The orders of issues on which nothing has happened since they were read: a poll asks for those of every failed brief, and
 * must not cost more with each of them. Safe for many threads.
 */
final class RememberedOrders {

    private final Changes changes;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    RememberedOrders(Changes changes) {
        this.changes = changes;
    }

    /** The orders of an issue, read only when they may be others than the last time. */
    List<Order> of(Issue issue, Supplier<List<Order>> read) {
        // The version comes before the reading: what happens in between is then read once more.
        OptionalLong version = changes.version(issue);
        String place = issue.repositoryId() + "#" + issue.number();
        Known before = known.get(place);
        if (version.isPresent() && before != null && before.version() == version.getAsLong()) {
            return before.orders();
        }
        List<Order> orders = List.copyOf(read.get());
        version.ifPresent(now -> known.put(place, new Known(now, orders)));
        return orders;
    }

    private record Known(long version, List<Order> orders) {}
}
