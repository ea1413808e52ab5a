package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one step's output goes: to disk as it comes, in order of arrival, with a second file that tells the streams apart, so
 * that each byte is written once; line by line to a listener, who of a flood gets the last lines of each portion only; and its end is kept for the report. Memory is bounded
 * whatever the step writes, and so is the time for what people would not read.
 */
public final class StepLog implements StepSink, AutoCloseable {

    private static final int LINE_BYTES = 512;

    /** So many lines of a step are told each by each, however fast they come. */
    private static final int ALL_TOLD = 1_000;

    /** Afterwards so many of each portion that comes at once: what comes slowly is still told in full. */
    private static final int PORTION_TOLD = 2;

    private final OutputStream log;
    private final OutputStream turns;
    private long logged;
    private @Nullable Stream turn;
    private final AtomicLong budget;
    private final Consumer<String> lines;
    private final OutputSample sample = new OutputSample();
    private final byte[] line = new byte[LINE_BYTES];
    private int lineLength;
    private int told;
    private boolean flooded;
    private final Path folder;
    private final Runnable unwritable;
    private @Nullable IOException failure;

    /**
     * @param folder where both files are made
     * @param budget how many bytes the run's logs may still take, shared by its steps
     * @param lines gets each line, cut at 512 bytes: raw, an attacker's text
     * @param unwritable told once when the log cannot be written any more, by the thread that brought the output
     */
    public StepLog(Path folder, int ordinal, AtomicLong budget, Consumer<String> lines, Runnable unwritable) {
        this.folder = folder;
        this.unwritable = unwritable;
        this.budget = budget;
        this.lines = lines;
        try {
            this.log = Files.newOutputStream(log(folder, ordinal));
            this.turns = Files.newOutputStream(turns(folder, ordinal));
        } catch (IOException e) {
            throw DiskSpace.failed("write logs into", folder, e);
        }
    }

    /**
     * What a step wrote, raw: an attacker's bytes.
     *
     * @param stream which of its streams; absent for both, in order of arrival
     * @return to be closed
     * @throws java.nio.file.NoSuchFileException when there is no such log
     */
    public static InputStream open(Path folder, int ordinal, Optional<Stream> stream) throws IOException {
        return stream.isPresent()
                ? new StreamOfLog(folder, ordinal, stream.get())
                : Files.newInputStream(log(folder, ordinal));
    }

    /** What the step wrote, in order of arrival. */
    static Path log(Path folder, int ordinal) {
        return folder.resolve(ordinal + ".log");
    }

    /** Whose turn it was: lines {@code OFFSET STREAM}, from which byte of the log on which stream wrote. */
    static Path turns(Path folder, int ordinal) {
        return folder.resolve(ordinal + ".streams");
    }

    /** As the second file says it: {@code stdout} or {@code stderr}. */
    static String name(Stream stream) {
        return stream.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized void write(Stream stream, byte[] bytes, int offset, int length) {
        sample.write(bytes, offset, length);
        splitIntoLines(bytes, offset, length);
        if (failure != null) {
            return;
        }
        try {
            if (stream != turn && budget.get() > 0) {
                turn = stream;
                byte[] line = (logged + " " + name(stream) + "\n").getBytes(StandardCharsets.US_ASCII);
                budget.addAndGet(-line.length);
                turns.write(line);
            }
            int kept = (int) Math.min(length, Math.max(0, budget.getAndAdd(-length)));
            log.write(bytes, offset, kept);
            logged += kept;
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
        return sample.text();
    }

    @Override
    public synchronized void close() {
        endLine();
        try (log;
                turns) {
            log.flush();
        } catch (IOException e) {
            throw DiskSpace.failed("write logs into", folder, e);
        }
    }

    private void splitIntoLines(byte[] bytes, int offset, int length) {
        int start = told < ALL_TOLD ? offset : lastLines(bytes, offset, length);
        if (start > offset) {
            lineLength = 0;
            if (!flooded) {
                flooded = true;
                lines.accept("… there is more than can be shown as it comes; the log has it all");
            }
        }
        for (int i = start; i < offset + length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                endLine();
            } else if (lineLength < LINE_BYTES) {
                line[lineLength++] = bytes[i];
            }
        }
    }

    /** Where the last lines of a portion begin: its own beginning when it has no more than those. */
    private static int lastLines(byte[] bytes, int offset, int length) {
        int ends = 0;
        for (int at = offset + length - 1; at >= offset; at--) {
            if (bytes[at] == '\n' && ++ends > PORTION_TOLD) {
                return at + 1;
            }
        }
        return offset;
    }

    private void endLine() {
        if (lineLength > 0) {
            told++;
            lines.accept(new String(line, 0, lineLength, StandardCharsets.UTF_8));
            lineLength = 0;
        }
    }
}
