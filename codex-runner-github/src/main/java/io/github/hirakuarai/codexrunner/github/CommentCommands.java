package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.brief.CommandReader;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CommandEdit;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads commands in comments: ids are {@code comment-<comment>}, with {@code /2} for a second command there. */
final class CommentCommands {

    /** The command in which a store gives all its commands. */
    static final Comparator<BriefCommand> OLDEST_FIRST =
            Comparator.comparing(BriefCommand::at).thenComparing(BriefCommand::id);

    private static final Pattern ID = Pattern.compile("comment-([1-9][0-9]{0,17})(?:/[0-9]+)?");

    private final GitHubClient client;
    private final CommandReader commands = new CommandReader();

    CommentCommands(GitHubClient client) {
        this.client = client;
    }

    /** The id of the comment whose command a command is; empty for a command that was given otherwise. */
    static OptionalLong comment(String commandId) {
        Matcher id = ID.matcher(commandId);
        return id.matches() ? OptionalLong.of(Long.parseLong(id.group(1))) : OptionalLong.empty();
    }

    List<BriefCommand> read(List<CommentEntry> comments) {
        List<BriefCommand> commands = new ArrayList<>();
        for (CommentEntry comment : comments) {
            // What the runner wrote may quote anything; whoever copies its marker commands nothing either.
            if (!Marker.in(comment.body())) {
                commands.addAll(read(comment));
            }
        }
        return commands;
    }

    private List<BriefCommand> read(CommentEntry comment) {
        List<CommandReader.Command> given = commands.read(comment.body());
        if (given.isEmpty()) {
            return List.of();
        }
        List<BriefCommand> commands = new ArrayList<>();
        for (CommandReader.Command command : given) {
            String id = "comment-" + comment.id() + (commands.isEmpty() ? "" : "/" + (commands.size() + 1));
            commands.add(new BriefCommand(id, command.kind(), command.target(), comment.author(), comment.createdAt()));
        }
        return commands;
    }

    /** Who edited a command's comment last; empty when the comment is gone or hidden. What is no comment, nobody edits. */
    Optional<CommandEdit> edit(Issue issue, BriefCommand command) {
        OptionalLong id = comment(command.id());
        if (id.isEmpty()) {
            return Optional.of(CommandEdit.NONE);
        }
        return client.comment(issue.repository(), issue.number(), DocumentKind.ISSUE_COMMENT, id.getAsLong())
                .flatMap(comment -> edit(client.lastEdit(comment.nodeId()), command));
    }

    private Optional<CommandEdit> edit(Optional<LastEdit> edit, BriefCommand command) {
        if (edit.isEmpty()) {
            return Optional.of(CommandEdit.UNKNOWN);
        }
        // Text and editor are of one moment: what was edited away is no command any more.
        boolean stands = !edit.get().minimized()
                && commands.read(edit.get().body()).stream()
                        .anyMatch(given ->
                                given.kind() == command.kind() && Objects.equals(given.target(), command.target()));
        return stands ? Optional.of(new CommandEdit(edit.get().editor(), true)) : Optional.empty();
    }
}
