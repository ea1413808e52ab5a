package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.publish.Marker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders given by commands in comments: ids are {@code comment-<comment>}, with {@code /2} for a second command there. */
final class CommandOrders {

    /** The order in which a store gives all its orders. */
    static final Comparator<Order> OLDEST_FIRST =
            Comparator.comparing(Order::at).thenComparing(Order::id);

    private final Commands commands = new Commands();

    List<Order> read(List<CommentEntry> comments) {
        List<Order> orders = new ArrayList<>();
        for (CommentEntry comment : comments) {
            // What the runner wrote may quote anything; whoever copies its marker orders nothing either.
            if (!Marker.in(comment.body())) {
                orders.addAll(read(comment));
            }
        }
        return orders;
    }

    private List<Order> read(CommentEntry comment) {
        List<Order> orders = new ArrayList<>();
        for (Commands.Command command : commands.read(comment.body())) {
            String id = "comment-" + comment.id() + (orders.isEmpty() ? "" : "/" + (orders.size() + 1));
            orders.add(new Order(id, command.kind(), command.target(), comment.author(), comment.createdAt()));
        }
        return orders;
    }
}
