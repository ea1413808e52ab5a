package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.brief.BriefRules;
import io.github.hirakuarai.codexrunner.yaml.HiddenCharacters;
import java.util.List;
import java.util.regex.Pattern;

/** The files that evidence names. */
final class EvidencePaths {

    /** A time or a number that is not known yet: {@code <ts>}, {@code $TS}, {@code ${TS}}. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("<[^<>/\\s]{1,40}>|\\$\\{[A-Za-z0-9_]{1,40}\\}|\\$[A-Za-z0-9_]{1,40}");

    private static final Pattern LOOKS_LIKE_PATH = Pattern.compile(
            "[^\\s:。、（）「」]*(?:\\.[A-Za-z0-9]{1,10}|/\\*{1,2}|/)|[A-Za-z0-9_.*-]++(?:/[A-Za-z0-9_.*-]++)++|Makefile|Dockerfile");

    private static final int LONGEST = 1_000;

    private EvidencePaths() {}

    /** The paths among what evidence says, as a brief's {@code files} takes them; each once. */
    static List<String> of(List<String> evidence) {
        return evidence.stream()
                .filter(EvidencePaths::isPath)
                .map(EvidencePaths::path)
                .distinct()
                .toList();
    }

    /** Whether a text is a path that stays in the repository. */
    static boolean isPath(String text) {
        String path = path(text);
        return path.length() <= LONGEST
                && LOOKS_LIKE_PATH.matcher(path).matches()
                && !HiddenCharacters.in(path)
                && BriefRules.PATH.rule().apply(path).isEmpty();
    }

    private static String path(String text) {
        if (text.length() > 2 * LONGEST) {
            return "";
        }
        String path = PLACEHOLDER.matcher(CommandText.unquoted(text)).replaceAll("*");
        String plain = path.startsWith("./") ? path.substring(2) : path;
        return plain.endsWith("/") ? plain + "**" : plain;
    }
}
