package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.model.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The orders that stand for one brief at one moment, from wherever people give them.
 *
 * @param all oldest first
 * @param operators those among them that stand beside the record: who could write them there may order
 */
public record StandingOrders(List<Order> all, Set<Order> operators) {

    public StandingOrders {
        all = List.copyOf(all);
        operators = Set.copyOf(operators);
    }

    /**
     * Brings the orders together.
     *
     * @param onIssue as the state store reads them
     * @param besideRecord as the ledger's book of orders holds them, under the brief's own key
     */
    public static StandingOrders of(FoundBrief found, List<Order> onIssue, List<Order> besideRecord) {
        // The key says which brief is meant; the name may be from before the repository was renamed.
        List<Order> operators = besideRecord.stream()
                .map(order -> new Order(order.id(), order.kind(), found.id(), order.by(), order.at()))
                .toList();
        List<Order> all = new ArrayList<>(onIssue);
        all.addAll(operators);
        all.sort(Comparator.comparing(Order::at));
        return new StandingOrders(all, Set.copyOf(operators));
    }

    /** Whether an order was written beside the record, which is permission enough. */
    public boolean byOperator(Order order) {
        return operators.contains(order);
    }
}
