package io.github.hirakuarai.codexrunner.brief;

import java.util.Set;
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
        String[] words = info.strip().split("[ \t]+", 3);
        return words[0].equals(BRIEF) || (words.length > 1 && LANGUAGES.contains(words[0]) && words[1].equals(BRIEF));
    }

    /**
     * Whether any line could be the opening fence of a brief: a fence, and behind it the word, or an escape that could
     * stand for a part of it. Spares documents without a brief the reading.
     */
    static boolean mayStandIn(String text) {
        for (int fence = nextFence(text, 0); fence >= 0; ) {
            int end = Lines.end(text, fence);
            if (mayOpen(text, fence, end)) {
                return true;
            }
            fence = nextFence(text, end);
        }
        return false;
    }

    private static boolean mayOpen(String text, int fence, int end) {
        for (int offset = fence; offset < end; offset++) {
            char character = text.charAt(offset);
            if (character == '\\' || character == '&' || (character == 'c' && text.startsWith(BRIEF, offset))) {
                return true;
            }
        }
        return false;
    }

    private static int nextFence(String text, int from) {
        int backticks = text.indexOf("```", from);
        int tildes = text.indexOf("~~~", from);
        return backticks < 0 ? tildes : tildes < 0 ? backticks : Math.min(backticks, tildes);
    }
}
