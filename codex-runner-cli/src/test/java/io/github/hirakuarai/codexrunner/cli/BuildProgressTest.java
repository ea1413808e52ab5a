package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The first start builds the command: users see what it does and how far it is. */
class BuildProgressTest {

    private static final String MAVEN = """
            [INFO] Scanning for projects...
            [INFO] Building codex-runner-core 0.1.0-SNAPSHOT                         [2/10]
            [INFO] --- compiler:3.14.1:compile (default-compile) @ codex-runner-core ---
            Downloading from central: https://repo.example.org/a/b/first-1.0.jar
            Downloaded from central: https://repo.example.org/a/b/first-1.0.jar (12 kB at 3 MB/s)
            Downloading from central: https://repo.example.org/a/b/second-1.0.jar
            [INFO] Building codex-runner-cli 0.1.0-SNAPSHOT                         [10/10]
            code 0
            """;

    @Test
    void onATerminalOneLineMovesAndIsGoneAtTheEnd() throws Exception {
        String seen = shown(1);

        assertThat(seen.split("\r\033\\[K", -1))
                .contains(
                        "  [2/10] codex-runner-core: building",
                        "  [2/10] codex-runner-core: fetching first-1.0.jar (0 files so far)",
                        "  [2/10] codex-runner-core: fetching second-1.0.jar (1 files so far)",
                        "  [10/10] codex-runner-cli: building")
                .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
        assertThat(seen).endsWith("\r\033[K").doesNotContain("\n");
    }

    @Test
    void elsewhereEachModuleIsALine() throws Exception {
        assertThat(shown(0)).isEqualTo("  [2/10] codex-runner-core\n  [10/10] codex-runner-cli\n");
    }

    private static String shown(int terminal) throws IOException, InterruptedException {
        Process progress = new ProcessBuilder(
                        "sh", "-eu", "../codex-runner-dist/src/main/sh/progress.sh", Integer.toString(terminal))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        progress.getOutputStream().write(MAVEN.getBytes(StandardCharsets.UTF_8));
        progress.getOutputStream().close();
        String shown = new String(progress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(progress.waitFor()).isZero();
        return shown;
    }
}
