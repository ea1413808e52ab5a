package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.publish.Marker;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States as labels, beside the status comment. The label shows the brief acted on last. */
final class LabelStateStore implements StateStore {

    private final GitHubClient client;
    private final OwnComments comments;
    private final LabelPicture labels;
    private final LabelOrders orders;
    private final CommandOrders commands;
    private final Acknowledgements acknowledgements;
    private final RememberedOrders remembered;

    LabelStateStore(GitHubClient client, LabelPicture labels) {
        this.comments = new OwnComments(client);
        this.labels = labels;
        this.client = client;
        this.commands = new CommandOrders(client);
        this.acknowledgements = new Acknowledgements(client);
        this.remembered = new RememberedOrders(client.changes());
        this.orders = new LabelOrders(client);
    }

    @Override
    public StatusReceipt show(StatusUpdate update, Fence fence) {
        StatusReceipt receipt = comment(update, fence);
        labels.show(update.issue(), update.state(), fence);
        return receipt;
    }

    @Override
    public List<Order> orders(Issue issue) {
        return remembered.of(issue, () -> read(issue));
    }

    private List<Order> read(Issue issue) {
        List<Order> all = new ArrayList<>(orders.read(issue, labels.order()));
        all.addAll(commands.read(client.comments(issue.repository(), issue.number(), DocumentKind.ISSUE_COMMENT)));
        all.sort(CommandOrders.OLDEST_FIRST);
        return all;
    }

    @Override
    public void acknowledge(Issue issue, List<Order> orders, Fence fence) {
        acknowledgements.show(issue, orders, fence);
    }

    @Override
    public void answer(Issue issue, Order order, String comment, Fence fence) {
        comments.putAnswer(issue, comment, fence);
    }

    @Override
    public void close() {
        // The client belongs to the runner.
    }

    private StatusReceipt comment(StatusUpdate update, Fence fence) {
        @Nullable String text = update.comment();
        if (text == null) {
            return StatusReceipt.NONE;
        }
        CommentEntry comment = comments.put(
                update.issue().repository(),
                update.issue().number(),
                update.commentId(),
                marker -> marker instanceof Marker.Status && marker.key().equals(update.key()),
                there -> text,
                fence);
        return new StatusReceipt(comment.id(), comment.url());
    }
}
