package io.github.hirakuarai.codexrunner.brief;

import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** What stands behind an opening fence, and whether it makes the block a brief (protocol §1). */
final class InfoString {

    private static final String BRIEF = "codex-brief";
    private static final Set<String> LANGUAGES = Set.of("yaml", "yml", "json");

    private InfoString() {}

    static boolean saysBrief(@Nullable String info) {
        if (info == null) {
            return false;
        }
        StringTokenizer words = new StringTokenizer(info, " \t");
        String first = words.hasMoreTokens() ? words.nextToken() : "";
        return first.equals(BRIEF)
                || (LANGUAGES.contains(first)
                        && words.hasMoreTokens()
                        && words.nextToken().equals(BRIEF));
    }

    /** Whether a text could hold an info string that says it: it has the word, or escapes that could stand for parts of it. */
    static boolean maySayBrief(String text) {
        return text.contains(BRIEF) || text.indexOf('\\') >= 0 || text.indexOf('&') >= 0;
    }
}
