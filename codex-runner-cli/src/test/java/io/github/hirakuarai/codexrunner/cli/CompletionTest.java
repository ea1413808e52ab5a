package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code completion}: a script that bash takes and that knows every command. */
class CompletionTest {

    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommandsByTheScript() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            assertThat(Main.run(Main.context(printer, System.err, Map.of(), folder), "completion"))
                    .isEqualTo(ExitCode.OK);
        }
        Path script = Files.write(folder.resolve("completion.sh"), out.toByteArray());

        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script
                                + "; COMP_WORDS=(codex-runner rec); COMP_CWORD=1; COMP_LINE='codex-runner rec';"
                                + " COMP_POINT=16; _complete_codex-runner; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("recover");
        assertThat(bash.waitFor()).isZero();
    }
}
