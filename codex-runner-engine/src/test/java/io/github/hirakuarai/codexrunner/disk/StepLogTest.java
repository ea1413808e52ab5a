package io.github.hirakuarai.codexrunner.disk;

import static io.github.hirakuarai.codexrunner.spi.StepSink.Stream.STDERR;
import static io.github.hirakuarai.codexrunner.spi.StepSink.Stream.STDOUT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a step's output is on disk, and whose it was. */
class StepLogTest {

    @TempDir
    private Path folder;

    @Test
    void eachByteIsWrittenOnceInOrderOfArrivalAndTheStreamsAreToldApart() throws IOException {
        AtomicLong budget = new AtomicLong(1_000);
        try (StepLog log = new StepLog(folder, 1, budget, line -> {}, () -> {})) {
            write(log, STDOUT, "one ");
            write(log, STDOUT, "two\n");
            write(log, STDERR, "oops\n");
            // To disk as it comes: what the next process would find.
            assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("one two\noops\n");
            assertThat(Files.readString(folder.resolve("1.streams"))).isEqualTo("0 stdout\n8 stderr\n");
            write(log, STDOUT, "three\n");
        }

        assertThat(read(STDOUT)).isEqualTo("one two\nthree\n");
        assertThat(read(STDERR)).isEqualTo("oops\n");
        assertThat(budget.get())
                .isEqualTo(1_000 - Files.size(folder.resolve("1.log")) - Files.size(folder.resolve("1.streams")));
    }

    @Test
    void aStepThatWritesNothingHasEmptyStreams() throws IOException {
        new StepLog(folder, 1, new AtomicLong(1_000), line -> {}, () -> {}).close();

        assertThat(read(STDOUT)).isEmpty();
        assertThat(read(STDERR)).isEmpty();
    }

    @Test
    void nothingGrowsBeyondWhatTheRunMayTake() throws IOException {
        AtomicLong budget = new AtomicLong(40);
        try (StepLog log = new StepLog(folder, 1, budget, line -> {}, () -> {})) {
            for (int i = 0; i < 100; i++) {
                write(log, STDOUT, "out ");
                write(log, STDERR, "err ");
            }
            assertThat(log.tail()).endsWith("out err ");
        }

        // The line that said whose turn it was when the room ended may lie beyond it.
        assertThat(Files.size(folder.resolve("1.log")) + Files.size(folder.resolve("1.streams")))
                .isBetween(35L, 60L);
        assertThat(read(STDOUT)).matches("(out )+(out?)?");
    }

    @Test
    void aLineThatAKilledRunnerDidNotFinishIsNone() throws IOException {
        try (StepLog log = new StepLog(folder, 1, new AtomicLong(1_000), line -> {}, () -> {})) {
            write(log, STDOUT, "out");
        }
        Files.writeString(folder.resolve("1.streams"), "3 stde", StandardOpenOption.APPEND);

        assertThat(read(STDOUT)).isEqualTo("out");
        assertThat(read(STDERR)).isEmpty();
    }

    /** Whatever arrives in whatever portions, each stream reads as it was written. */
    @Property(tries = 200)
    void bothStreamsReadAsTheyWereWritten(@ForAll @Size(max = 40) List<Boolean> turns, @ForAll byte[] bytes)
            throws IOException {
        Path own = Files.createTempDirectory("codex-runner-test");
        List<Byte> out = new ArrayList<>();
        List<Byte> err = new ArrayList<>();
        try (StepLog log = new StepLog(own, 3, new AtomicLong(Long.MAX_VALUE), line -> {}, () -> {})) {
            int at = 0;
            for (boolean toOut : turns) {
                int length = Math.min(bytes.length - at, 1 + turns.size() % 5);
                log.write(toOut ? STDOUT : STDERR, bytes, at, length);
                for (int i = at; i < at + length; i++) {
                    (toOut ? out : err).add(bytes[i]);
                }
                at += length;
            }
        }
        try (StreamOfLog stdout = new StreamOfLog(own, 3, STDOUT);
                StreamOfLog stderr = new StreamOfLog(own, 3, STDERR)) {
            assertThat(stdout.readAllBytes()).containsExactly(out.toArray(Byte[]::new));
            assertThat(stderr.readAllBytes()).containsExactly(err.toArray(Byte[]::new));
        }
        Files.delete(own.resolve("3.log"));
        Files.delete(own.resolve("3.streams"));
        Files.delete(own);
    }

    private static void write(StepLog log, StepSink.Stream stream, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(stream, bytes, 0, bytes.length);
    }

    private String read(StepSink.Stream stream) throws IOException {
        try (StreamOfLog input = new StreamOfLog(folder, 1, stream)) {
            return new String(input.readAllBytes(), UTF_8);
        }
    }
}
