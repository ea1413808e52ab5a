package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.publish.Marker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The orders that stand on an issue: the label {@code codex:new} as its events tell it, and commands in comments. Ids are
 * {@code label-<event>} and {@code comment-<comment>}, with {@code /2} for the second command of one comment.
 */
final class IssueOrders {

    private static final Comparator<Order> OLDEST_FIRST =
            Comparator.comparing(Order::at).thenComparing(Order::id);

    private final GitHubClient client;
    private final Commands commands = new Commands();

    IssueOrders(GitHubClient client) {
        this.client = client;
    }

    /** The orders, oldest first. */
    List<Order> read(Issue issue, String orderLabel) {
        List<Order> orders = new ArrayList<>(labels(issue, orderLabel));
        for (CommentEntry comment : client.comments(issue.repository(), issue.number(), DocumentKind.ISSUE_COMMENT)) {
            orders.addAll(commands(comment));
        }
        orders.sort(OLDEST_FIRST);
        return orders;
    }

    /** A person who takes the label off again takes the order back. The runner takes it off too, which means nothing. */
    private List<Order> labels(Issue issue, String orderLabel) {
        List<Order> orders = new ArrayList<>();
        for (LabelEvent event : client.labelEvents(issue.repository(), issue.number())) {
            if (event.label().equalsIgnoreCase(orderLabel) && event.by().id() != client.ownId()) {
                if (event.added()) {
                    orders.add(new Order("label-" + event.id(), Order.Kind.RETRY, null, event.by(), event.at()));
                } else {
                    orders.clear();
                }
            }
        }
        return orders;
    }

    private List<Order> commands(CommentEntry comment) {
        // What the runner wrote may quote anything; whoever copies its marker orders nothing either.
        if (Marker.in(comment.body())) {
            return List.of();
        }
        List<Order> orders = new ArrayList<>();
        for (Commands.Command command : commands.read(comment.body())) {
            String id = "comment-" + comment.id() + (orders.isEmpty() ? "" : "/" + (orders.size() + 1));
            orders.add(new Order(id, command.kind(), command.target(), comment.author(), comment.createdAt()));
        }
        return orders;
    }
}
