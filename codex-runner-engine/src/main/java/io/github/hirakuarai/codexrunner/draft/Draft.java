package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.List;

/**
 * A brief that a program proposes and a person judges. It runs nowhere: a person posts it as a brief under their own name.
 *
 * @param yaml the brief
 * @param todo what a person must add or change before it can be posted, a line each; empty when the brief is valid
 * @param hints what a person should look at, a line each: what was left out, and what may be missing
 * @param reading what the validator says of it
 */
public record Draft(String yaml, List<String> todo, List<String> hints, BriefReading reading) {

    /** The word behind the fence. A block with it is no brief. */
    public static final String INFO = "codex-brief-draft";

    /** The runner's own comments begin so, and nothing in them is a brief or a command. */
    private static final String MARKER = "<!-- codex-runner:draft -->\n";

    private static final int LONGEST = 60_000;

    public Draft {
        todo = List.copyOf(todo);
        hints = List.copyOf(hints);
    }

    /** Whether it needs nothing but a person's consent. */
    public boolean valid() {
        return reading instanceof BriefReading.Valid;
    }

    /** The draft as a fenced block, as everything that is published: secrets masked, cut when it is very long. */
    public String block(TextSanitizer sanitizer) {
        return sanitizer.fenced(yaml, INFO, LONGEST);
    }

    /** Whether the block says all that the draft says. */
    public boolean isWhole(TextSanitizer sanitizer) {
        return block(sanitizer).contains(yaml);
    }

    /**
     * The draft as a comment on an issue.
     *
     * @param introduction in Markdown
     */
    public String comment(String introduction, TextSanitizer sanitizer) {
        return MARKER + sanitizer.markdown(introduction + "\n\n" + block(sanitizer));
    }
}
