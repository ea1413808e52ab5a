package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What people who may order work want of one brief now; the last word counts.
 *
 * @param retries ids of the orders that ask for an attempt; empty when nobody asks, or somebody has said otherwise since
 * @param cancel the order that cancels it, or null
 * @param hold the order that asks to be told first what would happen, or null
 * @param dryRuns every order of that kind, answered ones too
 */
public record Orders(
        List<String> retries,
        @Nullable Order cancel,
        @Nullable Order hold,
        List<Order> dryRuns) {

    public Orders {
        retries = List.copyOf(retries);
        dryRuns = List.copyOf(dryRuns);
    }

    /**
     * Judges the orders that stand for a brief.
     *
     * @param standing on its issue, and beside its record
     * @param records of the brief, or of earlier versions of it: what they have spent orders nothing any more
     * @param mayOrder asked only for orders that would count, and never for an operator's
     */
    public static Orders of(
            StandingOrders standing, FoundBrief found, List<LedgerRecord> records, Predicate<Account> mayOrder) {
        List<Order> open = standing.all().stream()
                .filter(order -> concerns(order, found))
                .filter(order -> records.stream()
                        .noneMatch(record -> record.spentOrders().contains(order.id())))
                .filter(order -> standing.byOperator(order) || mayOrder.test(order.by()))
                .toList();
        @Nullable Order last = open.isEmpty() ? null : open.get(open.size() - 1);
        List<Order> retries = isA(Order.Kind.RETRY, last) ? all(Order.Kind.RETRY, open) : List.of();
        return new Orders(
                retries.stream().map(Order::id).toList(),
                isA(Order.Kind.CANCEL, last) ? last : null,
                isA(Order.Kind.DRY_RUN, last) ? last : null,
                all(Order.Kind.DRY_RUN, open));
    }

    private static boolean isA(Order.Kind kind, @Nullable Order order) {
        return order != null && order.kind() == kind;
    }

    private static List<Order> all(Order.Kind kind, List<Order> orders) {
        return orders.stream().filter(order -> order.kind() == kind).toList();
    }

    /** Whether an order is about a brief: one without a name is about those that stood there when it was given. */
    public static boolean concerns(Order order, FoundBrief found) {
        return order.target() == null
                ? order.kind() == Order.Kind.RETRY
                        || !order.at().isBefore(found.document().createdAt())
                : order.target().equals(found.id());
    }
}
