package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private final Commands commands = new Commands();

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
        List<Commands.Command> given = commands.read(comment.body());
        if (given.isEmpty()) {
            return List.of();
        }
        Optional<LastEdit> edit = client.lastEdit(comment.nodeId());
        if (edit.isPresent() && edit.get().minimized()) {
            return List.of();
        }
        Account by = by(comment, edit);
        List<BriefCommand> commands = new ArrayList<>();
        for (Commands.Command command : given) {
            String id = "comment-" + comment.id() + (commands.isEmpty() ? "" : "/" + (commands.size() + 1));
            commands.add(new BriefCommand(id, command.kind(), command.target(), by, comment.createdAt()));
        }
        return commands;
    }

    /** Whoever wrote the words last: who may edit a comment must not command in its author's name. */
    private static Account by(CommentEntry comment, Optional<LastEdit> edit) {
        return edit.flatMap(last -> Optional.ofNullable(last.editor())).orElse(comment.author());
    }
}
