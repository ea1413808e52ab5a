package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.output.ErrorWords;
import io.github.hirakuarai.codexrunner.output.StepScripts;
import io.github.hirakuarai.codexrunner.output.TerminalLine;
import io.github.hirakuarai.codexrunner.sanitize.Excerpt;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lines of a step's output that explain its result: its first lines, its last 30, and lines between that name an error.
 * Each is shown as a terminal shows it in the end, and cut in the middle when it is long. What a sample of the output left
 * out already and what is left out here is one number.
 */
public final class OutputExcerpt {

    /** The most lines that an excerpt has, without the notes about what is left out. */
    static final int MOST = 60;

    private static final int LAST = 30;

    /** So many lines of a failed step are shown on a terminal. */
    private static final int ON_TERMINAL = 20;

    private static final int TERMINAL_ROOM = ON_TERMINAL * 512;

    /** Shorter lines than this say too little: where there is less room, there are fewer. */
    private static final int LINE = 60;

    /** What a sample says of lines that it left out. */
    private static final Pattern LINES_LEFT = Pattern.compile("\\[… ([0-9]{1,15}) lines? left out …]");

    /** The same inside of a line. */
    private static final Pattern BYTES_LEFT = Pattern.compile("\\[… ([0-9]{1,15}) bytes left out …]");

    /** What stands behind the output of a step whose log was full. */
    private static final Pattern LOG_FULL =
            Pattern.compile("\\[… the log was cut after ([0-9,A-Za-z ]{1,30}), the limit of limits\\.logBytes …]");

    /** A secret that the sample cut in two was not masked: so near to the cut nothing is shown. */
    private static final int NEAR = 4_096;

    private final TextSanitizer sanitizer;
    private final RunSections sections;

    OutputExcerpt(TextSanitizer sanitizer, RunSections sections) {
        this.sanitizer = sanitizer;
        this.sections = sections;
    }

    /** Returns the lines that explain a failed step on a terminal, clean and masked. */
    public static List<String> forTerminal(TextSanitizer sanitizer, StepResult step) {
        return new OutputExcerpt(sanitizer, new RunSections(sanitizer, Locale.ENGLISH))
                .of(step, ON_TERMINAL, TERMINAL_ROOM)
                .lines()
                .toList();
    }

    /**
     * The excerpt of what a step wrote: clean and masked.
     *
     * @param lines the most, the notes aside
     * @param room what they may take together, in characters, the notes aside; a single one may take it all
     */
    String of(StepResult step, int lines, int room) {
        int most = Math.max(4, Math.min(lines, room / LINE));
        List<String> all = StepScripts.of(
                        step.ordinal(), sanitizer.plain(step.step().name()))
                .named(sanitizer.plain(TerminalLine.shown(step.outputTail())))
                .lines()
                .toList();
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
                text.add(localized(cut(all.get(line), limit)));
            }
        }
        note(text, left);
        return String.join("\n", text);
    }

    /** Returns how many lines a raw text has, those that a sample left out among them. */
    static long lines(String raw) {
        return count(TerminalLine.shown(raw).lines().toList());
    }

    private static long count(List<String> lines) {
        long count = 0;
        for (String line : lines) {
            Matcher note = LINES_LEFT.matcher(line);
            count += note.matches()
                    ? Long.parseLong(note.group(1))
                    : LOG_FULL.matcher(line).matches() ? 0 : 1;
        }
        return count;
    }

    private String localized(String line) {
        Matcher full = LOG_FULL.matcher(line);
        return full.matches() ? sections.say("left.log", full.group(1)) : line;
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
            if (ErrorWords.find(lines.get(n), 0) >= 0) {
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

    /** Of a line that is too long, its beginning, its end, and what is around a word in the middle that names an error. */
    private String cut(String line, int limit) {
        BitSet hidden = nearGaps(line);
        if (hidden.isEmpty() && line.length() <= limit) {
            return line;
        }
        BitSet shown = new BitSet(line.length());
        int middle = limit * 2 / 3;
        int tail = Math.max(0, line.length() - limit / 3);
        int word = ErrorWords.find(line, Math.min(middle, line.length()));
        while (word >= 0 && hidden.get(word)) {
            word = ErrorWords.find(line, hidden.nextClearBit(word));
        }
        if (word >= 0 && word < tail) {
            middle = limit / 3;
            shown.set(whole(line, word - limit / 9), whole(line, word + limit * 2 / 9));
        }
        shown.set(0, whole(line, middle));
        shown.set(whole(line, tail), line.length());
        shown.andNot(hidden);
        return joined(line, shown);
    }

    private static int whole(String line, int place) {
        return Excerpt.wholeCharacter(line, Math.max(0, Math.min(line.length(), place)));
    }

    /** What may be a part of a secret that the sample cut in two. */
    private static BitSet nearGaps(String line) {
        BitSet near = new BitSet(line.length());
        Matcher gap = BYTES_LEFT.matcher(line);
        while (gap.find()) {
            near.set(whole(line, gap.start() - NEAR), whole(line, gap.end() + NEAR));
        }
        return near;
    }

    private String joined(String line, BitSet shown) {
        StringJoiner parts = new StringJoiner(" ");
        for (int at = 0; at < line.length(); ) {
            int next = shown.nextSetBit(at);
            int start = next < 0 ? line.length() : next;
            if (start > at) {
                parts.add(sections.say("left.bytes", grouped(left(line.substring(at, start)))));
            }
            at = Math.max(start, Math.min(line.length(), shown.nextClearBit(start)));
            if (at > start) {
                parts.add(line.substring(start, at));
            }
        }
        return parts.toString().strip();
    }

    /** How many bytes a part has, those that the sample left out among them. */
    private static long left(String part) {
        long count = bytes(BYTES_LEFT.matcher(part).replaceAll(""));
        Matcher gap = BYTES_LEFT.matcher(part);
        while (gap.find()) {
            count += Long.parseLong(gap.group(1));
        }
        return count;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
