package io.github.hirakuarai.codexrunner.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a run's folder: this process, another, or nobody. */
@Timeout(60)
class RunFolderTest {

    @TempDir
    private Path stateDir;

    @Test
    void lookingAtAFolderOfOnesOwnDoesNotGiveItAway() throws Exception {
        try (RunFolder folder = RunFolder.create(stateDir, new RunId("run-1"), Clock.systemUTC())) {
            assertThat(RunFolder.takeOver(folder.path(), Clock.systemUTC())).isEmpty();
            assertThat(RunFolder.isHeld(folder.path())).isTrue();

            assertThat(anotherProcessTakes(folder.path())).isEqualTo("held");
        }
    }

    @Test
    void anotherProcessTakesWhatWasLeft() throws Exception {
        Path path;
        try (RunFolder folder = RunFolder.create(stateDir, new RunId("run-1"), Clock.systemUTC())) {
            path = folder.path();
        }

        assertThat(RunFolder.isHeld(path)).isFalse();
        assertThat(RunFolder.isOver(path)).isFalse();
        assertThat(anotherProcessTakes(path)).isEqualTo("taken");
    }

    private static String anotherProcessTakes(Path path) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.strip();
    }

    /** The other process. */
    static final class Taker {

        private Taker() {}

        /** Says whether it could take the folder. */
        public static void main(String[] arguments) {
            System.out.println(
                    RunFolder.takeOver(Path.of(arguments[0]), Clock.systemUTC()).isPresent() ? "taken" : "held");
        }
    }
}
