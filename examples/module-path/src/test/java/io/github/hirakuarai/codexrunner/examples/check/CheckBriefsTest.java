package io.github.hirakuarai.codexrunner.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a runtime image of its own, which holds its modules and those of the JDK that they need. */
class CheckBriefsTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void link() {
        // Maven runs the tests of a module with its dependencies on the module path.
        int linked = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--module-path=" + System.getProperty("jdk.module.path"),
                        "--add-modules=io.github.hirakuarai.codexrunner.examples.check",
                        "--output=" + folder.resolve("image"));
        assertThat(linked).isZero();
    }

    @Test
    void aBriefIsReadOnTheModulePath() throws Exception {
        assertThat(check("""
                ```codex-brief
                executor: devbox
                repo: octo-org/app
                branch: main
                workdir: ~/work/app
                deadline: 2026-12-01
                steps:
                  - name: greet
                    shell: echo hello
                outputs: []
                ```
                """)).isEqualTo("valid: octo-org/app on lane devbox\n");
    }

    @Test
    void aProblemIsToldWithItsPlace() throws Exception {
        assertThat(check("""
                ```codex-brief
                executor: devbox
                rep: octo-org/app
                ```
                """)).contains("3:1", "UNKNOWN_FIELD", "did you mean 'repo'?");
    }

    private static String check(String markdown) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("issue.md"), markdown);
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        folder.resolve("image/bin/java").toString(),
                        "-m",
                        "io.github.hirakuarai.codexrunner.examples.check/io.github.hirakuarai.codexrunner.examples.check.CheckBriefs",
                        file.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
