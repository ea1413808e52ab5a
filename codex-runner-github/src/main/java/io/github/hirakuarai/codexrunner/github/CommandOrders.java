package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.publish.Marker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders given by commands in comments: ids are {@code comment-<comment>}, with {@code /2} for a second command there. */
final class CommandOrders {

    /** The order in which a store gives all its orders. */
    static final Comparator<Order> OLDEST_FIRST =
            Comparator.comparing(Order::at).thenComparing(Order::id);

    private static final Pattern ID = Pattern.compile("comment-([1-9][0-9]{0,17})(?:/[0-9]+)?");

    private final GitHubClient client;
    private final Commands commands = new Commands();

    CommandOrders(GitHubClient client) {
        this.client = client;
    }

    /** The id of the comment whose command an order is; empty for an order that was given otherwise. */
    static OptionalLong comment(String orderId) {
        Matcher id = ID.matcher(orderId);
        return id.matches() ? OptionalLong.of(Long.parseLong(id.group(1))) : OptionalLong.empty();
    }

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
        List<Commands.Command> given = commands.read(comment.body());
        if (given.isEmpty()) {
            return List.of();
        }
        Optional<LastEdit> edit = client.lastEdit(comment.nodeId());
        if (edit.isPresent() && edit.get().minimized()) {
            return List.of();
        }
        Account by = by(comment, edit);
        List<Order> orders = new ArrayList<>();
        for (Commands.Command command : given) {
            String id = "comment-" + comment.id() + (orders.isEmpty() ? "" : "/" + (orders.size() + 1));
            orders.add(new Order(id, command.kind(), command.target(), by, comment.createdAt()));
        }
        return orders;
    }

    /** Whoever wrote the words last: who may edit a comment must not order in its author's name. */
    private static Account by(CommentEntry comment, Optional<LastEdit> edit) {
        return edit.flatMap(last -> Optional.ofNullable(last.editor())).orElse(comment.author());
    }
}
