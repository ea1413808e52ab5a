package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.yaml.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands behind an opening fence, and whether it makes the block a brief (protocol §1). */
final class InfoString {

    private static final String BRIEF = "codex-brief";
    private static final Set<String> LANGUAGES = Set.of("yaml", "yml", "json");

    private static final Set<String> LETTERS = Set.of(BRIEF.replace("-", ""));
    private static final String DRAFT = "draft";
    private static final int MOST_WORDS = 4;
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}]++");

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

    /**
     * Whether a string that does not say it was meant to: by another spelling of the word ({@code codex_brief}, {@code codex brief}), or
     * by the word behind another language. A draft is none ({@code codex-brief-draft}).
     */
    static boolean nearlySaysBrief(@Nullable String info) {
        if (info == null || saysBrief(info)) {
            return false;
        }
        List<String> words = Arrays.stream(NO_LETTER.split(info.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toList();
        for (int at = 0; at < words.size(); at++) {
            if (isNear(words, at, 1) || isNear(words, at, 2)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNear(List<String> words, int at, int length) {
        int end = at + length;
        return end <= words.size()
                && Nearest.to(String.join("", words.subList(at, end)), LETTERS).isPresent()
                && (end == words.size() || !words.get(end).equals(DRAFT));
    }

    /** Whether a text could hold an info string that says it: it has the word, or escapes that could stand for parts of it. */
    static boolean maySayBrief(String text) {
        return text.contains(BRIEF) || text.indexOf('\\') >= 0 || text.indexOf('&') >= 0;
    }
}
