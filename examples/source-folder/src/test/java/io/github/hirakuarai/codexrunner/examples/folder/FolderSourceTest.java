package io.github.hirakuarai.codexrunner.examples.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a runner, against a real forge. */
@Timeout(120)
class FolderSourceTest {

    @TempDir
    private Path folder;

    @Test
    void thePluginIsFound() {
        assertThat(Plugins.find(FolderSource.class.getClassLoader()).sources()).containsKey("folder");
    }

    @Test
    void aBriefOfTheFolderRunsOnceAndItsIssueShowsIt() throws Exception {
        Path briefs = Files.createDirectory(folder.toRealPath().resolve("briefs"));
        try (Devbox devbox = Devbox.in(folder.toRealPath())) {
            devbox.configure("source: folder\nplugins: {folder: {path: \"" + briefs + "\"}}\n");
            int issue = devbox.issue("What is to be done stands in a file.");
            Files.writeString(
                    briefs.resolve(issue + ".md"),
                    devbox.brief("echo ran >> " + briefs.resolve("runs"), "- {type: comment, body: it is done}\n"));
            Files.writeString(briefs.resolve("README.md"), "No issue.");

            run(devbox);
            run(devbox);

            assertThat(devbox.isDone(issue)).isTrue();
            assertThat(Files.readString(briefs.resolve("runs"))).isEqualTo("ran\n");
        }
    }

    @Test
    void aLinkIsNoDocument() throws Exception {
        Path briefs = Files.createDirectory(folder.toRealPath().resolve("briefs"));
        try (Devbox devbox = Devbox.in(folder.toRealPath())) {
            devbox.configure("plugins: {folder: {path: \"" + briefs + "\"}}\n");
            Path elsewhere = Files.writeString(folder.resolve("elsewhere.md"), devbox.brief("true", "[]"));
            Files.createSymbolicLink(briefs.resolve("1.md"), elsewhere);

            try (Runner runner = builder(devbox).build()) {
                assertThat(runner.survey(Selection.ALL)).isEmpty();
            }
        }
    }

    private static void run(Devbox devbox) {
        try (Runner runner = Runner.builder()
                .environment(devbox.environment())
                .configuration(devbox.configuration())
                .build()) {
            runner.run(Selection.ALL);
        }
    }

    // region: source
    private static RunnerBuilder builder(Devbox devbox) {
        return Runner.builder()
                .environment(devbox.environment())
                .configuration(devbox.configuration())
                .source("folder");
    }
    // endregion
}
