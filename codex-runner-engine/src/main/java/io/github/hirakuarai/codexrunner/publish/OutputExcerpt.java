package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lines of a step's output that explain its result: its first lines, its last 30, and lines between that name an error.
 * Each is shown as a terminal shows it in the end, and cut in the middle when it is long. What a sample of the output left
 * out already and what is left out here is one number.
 */
final class OutputExcerpt {

    /** The most lines that an excerpt has, without the notes about what is left out. */
    static final int MOST = 60;

    private static final int LAST = 30;

    /** Shorter lines than this say too little: where there is less room, there are fewer. */
    private static final int LINE = 60;

    private static final Pattern ERROR =
            Pattern.compile("(?i)error|exception|fatal|fail(?:ed|ure)|denied|panic|traceback"
                    + "|not found|no such|cannot|失敗|エラー|例外|拒否|致命");

    /** What a sample says of lines that it left out. */
    private static final Pattern LINES_LEFT = Pattern.compile("\\[… ([0-9]{1,15}) lines? left out …]");

    /** The same inside of a line. */
    private static final Pattern BYTES_LEFT = Pattern.compile("\\[… ([0-9]{1,15}) bytes left out …]");

    /** A secret that the sample cut in two was not masked: so near to the cut nothing is shown. */
    private static final int NEAR = 4_096;

    private final TextSanitizer sanitizer;
    private final RunSections sections;

    OutputExcerpt(TextSanitizer sanitizer, RunSections sections) {
        this.sanitizer = sanitizer;
        this.sections = sections;
    }

    /**
     * The excerpt of a raw text: clean and masked.
     *
     * @param lines the most, the notes aside
     * @param room what they may take together, in characters, the notes aside; a single one may take it all
     */
    String of(String raw, int lines, int room) {
        int most = Math.max(4, Math.min(lines, room / LINE));
        List<String> all = sanitizer.plain(asShown(raw)).lines().toList();
        int limit = Math.max(20, room / Math.max(1, Math.min(all.size(), most)) - 1);
        List<String> text = new ArrayList<>();
        long left = 0;
        int next = 0;
        for (int line : chosen(all, most)) {
            left += count(all.subList(next, line));
            next = line + 1;
            Matcher note = LINES_LEFT.matcher(all.get(line));
            if (note.matches()) {
                left += Long.parseLong(note.group(1));
            } else {
                note(text, left);
                left = 0;
                text.add(cut(all.get(line), limit));
            }
        }
        note(text, left);
        return String.join("\n", text);
    }

    /** Returns how many lines a raw text has, those that a sample left out among them. */
    static long lines(String raw) {
        return count(asShown(raw).lines().toList());
    }

    private static long count(List<String> lines) {
        long count = 0;
        for (String line : lines) {
            Matcher note = LINES_LEFT.matcher(line);
            count += note.matches() ? Long.parseLong(note.group(1)) : 1;
        }
        return count;
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

    /**
     * The places of the first lines, of the last ones and of those between that name an error. Three quarters are the last
     * ones, at most 30; of the others, a third are the first ones.
     */
    private static List<Integer> chosen(List<String> lines, int most) {
        if (lines.size() <= most) {
            return IntStream.range(0, lines.size()).boxed().toList();
        }
        int last = Math.min(LAST, most * 3 / 4);
        int first = (most - last) / 3;
        int named = most - last - first;
        int end = lines.size() - last;
        List<Integer> errors = new ArrayList<>();
        for (int n = first; n < end; n++) {
            if (ERROR.matcher(lines.get(n)).find()) {
                errors.add(n);
            }
        }
        if (errors.size() > named) {
            errors.subList(named / 2, errors.size() - (named - named / 2)).clear();
        }
        return Stream.of(
                        IntStream.range(0, first).boxed(),
                        errors.stream(),
                        IntStream.range(end, lines.size()).boxed())
                .flatMap(places -> places)
                .toList();
    }

    private void note(List<String> text, long left) {
        if (left > 0) {
            text.add(sections.say(left == 1 ? "left.line" : "left.lines", grouped(left)));
        }
    }

    private String cut(String line, int limit) {
        Matcher gap = BYTES_LEFT.matcher(line);
        boolean sampled = gap.find();
        if (!sampled && line.length() <= limit) {
            return line;
        }
        int before = sampled ? Math.max(0, gap.start() - NEAR) : line.length();
        int behind = sampled ? Math.min(line.length(), gap.end() + NEAR) : 0;
        int head = Excerpt.wholeCharacter(line, Math.min(before, limit * 2 / 3));
        int tail = Excerpt.wholeCharacter(line, Math.max(behind, line.length() - limit / 3));
        long left = sampled
                ? bytes(line.substring(head, gap.start()))
                        + Long.parseLong(gap.group(1))
                        + bytes(line.substring(gap.end(), tail))
                : bytes(line.substring(head, tail));
        return (line.substring(0, head) + " " + sections.say("left.bytes", grouped(left)) + " " + line.substring(tail))
                .strip();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
