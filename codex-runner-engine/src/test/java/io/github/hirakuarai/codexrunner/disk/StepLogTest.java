package io.github.hirakuarai.codexrunner.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a step's output is on disk, and what is told and kept of it. */
class StepLogTest {

    @TempDir
    private Path folder;

    @Test
    void outputIsOnDiskAsItComes() throws IOException {
        try (StepLog log = log(1_000)) {
            write(log, "one ");
            write(log, "two\n");
            // What the next process would find.
            assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("one two\n");
            assertThat(log.size()).isEqualTo(8);
        }
    }

    @Test
    void aLogThatAnEarlierProcessBeganIsContinued() throws IOException {
        Files.writeString(folder.resolve("1.log"), "before\n");
        List<String> lines = new ArrayList<>();
        try (StepLog log = new StepLog(folder, 1, 1_000_000, lines::add, () -> {})) {
            assertThat(log.size()).isEqualTo(7);
            write(log, "after\n");
            assertThat(log.tail()).isEqualTo("before\nafter\n");
        }
        assertThat(lines).containsExactly("after");
        assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("before\nafter\n");
        assertThat(StepLog.tail(folder, 1)).isEqualTo("before\nafter\n");
    }

    @Test
    void nothingGrowsBeyondTheLimit() throws IOException {
        try (StepLog log = log(10)) {
            for (int i = 0; i < 100; i++) {
                write(log, "out ");
            }
            assertThat(log.tail()).endsWith("out out ");
            assertThat(log.size()).isEqualTo(10);
        }
        assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("out out ou");
    }

    private StepLog log(long limit) {
        return new StepLog(folder, 1, limit, line -> {}, () -> {});
    }

    private static void write(StepLog log, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(bytes, 0, bytes.length);
    }
}
