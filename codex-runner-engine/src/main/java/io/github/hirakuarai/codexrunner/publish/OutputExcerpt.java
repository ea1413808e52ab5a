package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The lines of a step's output that explain its result: its first lines, its last 30, and lines between that name an error.
 * Each is shown as a terminal shows it in the end, and cut in the middle when it is long.
 */
final class OutputExcerpt {

    /** The most lines that an excerpt has, without the notes about what is left out. */
    static final int MOST = 60;

    private static final int LAST = 30;

    private static final Pattern ERROR =
            Pattern.compile("(?i)error|exception|fatal|fail(?:ed|ure)|denied|panic|traceback"
                    + "|not found|no such|cannot|失敗|エラー|例外|拒否|致命");

    private OutputExcerpt() {}

    /**
     * The excerpt of a raw text: clean and masked.
     *
     * @param most lines, the notes aside
     * @param room what all lines together may take, in characters; a single one may take it all
     */
    static String of(String raw, TextSanitizer sanitizer, int most, int room) {
        List<String> lines = sanitizer.plain(asShown(raw)).lines().toList();
        List<String> chosen = chosen(lines, most);
        int limit = Math.max(20, room / Math.max(1, chosen.size()) - 1);
        return String.join("\n", chosen.stream().map(line -> cut(line, limit)).toList());
    }

    /**
     * The text without what was written over: a carriage return begins its line anew, and a backspace takes back a character.
     */
    static String asShown(String raw) {
        StringBuilder shown = new StringBuilder(raw.length());
        int lineStart = 0;
        boolean returned = false;
        for (int at = 0; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (c == '\r') {
                returned = true;
            } else if (c == '\n') {
                shown.append(c);
                lineStart = shown.length();
                returned = false;
            } else if (c == '\b') {
                if (shown.length() > lineStart) {
                    shown.setLength(shown.offsetByCodePoints(shown.length(), -1));
                }
            } else {
                if (returned) {
                    shown.setLength(lineStart);
                    returned = false;
                }
                shown.append(c);
            }
        }
        return shown.toString();
    }

    /** Three quarters of the lines are the last ones, at most 30; of the others, a third are the first ones. */
    private static List<String> chosen(List<String> lines, int most) {
        if (lines.size() <= most) {
            return lines;
        }
        int last = Math.min(LAST, most * 3 / 4);
        int first = (most - last) / 3;
        int named = most - last - first;
        int end = lines.size() - last;
        List<Integer> errors = new ArrayList<>();
        for (int n = first; n < end; n++) {
            if (lines.get(n).startsWith("[… ") || ERROR.matcher(lines.get(n)).find()) {
                errors.add(n);
            }
        }
        if (errors.size() > named) {
            errors.subList(named / 2, errors.size() - (named - named / 2)).clear();
        }
        List<String> chosen = new ArrayList<>(lines.subList(0, first));
        int next = first;
        for (int error : errors) {
            note(chosen, error - next);
            chosen.add(lines.get(error));
            next = error + 1;
        }
        note(chosen, end - next);
        chosen.addAll(lines.subList(end, lines.size()));
        return chosen;
    }

    private static void note(List<String> chosen, int left) {
        if (left > 0) {
            chosen.add(left == 1 ? "[… 1 line left out …]" : "[… " + left + " lines left out …]");
        }
    }

    private static String cut(String line, int limit) {
        if (line.length() <= limit) {
            return line;
        }
        int head = Excerpt.wholeCharacter(line, limit * 2 / 3);
        int tail = Excerpt.wholeCharacter(line, line.length() - limit / 3);
        return line.substring(0, head)
                + String.format(Locale.ROOT, " [… %d characters left out …] ", tail - head)
                + line.substring(tail);
    }
}
