package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever only reads briefs gets nothing else started: no git, no HTTP, no process; JGit need not even be there. */
@Timeout(60)
class OnlyReadingTest {

    @TempDir
    private Path folder;

    @Test
    void readingBriefsLoadsNoGitNoHttpAndNoProcess() throws Exception {
        Path classes = folder.resolve("classes.txt");
        Path said = folder.resolve("said.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                classPathWithoutGit(),
                OnlyReading.class.getName()));
        command.addAll(List.of(
                "```codex-brief",
                "executor: devbox",
                "repo: octo/app",
                "branch: main",
                "workdir: ~/app",
                "steps: [{name: work, shell: 'true'}]",
                "outputs: [{type: comment, body: done}]",
                "```",
                "```codex-brief",
                "steps: []",
                "```"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(said)).isEqualTo("Valid\nInvalid\n");
        assertThat(Files.readString(classes, StandardCharsets.ISO_8859_1))
                .contains("brief.BriefReader")
                .doesNotContain(
                        "org.eclipse.jgit",
                        "java.net.http",
                        "java.net.Socket source",
                        "java.lang.ProcessBuilder",
                        "codexrunner.engine",
                        "codexrunner.git",
                        "codexrunner.ledger");
    }

    private static String classPathWithoutGit() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jgit"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
