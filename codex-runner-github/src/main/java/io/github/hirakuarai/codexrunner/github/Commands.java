package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.markdown.MarkdownText;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The commands {@code /codex retry}, {@code /codex cancel}, {@code /codex dry-run} and {@code /codex status}, each with or without a
 * brief's id, on a line of its own in a paragraph of the text itself: what stands in a quote, a list, a code block or HTML commands nothing.
 */
final class Commands {

    private static final Pattern COMMAND =
            Pattern.compile(" {0,3}/codex[ \\t]+(retry|cancel|dry-run|status)(?:[ \\t]+(\\S+))?[ \\t]*");

    /**
     * The commands of a text, in their order. One that names something else than a brief's id is none. A text that GitHub may
     * show differently holds none.
     */
    List<Command> read(String markdown) {
        MarkdownText text = MarkdownText.of(markdown);
        List<Command> commands = text.topLevelLines().stream()
                .flatMap(line -> command(line).stream())
                .toList();
        return commands.isEmpty() || !text.ambiguities().isEmpty() ? List.of() : commands;
    }

    private static Optional<Command> command(String line) {
        Matcher command = COMMAND.matcher(line);
        if (!command.matches()) {
            return Optional.empty();
        }
        BriefCommand.Kind kind = switch (command.group(1)) {
            case "retry" -> BriefCommand.Kind.RETRY;
            case "cancel" -> BriefCommand.Kind.CANCEL;
            case "status" -> BriefCommand.Kind.STATUS;
            default -> BriefCommand.Kind.DRY_RUN;
        };
        if (command.group(2) == null) {
            return Optional.of(new Command(kind, null));
        }
        return BriefId.parse(command.group(2)).map(target -> new Command(kind, target));
    }

    /**
     * One command.
     *
     * @param kind what is wanted
     * @param target the brief it names, or null
     */
    record Command(BriefCommand.Kind kind, @Nullable BriefId target) {}
}
