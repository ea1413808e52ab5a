package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that was meant as a command and is none.
 *
 * @param written the line
 * @param meant the command that comes nearest to it, or null
 * @param cause why it is none
 */
public record CommandNearMiss(String written, BriefCommand.@Nullable Kind meant, Cause cause) {

    /** The command's name and a word; between them blanks or a colon, or a sign or nothing before a word that is nearly a command's. */
    private static final Pattern LIKE_A_COMMAND = Pattern.compile(
            " {0,3}/codex(?:([ \\t:]++)|[-_])?([^ \\t]*+)[ \\t]*+([^ \\t]*+).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}&&[^-]]++$");

    /** The word of another tool's command, which is passed over in silence. */
    private static final String OF_ANOTHER_TOOL = "run";

    /**
     * Reads a line that is no command.
     *
     * @param unreadableId whether it is one up to what it names
     */
    static Optional<CommandNearMiss> of(String line, boolean unreadableId) {
        // Input methods write blanks, slashes and letters of full width.
        Matcher written = LIKE_A_COMMAND.matcher(Normalizer.normalize(line, Normalizer.Form.NFKC));
        if (!written.matches()) {
            return Optional.empty();
        }
        String word = PUNCTUATION.matcher(written.group(2)).replaceAll("");
        boolean apart = written.group(1) != null || written.group(2).isEmpty();
        Optional<String> nearest = Nearest.to(word, CommandReader.WORDS.keySet())
                .or(() -> apart
                        ? Nearest.to(word + "-" + written.group(3), CommandReader.WORDS.keySet())
                        : Optional.empty());
        if (word.toLowerCase(Locale.ROOT).equals(OF_ANOTHER_TOOL) || (!apart && nearest.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new CommandNearMiss(
                line.strip(),
                nearest.map(CommandReader.WORDS::get).orElse(null),
                unreadableId ? Cause.UNREADABLE_ID : Cause.UNKNOWN));
    }

    /** Why a line is no command. */
    public enum Cause {
        /** There is no such command. */
        UNKNOWN,
        /** What it names is not the id of a brief. */
        UNREADABLE_ID,
        /** GitHub may show the text in another way than CommonMark has it. */
        AMBIGUOUS
    }
}
