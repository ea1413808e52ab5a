package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.Orders;
import io.github.hirakuarai.codexrunner.intake.StandingOrders;
import io.github.hirakuarai.codexrunner.ledger.OrderBook;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.List;
import java.util.Optional;

/**
 * The orders for a brief that is being run: those that stood when it was claimed have been dealt with, those that come
 * later are looked for on the issue and beside the record. Safe for many threads.
 */
final class OrderWatch implements AutoCloseable {

    private final Stages stages;
    private final FoundBrief found;
    private final List<Order> before;
    private final Mirror mirror;

    /**
     * @param before what stood when the brief was claimed
     * @param mirror of the repository that holds the record: nobody else's, and closed with this
     */
    OrderWatch(Stages stages, FoundBrief found, List<Order> before, Mirror mirror) {
        this.stages = stages;
        this.found = found;
        this.before = List.copyOf(before);
        this.mirror = mirror;
    }

    /** What stood when the brief was claimed, oldest first. */
    List<Order> before() {
        return before;
    }

    /** The order that cancels the brief, given since it was claimed by somebody who may. */
    synchronized Optional<Order> cancel(Issue now) {
        StandingOrders standing = StandingOrders.of(
                found, stages.states().orders(now), new OrderBook(mirror, stages.ledgerClock()).orders(found.key()));
        return standing.all().stream()
                .filter(order -> order.kind() == Order.Kind.CANCEL)
                .filter(order -> Orders.concerns(order, found))
                .filter(order ->
                        before.stream().noneMatch(earlier -> earlier.id().equals(order.id())))
                .filter(order ->
                        standing.byOperator(order) || stages.gate().mayOrder(order.by(), now.repository(), true))
                .findFirst();
    }

    @Override
    public void close() {
        mirror.close();
    }
}
