package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.markdown.MarkdownText;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Digest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the commands {@code /codex retry}, {@code /codex cancel}, {@code /codex dry-run} and {@code /codex status} (protocol §4),
 * each with or without a brief's id, on a line of its own in a paragraph of the text itself: what stands in a quote, a list, a
 * code block or HTML is no command. Safe for many threads.
 */
public final class CommandReader {

    /** What users write behind {@code /codex}, and what it asks for. */
    static final Map<String, BriefCommand.Kind> WORDS = words();

    private static final Pattern COMMAND = Pattern.compile(
            " {0,3}/codex[ \\t]+(" + String.join("|", WORDS.keySet()) + ")(?:[ \\t]+(\\S+))?(?:[ \\t]+(\\S+))?[ \\t]*");
    private static final Pattern NAME = Pattern.compile("codex", Pattern.CASE_INSENSITIVE);

    /** Creates a reader. */
    public CommandReader() {}

    private static Map<String, BriefCommand.Kind> words() {
        Map<String, BriefCommand.Kind> words = new LinkedHashMap<>();
        Arrays.stream(BriefCommand.Kind.values()).forEach(kind -> words.put(kind.word(), kind));
        return words;
    }

    /**
     * Returns the commands of a text, in their order. One that names something else than a brief's id is none. A text that GitHub
     * may show differently has none.
     */
    public List<Command> read(String markdown) {
        if (!NAME.matcher(markdown).find()) {
            return List.of();
        }
        MarkdownText text = MarkdownText.of(markdown);
        List<Command> commands = text.topLevelLines().stream()
                .flatMap(line -> command(line).stream())
                .toList();
        return commands.isEmpty() || !text.ambiguities().isEmpty() ? List.of() : commands;
    }

    /** Returns the first line of a text that was meant as a command and is none; empty when there is none. */
    public Optional<CommandNearMiss> nearMiss(String markdown) {
        if (!NAME.matcher(markdown).find()) {
            return Optional.empty();
        }
        MarkdownText text = MarkdownText.of(markdown);
        boolean ambiguous = !text.ambiguities().isEmpty();
        return text.topLevelLines().stream()
                .flatMap(line -> nearMiss(line, ambiguous).stream())
                .findFirst();
    }

    private static Optional<CommandNearMiss> nearMiss(String line, boolean ambiguous) {
        return command(line)
                .map(command -> Optional.of(
                                new CommandNearMiss(line.strip(), command.kind(), CommandNearMiss.Cause.AMBIGUOUS))
                        .filter(nearMiss -> ambiguous))
                .orElseGet(() -> CommandNearMiss.of(line, namesNoBrief(line)));
    }

    /** Whether a line is a command up to what it names. */
    private static boolean namesNoBrief(String line) {
        Matcher command = COMMAND.matcher(line);
        return command.matches()
                && (command.group(3) == null || WORDS.get(command.group(1)) == BriefCommand.Kind.APPROVE);
    }

    private static Optional<Command> command(String line) {
        Matcher command = COMMAND.matcher(line);
        BriefCommand.Kind kind = command.matches() ? WORDS.get(command.group(1)) : null;
        if (kind == null) {
            return Optional.empty();
        }
        Optional<BriefId> target = Optional.ofNullable(command.group(2)).flatMap(BriefId::parse);
        if (kind == BriefCommand.Kind.APPROVE) {
            return digest(command.group(3)).flatMap(digest -> target.map(id -> new Command(kind, id, digest)));
        }
        boolean readable = command.group(3) == null && (command.group(2) == null || target.isPresent());
        return readable ? Optional.of(new Command(kind, target.orElse(null), null)) : Optional.empty();
    }

    /** With or without what tells its kind. */
    private static Optional<Digest> digest(@Nullable String written) {
        return written == null
                ? Optional.empty()
                : Digest.parse(written.startsWith("sha256:") ? written : "sha256:" + written);
    }

    /**
     * One command.
     *
     * @param kind what is wanted
     * @param target the brief it names, or null
     * @param digest what an approval names, in full; null for any other command
     */
    public record Command(
            BriefCommand.Kind kind,
            @Nullable BriefId target,
            @Nullable Digest digest) {}
}
