package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of somebody who has read the README and the quickstart and nothing else. */
@Timeout(120)
class QuickstartTest {

    @TempDir
    private Path folder;

    @Test
    void theBriefOfTheQuickstartBecomesAPullRequestInARepositoryOfOnesOwn() throws Exception {
        folder = folder.toRealPath();
        Demo demo = Demo.set(
                Files.createDirectory(folder.resolve("demo")), 0, repository(folder.resolve("my-app")), Demo.LOCAL);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()));
        try (LoopbackForge forge = demo.forge();
                DemoRuns runs =
                        new DemoRuns(Main.context(nowhere, nowhere, environment, folder), new CommonOptions(), demo);
                PageServer server = PageServer.start(
                        0, "--port", new DemoPage(runs.pages(), new PageWords(Locale.ENGLISH), demo, runs::later));
                Chromium browser = Chromium.start(folder)) {
            browser.open(server.address(), 1280, false);
            // The form shows how the demo's repository, branch and clone are called.
            String sample = browser.value("document.getElementById('text').value");
            browser.value("document.getElementById('title').value = 'A greeting'");
            browser.value("document.getElementById('text').value = " + quoted(brief(sample)));
            browser.value("document.getElementById('send').click()");
            browser.until("document.querySelector('#live .to')?.innerText == 'Pull request'");

            assertThat(forge.look(demo.repository()).pulls())
                    .singleElement()
                    .satisfies(pull -> assertThat(pull.issue().title()).isEqualTo("Add a greeting"));
        }
    }

    private static Path repository(Path folder) throws Exception {
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("trunk")
                .call()) {
            Files.writeString(folder.resolve("a.txt"), "mine\n");
            git.add().addFilepattern("a.txt").call();
            git.commit()
                    .setMessage("mine")
                    .setSign(false)
                    .setAuthor("x", "x@example.org")
                    .call();
        }
        return folder;
    }

    /** The brief as the page has it, with the names of this forge. */
    private static String brief(String sample) throws IOException {
        List<String> lines = Files.readString(Path.of("..", "docs", "quickstart.md"))
                .lines()
                .dropWhile(line -> !line.equals("    ```codex-brief"))
                .map(line -> line.startsWith("    ") ? line.substring(4) : line)
                .toList();
        StringBuilder brief = new StringBuilder();
        for (String line : lines.subList(0, lines.indexOf("```") + 1)) {
            String key = line.replaceFirst(":.*", ": ");
            boolean named = List.of("repo: ", "branch: ", "workdir: ").contains(key);
            brief.append(
                            named
                                    ? sample.lines()
                                            .filter(own -> own.startsWith(key))
                                            .findFirst()
                                            .orElseThrow()
                                    : line)
                    .append('\n');
        }
        return brief.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
