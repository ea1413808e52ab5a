package io.github.hirakuarai.codexrunner.sanitize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes fenced code blocks that nothing inside can end. */
public final class CodeFence {

    /** What a block takes besides its content: two fences, the language and line breaks. */
    static final int OVERHEAD = 256;

    /** A longer run of backticks is shortened: the fence must be longer than it, and would else eat the room twice over. */
    private static final int LONGEST_RUN = 100;

    private static final Pattern LONG_RUN = Pattern.compile("(`{" + LONGEST_RUN + "})`++");
    private static final Pattern RUN = Pattern.compile("`++");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+#._-]{0,29}");
    private static final Pattern SLASH_LINE = Pattern.compile("(?m)^/");

    private CodeFence() {}

    /**
     * The content as a block, ended by a line break.
     *
     * @param content clean and masked
     * @param language for colours; anything that is no plain word becomes {@code text}
     * @param limit the most characters inside
     */
    static String around(Excerpt content, String language, int limit) {
        String inside = safe(content).cut(Math.max(0, limit - 1)).text();
        String fence = "`".repeat(Math.max(3, longestRun(inside) + 1));
        String info =
                LANGUAGE.matcher(language).matches() && !language.equalsIgnoreCase("codex-brief") ? language : "text";
        return fence + info + "\n" + inside + (inside.isEmpty() || inside.endsWith("\n") ? "" : "\n") + fence + "\n";
    }

    /** Whether a text would be shown with fewer backticks than it has. */
    public static boolean shortens(String text) {
        return LONG_RUN.matcher(text).replaceAll("$1").length() < text.length();
    }

    private static Excerpt safe(Excerpt content) {
        return new Excerpt(safe(content.head()), safe(content.tail()), content.characters(), content.lineBreaks());
    }

    private static String safe(String content) {
        return SLASH_LINE.matcher(LONG_RUN.matcher(content).replaceAll("$1")).replaceAll(" /");
    }

    private static int longestRun(String content) {
        int longest = 0;
        Matcher run = RUN.matcher(content);
        while (run.find()) {
            longest = Math.max(longest, run.end() - run.start());
        }
        return longest;
    }
}
