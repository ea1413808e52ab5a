package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says why a text holds no brief, and what to write. */
final class NoBrief {

    private static final Pattern QUOTED = Pattern.compile("(?m)^[ \t]*>[> \t]*(?:```+|~~~+)[^\n`]*\\bcodex-brief\\b");

    private static final Pattern UNTAGGED = Pattern.compile(
            "(?m)^ {0,3}(?:```+|~~~+)[ \t]*(?:ya?ml|json)?[ \t]*\\R(?:(?! {0,3}(?:```|~~~)).*\\R)*?executor[ \t]*:");

    private static final Pattern BARE =
            Pattern.compile("(?m)\\A(?:[#\\s].*\\R|---.*\\R|[\\w-]+:.*\\R)*?(?:executor|steps)[ \t]*:");

    private NoBrief() {}

    /** What was meant as one and is none; empty when a text has nothing like a brief. */
    static Optional<String> nearMiss(String text) {
        return new BriefExtractor().nearMiss(text).map(String::strip);
    }

    /** One line. */
    static String why(String text) {
        Optional<String> tag = nearMiss(text);
        if (tag.isPresent()) {
            return "no brief found; the block tagged '" + SafeText.line(tag.get())
                    + "' is not a brief; did you mean 'codex-brief'?";
        }
        if (text.isBlank()) {
            return "no brief found; the file is empty";
        }
        if (QUOTED.matcher(text).find()) {
            return "no brief found; a block inside a quote is not read: write it without '>'";
        }
        if (UNTAGGED.matcher(text).find()) {
            return "no brief found; a block looks like one: tag it 'codex-brief', or 'yaml codex-brief'";
        }
        return BARE.matcher(text).find()
                ? "no brief found; the file looks like a bare brief: check it with --raw, or put it into a block tagged"
                        + " 'codex-brief'"
                : "no brief found; a brief is a block tagged 'codex-brief'";
    }
}
