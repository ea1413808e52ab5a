package io.github.hirakuarai.codexrunner.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        try (StepLog log =
                new StepLog(StepLog.file(folder, 1), 1_000_000, (line, ended) -> lines.add(line), () -> {}, null)) {
            assertThat(log.size()).isEqualTo(7);
            write(log, "after\n");
            assertThat(log.tail()).isEqualTo("before\nafter\n");
        }
        assertThat(lines).containsExactly("after");
        assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("before\nafter\n");
        assertThat(StepLog.tail(folder, 1, false)).isEqualTo("before\nafter\n");
    }

    @Test
    void aMaskedLogNeverHoldsASecretNorHalfOfOne() throws IOException {
        TextSanitizer texts = Sanitizer.of(Secrets.of(Map.of("KEY", "correct-horse-battery")));
        Path file = folder.resolve("1.log");
        try (StepLog log = new StepLog(StepLog.file(folder, 1), 1_000_000, (line, ended) -> {}, () -> {}, texts)) {
            write(log, "first\nit is correct-");
            assertThat(Files.readString(file)).isEqualTo("first\n");
            write(log, "horse-battery\nY29ycmVjdC1o\n");
            write(log, "b3JzZS1iYXR0ZXJ5\nopen");
            assertThat(Files.readString(file)).startsWith("first\nit is ***\n").doesNotContain("open");
            assertThat(log.size()).as("what an earlier offset would go on from").isEqualTo(68);
            assertThat(log.tail()).contains("correct-horse-battery");
        }
        assertThat(Files.readString(file)).isEqualTo("first\nit is ***\n***\nopen");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");

        try (StepLog again = new StepLog(StepLog.file(folder, 1), 1_000_000, (line, ended) -> {}, () -> {}, texts)) {
            assertThat(again.size()).as("it begins anew").isZero();
            write(again, "correct-horse-battery".repeat(4_000));
        }
        assertThat(Files.readString(file)).matches("[*]+");
    }

    @Test
    void ofAProgressBarTheLastStateIsALineAndOthersAreToldAsTheyCome() {
        List<String> ended = new ArrayList<>();
        List<String> states = new ArrayList<>();
        try (StepLog log = new StepLog(
                StepLog.file(folder, 1), 1_000_000, (line, end) -> (end ? ended : states).add(line), () -> {}, null)) {
            write(log, "one\r\ntwo\r");
            write(log, "\n10%\r20%");
            write(log, "\r30%\r");
            write(log, "\n\rprogress 1\rprogress 2\nend\nopen\rlast");
        }

        assertThat(ended).containsExactly("one", "two", "30%", "progress 2", "end", "last");
        assertThat(states).as("none of which more may come").containsExactly("two", "10%", "30%", "open");
    }

    @Test
    void nothingGrowsBeyondTheLimit() throws IOException {
        try (StepLog log = log(10)) {
            for (int i = 0; i < 100; i++) {
                write(log, "out ");
            }
            assertThat(log.tail())
                    .endsWith("out out \n[… the log was cut after 10 bytes, the limit of limits.logBytes …]\n");
            assertThat(log.size()).isEqualTo(10);
        }
        assertThat(Files.readString(folder.resolve("1.log"))).isEqualTo("out out ou");
    }

    private StepLog log(long limit) {
        return new StepLog(StepLog.file(folder, 1), limit, (line, ended) -> {}, () -> {}, null);
    }

    private static void write(StepLog log, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(bytes, 0, bytes.length);
    }
}
