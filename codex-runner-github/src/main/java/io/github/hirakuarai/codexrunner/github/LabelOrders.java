package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.ArrayList;
import java.util.List;

/** Orders given by the label {@code codex:new}, as an issue's events tell it: ids are {@code label-<event>}. */
final class LabelOrders {

    private final GitHubClient client;

    LabelOrders(GitHubClient client) {
        this.client = client;
    }

    /** A person who takes the label off again takes the order back. The runner takes it off too, which means nothing. */
    List<Order> read(Issue issue, String label) {
        List<Order> orders = new ArrayList<>();
        for (LabelEvent event : client.labelEvents(issue.repository(), issue.number())) {
            if (!event.label().equalsIgnoreCase(label)) {
                continue;
            }
            if (event.added()) {
                // By whomever: the runner never puts it on, and may share its account with a person.
                orders.add(new Order("label-" + event.id(), Order.Kind.RETRY, null, event.by(), event.at()));
            } else if (event.by().id() != client.ownId()) {
                orders.clear();
            }
        }
        return orders;
    }
}
