package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * States as a list of checkboxes in the status comment, for repositories whose labels are not the runner's to set. Without a
 * status comment nothing is shown.
 *
 * <p>Who ticks {@code new} there asks for another attempt of that brief: the command's id is {@code checkbox-<comment>-<second of
 * the edit>}. Only who edited the comment last can be known, so where the forge does not tell it a tick asks for nothing.
 */
final class CheckboxStateStore implements StateStore {

    private static final String TICK_ID = "checkbox-";
    private static final Pattern TICK = Pattern.compile(TICK_ID + "([1-9][0-9]{0,17})-[0-9]+");

    private final GitHubClient client;
    private final OwnComments comments;
    private final Checkboxes checkboxes;
    private final CommentCommands commentCommands;
    private final Acknowledgements acknowledgements;
    private final CachedCommands remembered;

    CheckboxStateStore(GitHubClient client, Checkboxes checkboxes) {
        this.client = client;
        this.commentCommands = new CommentCommands(client);
        this.acknowledgements = new Acknowledgements(client);
        this.remembered = new CachedCommands(client.changes());
        this.comments = new OwnComments(client, true);
        this.checkboxes = checkboxes;
    }

    @Override
    public StatusReceipt show(StatusUpdate update, Fence fence) {
        @Nullable String text = update.comment();
        if (text == null) {
            return StatusReceipt.NONE;
        }
        CommentEntry comment = comments.put(
                update.issue().repository(),
                update.issue().number(),
                update.commentId(),
                update.first(),
                marker -> marker instanceof Marker.Status && marker.key().equals(update.key()),
                there -> checkboxes.below(text, update.id(), update.state(), pending(update, there)),
                fence);
        return new StatusReceipt(comment.id(), comment.url());
    }

    @Override
    public List<BriefCommand> commands(Issue issue) {
        return remembered.of(issue, () -> read(issue));
    }

    private List<BriefCommand> read(Issue issue) {
        List<CommentEntry> all = client.conversation(issue);
        List<BriefCommand> commands = new ArrayList<>(commentCommands.read(all));
        for (CommentEntry comment : all) {
            ticked(comment).ifPresent(commands::add);
        }
        commands.sort(CommentCommands.OLDEST_FIRST);
        return commands;
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
        comments.putAnswer(answer.issue(), answer.comment(), fence);
        if (answer.command() != null) {
            untick(answer.issue(), answer.command(), fence);
        }
    }

    /** Takes away the tick that gave a command, unless it is another by now. */
    private void untick(Issue issue, BriefCommand command, Fence fence) {
        Matcher id = TICK.matcher(command.id());
        if (id.matches()) {
            client.comment(issue.repository(), issue.number(), DocumentKind.ISSUE_COMMENT, Long.parseLong(id.group(1)))
                    .filter(comment -> ticked(comment)
                            .filter(now -> now.id().equals(command.id()))
                            .isPresent())
                    .ifPresent(comment -> client.updateComment(
                            issue.repository(), comment.id(), checkboxes.unticked(comment.body()), fence));
        }
    }

    @Override
    public void close() {
        // The client belongs to the runner.
    }

    /** The command that an edit must not lose. The attempt that answers it begins with PICKED, and takes the tick away. */
    private @Nullable BriefCommand pending(StatusUpdate update, Optional<CommentEntry> there) {
        return update.state() == BriefState.PICKED
                ? null
                : there.flatMap(this::ticked).orElse(null);
    }

    private Optional<BriefCommand> ticked(CommentEntry comment) {
        boolean status = comment.author().id() == client.ownId()
                && Marker.read(comment.body())
                        .filter(Marker.Status.class::isInstance)
                        .isPresent();
        if (!status) {
            return Optional.empty();
        }
        Optional<BriefId> brief = checkboxes.ticked(comment.body());
        if (brief.isEmpty()) {
            return Optional.empty();
        }
        return client.lastEdit(comment.nodeId()).flatMap(edit -> given(comment, brief.get(), edit));
    }

    private Optional<BriefCommand> given(CommentEntry comment, BriefId brief, LastEdit edit) {
        @Nullable Account editor = edit.editor();
        @Nullable Instant at = edit.editedAt();
        if (editor == null || at == null) {
            return Optional.empty();
        }
        // After the runner's own edit its note tells who ticked. A person who edited since is taken for who ticked.
        Optional<BriefCommand> kept =
                editor.id() == client.ownId() ? Checkboxes.kept(comment.body(), brief) : Optional.empty();
        String id = TICK_ID + comment.id() + "-" + at.getEpochSecond();
        return kept.or(() -> Optional.of(new BriefCommand(id, BriefCommand.Kind.RETRY, brief, editor, at)));
    }
}
