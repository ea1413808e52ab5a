package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.output.ControlBytes;
import io.github.hirakuarai.codexrunner.output.TerminalLine;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one step's output goes: to disk as it comes, both streams in the order in which they were written; line by line to a
 * listener, who of a flood gets the last lines of each portion only; and its end is kept for the report. Memory is bounded
 * whatever the step writes, and so is the time for what nobody would read. A raw log that an earlier process of the runner
 * began is continued; a masked one is begun again, and so its {@link #size} is 0.
 */
public final class StepLog implements StepSink, AutoCloseable {

    /** So much of a line is told. A reader shows the first 512 characters: what is cut in two at the end may be a secret. */
    private static final int LINE = 512 + 4_096;

    /** So many lines of a step are told each by each, however fast they come. */
    private static final int ALL_TOLD = 1_000;

    /** Afterwards so many of each portion that comes at once: what comes slowly is still told in full. */
    private static final int PORTION_TOLD = 2;

    /** The bits of a unit of bytes. */
    private static final int KIB = 10;

    private final OutputStream log;
    private final long limit;
    private final Lines lines;
    private final OutputSample sample = new OutputSample();
    private long size;
    private boolean dropped;
    private final TerminalLine line = new TerminalLine(LINE);
    private int told;
    private boolean flooded;
    private final Path folder;
    private final Runnable unwritable;
    private @Nullable IOException failure;

    /** Hears of what a step writes. */
    @FunctionalInterface
    public interface Lines {

        /**
         * Tells of a line.
         *
         * @param text as a terminal shows it: without what was written over
         * @param ended false for a whole state of a line that is written over again and again, at most one for each portion
         */
        void line(String text, boolean ended);
    }

    /**
     * Opens the log.
     *
     * @param file made, or continued; see {@link #file}
     * @param limit the most bytes that it may hold
     * @param lines hears of each line, cut at 4,608 characters: raw, an attacker's text
     * @param unwritable told once when the log cannot be written any more, by the thread that brought the output
     * @param mask what the file's text passes, when readers of the file cannot know what to mask in it; null to keep it raw
     */
    public StepLog(Path file, long limit, Lines lines, Runnable unwritable, @Nullable TextSanitizer mask) {
        this.folder = Objects.requireNonNull(file.getParent(), "a log stands in a folder");
        this.unwritable = unwritable;
        this.limit = limit;
        this.lines = lines;
        try {
            this.log = mask == null
                    ? Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    : new MaskedOutput(file, mask);
            this.size = Files.size(file);
            if (size > 0) {
                readAgain(file);
            }
        } catch (IOException e) {
            throw DiskSpace.failed("write logs into", folder, e);
        }
    }

    /** What an earlier process wrote explains the result, too. */
    private void readAgain(Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream before = Files.newInputStream(file)) {
            for (int count = before.read(buffer); count >= 0; count = before.read(buffer)) {
                sample.write(buffer, 0, count);
            }
        }
    }

    /** Opens what a step wrote, raw: an attacker's bytes. The caller closes it. */
    public static InputStream open(Path folder, int ordinal) throws IOException {
        return Files.newInputStream(file(folder, ordinal));
    }

    /**
     * Returns what explains a step's result, as {@link #tail} does.
     *
     * @param full as {@link #isFull} said
     */
    public static String tail(Path folder, int ordinal, boolean full) {
        try (StepLog log = new StepLog(file(folder, ordinal), Long.MAX_VALUE, (line, ended) -> {}, () -> {}, null)) {
            log.dropped = full;
            return log.tail();
        }
    }

    /** Returns how many bytes a step's log holds; 0 when there is none. */
    public static long size(Path folder, int ordinal) {
        try {
            return Files.size(file(folder, ordinal));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns where a step's log stands in the folder of its run's logs. */
    public static Path file(Path folder, int ordinal) {
        return folder.resolve(ordinal + ".log");
    }

    /** Returns how many bytes of the output the log stands for. */
    public synchronized long size() {
        return size;
    }

    /** Whether the log holds as much as it may, so that the end of the output is missing. */
    public synchronized boolean isFull() {
        // The lane's host counts whole KiB, and sends no more than those.
        return dropped || (size > 0 && size == limit >> KIB << KIB);
    }

    /** Returns how much the log holds: {@code 4 KiB}, {@code 1 GiB}, {@code 10,001 bytes}. */
    public synchronized String sizeText() {
        int zeros = size == 0 ? 0 : Math.min(30, Long.numberOfTrailingZeros(size)) / KIB * KIB;
        String unit = List.of("bytes", "KiB", "MiB", "GiB").get(zeros / KIB);
        return String.format(Locale.ROOT, "%,d %s", size >> zeros, unit);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        sample.write(bytes, offset, length);
        splitIntoLines(bytes, offset, length);
        if (failure != null) {
            return;
        }
        try {
            int kept = (int) Math.min(length, Math.max(0, limit - size));
            log.write(bytes, offset, kept);
            size += kept;
            dropped |= kept < length;
        } catch (IOException e) {
            failure = e;
            unwritable.run();
        }
    }

    /**
     * Returns when all that came was written, or was more than the budget.
     *
     * @throws RunnerException with {@code STORAGE} when it could not be written
     */
    public synchronized void requireWritten() {
        if (failure != null) {
            throw DiskSpace.failed("write logs into", folder, failure);
        }
    }

    /** What explains the step's result: the beginning and the end of its output, and lines between that name an error; raw. */
    public synchronized String tail() {
        String text = sample.text();
        return isFull()
                ? text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + "[… the log was cut after " + sizeText()
                        + ", the limit of limits.logBytes …]\n"
                : text;
    }

    @Override
    public synchronized void close() {
        endLine();
        try {
            log.close();
        } catch (IOException e) {
            throw DiskSpace.failed("write logs into", folder, e);
        }
    }

    private void splitIntoLines(byte[] bytes, int offset, int length) {
        int start = told < ALL_TOLD ? offset : lastLines(bytes, offset, length);
        if (start > offset) {
            line.clear();
            if (!flooded) {
                flooded = true;
                lines.line("… too much output to show live; the log has all of it", true);
            }
        }
        int end = offset + length;
        int at = start;
        for (int feed = ControlBytes.nextLineFeed(bytes, at, end); feed < end; ) {
            line.write(bytes, at, feed - at);
            endLine();
            at = feed + 1;
            feed = ControlBytes.nextLineFeed(bytes, at, end);
        }
        int lastReturn = ControlBytes.last((byte) '\r', bytes, at, end);
        if (lastReturn >= at) {
            // What follows the last return may be half of a secret.
            line.write(bytes, at, lastReturn - at);
            if (line.length() > 0) {
                lines.line(text(), false);
            }
            at = lastReturn;
        }
        line.write(bytes, at, end - at);
    }

    /** Where the last lines of a portion begin: its own beginning when it has no more than those. */
    private static int lastLines(byte[] bytes, int offset, int length) {
        int at = offset + length;
        for (int ends = 0; ends <= PORTION_TOLD && at >= offset; ends++) {
            at = ControlBytes.last((byte) '\n', bytes, offset, at);
        }
        return Math.max(offset, at + 1);
    }

    private void endLine() {
        if (line.length() > 0) {
            told++;
            lines.line(text(), true);
        }
        line.clear();
    }

    private String text() {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }
}
