package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** States as labels, beside the status comment. The label shows the brief acted on last. */
final class LabelStateStore implements StateStore {

    private final GitHubClient client;
    private final OwnComments comments;
    private final StateLabels labels;
    private final LabelCommands labelCommands;
    private final CommentCommands commentCommands;
    private final Acknowledgements acknowledgements;
    private final CachedCommands remembered;

    LabelStateStore(GitHubClient client, StateLabels labels) {
        this.comments = new OwnComments(client, false);
        this.labels = labels;
        this.client = client;
        this.commentCommands = new CommentCommands(client);
        this.acknowledgements = new Acknowledgements(client);
        this.remembered = new CachedCommands(client.changes());
        this.labelCommands = new LabelCommands(client);
    }

    @Override
    public StatusReceipt show(StatusUpdate update, Fence fence) {
        StatusReceipt receipt = comment(update, fence);
        labels.show(update.issue(), update.state(), fence);
        return receipt;
    }

    @Override
    public List<BriefCommand> commands(Issue issue) {
        return remembered.of(issue, () -> read(issue));
    }

    private List<BriefCommand> read(Issue issue) {
        List<BriefCommand> all = new ArrayList<>(labelCommands.read(issue, labels.commandLabel()));
        all.addAll(cancels(issue));
        all.sort(CommentCommands.OLDEST_FIRST);
        return all;
    }

    /** The label asks for an attempt, and so cancels nothing. */
    @Override
    public List<BriefCommand> cancels(Issue issue) {
        return commentCommands.read(client.conversation(issue));
    }

    @Override
    public Optional<CommandEdit> edit(Issue issue, BriefCommand command) {
        return remembered.edit(issue, command, () -> commentCommands.edit(issue, command));
    }

    @Override
    public void acknowledge(Issue issue, List<BriefCommand> commands, Fence fence) {
        acknowledgements.show(issue, commands, fence);
    }

    @Override
    public void answer(CommandAnswer answer, Fence fence) {
        if (answer.command() != null && LabelCommands.gave(answer.command())) {
            labels.removeCommand(answer.issue(), fence);
        }
        comments.putAnswer(answer.issue(), answer.comment(), fence);
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
        Predicate<Marker> which =
                marker -> marker instanceof Marker.Status && marker.key().equals(update.key());
        CommentEntry comment = update.notifying()
                ? comments.replace(update.issue(), which, text, fence)
                : comments.put(
                        update.issue().repository(),
                        update.issue().number(),
                        update.commentId(),
                        update.first(),
                        which,
                        there -> text,
                        fence);
        return new StatusReceipt(comment.id(), comment.url());
    }
}
