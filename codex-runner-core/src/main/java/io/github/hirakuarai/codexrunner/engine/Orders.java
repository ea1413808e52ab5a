package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What people who may order work want of one brief now; the last word counts.
 *
 * @param retries ids of the orders that ask for an attempt; empty when nobody asks, or somebody has cancelled since
 * @param cancel the order that cancels it, or null
 */
record Orders(List<String> retries, @Nullable Order cancel) {

    Orders {
        retries = List.copyOf(retries);
    }

    /**
     * Judges the orders that stand for a brief.
     *
     * @param standing on its issue, and beside its record
     * @param records of the brief, or of earlier versions of it: what they have spent orders nothing any more
     * @param mayOrder asked only for orders that would count, and never for an operator's
     */
    static Orders of(
            StandingOrders standing, FoundBrief found, List<LedgerRecord> records, Predicate<Account> mayOrder) {
        List<Order> open = standing.all().stream()
                .filter(order -> order.kind() != Order.Kind.DRY_RUN)
                .filter(order -> concerns(order, found))
                .filter(order -> records.stream()
                        .noneMatch(record -> record.spentOrders().contains(order.id())))
                .filter(order -> standing.byOperator(order) || mayOrder.test(order.by()))
                .toList();
        if (!open.isEmpty() && open.get(open.size() - 1).kind() == Order.Kind.CANCEL) {
            return new Orders(List.of(), open.get(open.size() - 1));
        }
        return new Orders(
                open.stream()
                        .filter(order -> order.kind() == Order.Kind.RETRY)
                        .map(Order::id)
                        .toList(),
                null);
    }

    /** Whether an order is about a brief: one without a name is about those that stood there when it was given. */
    static boolean concerns(Order order, FoundBrief found) {
        return order.target() == null
                ? order.kind() == Order.Kind.RETRY
                        || !order.at().isBefore(found.document().createdAt())
                : order.target().equals(found.id());
    }
}
