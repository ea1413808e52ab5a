package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/migrating.md shows is valid, and its way from an answer to a brief works. */
class MigratingTest {

    private static final Path PAGE = Path.of("..", "docs", "migrating.md");
    private static final Pattern CONFIGURATION = Pattern.compile("(?ms)^```yaml\\n(version: 1\\n.*?)^```$");
    private static final Pattern SED = Pattern.compile("sed '([^']+)' draft\\.md");

    @TempDir
    private Path folder;

    @Test
    void theConfigurationsAreRead() throws IOException {
        List<String> configurations = CONFIGURATION
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(configurations).hasSize(2);
        for (String text : configurations) {
            Path file = Files.writeString(folder.resolve("codex-runner.yaml"), text);
            assertThat(new ConfigReader(Map.of("HOME", "/home/somebody"), "devbox", Clock.systemUTC())
                            .read(file)
                            .lanes())
                    .isNotEmpty();
        }
    }

    @Test
    void theBriefIsValid() throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            Ran ran = scene.run("validate", PAGE.toAbsolutePath().toString());

            assertThat(ran.exitCode()).as(ran.out()).isEqualTo(ExitCode.OK);
            assertThat(ran.out()).contains(": valid: ");
        }
    }

    @Test
    void theCommandThatABotRunsMakesABriefOfADraft() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            Files.writeString(scene.folder.resolve("answer.json"), """
                    {"plan": [{"desc": "d", "commands": ["cat <<'E'\\n```\\nE"]}],
                     "context_header": "repo=octo/app / branch=main"}
                    """);
            Path draft = scene.folder.resolve("draft.md");
            Files.writeString(
                    draft,
                    scene.run("draft", "--from-ask", "answer.json", "--lane", "devbox")
                            .out());
            String script = SED.matcher(Files.readString(PAGE))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .findFirst()
                    .orElseThrow();
            Process sed = new ProcessBuilder("sed", "-i", script, draft.toString())
                    .inheritIO()
                    .start();
            assertThat(sed.waitFor()).isZero();

            Ran ran = scene.run("validate", "draft.md");

            assertThat(ran.exitCode()).as(ran.out()).isEqualTo(ExitCode.OK);
            assertThat(ran.out()).contains(": valid: ");
        }
    }
}
