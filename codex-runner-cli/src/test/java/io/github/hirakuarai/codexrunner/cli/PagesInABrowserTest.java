package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Selection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages as their readers meet them: by the keyboard, on a phone, in the dark, while a step writes what an attacker wants. */
@Timeout(180)
class PagesInABrowserTest {

    private static final String HOSTILE = """
            cat <<'END'
            </script><script>document.title = 'owned'</script>
            <img src=x onerror="document.title='owned'">
            </pre></details></main><h1 onclick="x()">owned</h1>
            END
            printf '\\033[31mred\\033[0m \\033]0;owned\\007 \\342\\200\\256gnp.exe\\n'
            head -c 5000 /dev/zero | tr '\\0' x; echo
            echo "the secret is $KEY, say it"
            """;

    private static final String FITS = "document.documentElement.scrollWidth <= innerWidth";
    private static final String AT_THE_END =
            "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2)(document.querySelector('[role=log]'))";
    private static final String CONTRAST = """
            (() => {
              const rgb = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
              const light = c => c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
              const back = e => { for (; e; e = e.parentElement) { const b = getComputedStyle(e).backgroundColor;
                if (!/, 0\\)$|transparent/.test(b)) return rgb(b); } return [255, 255, 255]; };
              return [...document.querySelectorAll('main *')].filter(e => e.innerText && e.children.length == 0)
                .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(back(e));
                  return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)]; })
                .filter(one => one[0] < 4.5).map(one => one.join(' ')).join('\\n');
            })()""";

    @TempDir
    private Path folder;

    private Scene scene;
    private Chromium browser;
    private RunnerConfig config;
    private ServicePage pages;
    private PageServer server;

    @BeforeEach
    void setUp() throws IOException {
        browser = Chromium.start(folder);
        scene = Scene.in(Files.createDirectory(folder.toRealPath().resolve("scene")));
        scene.environment.put("KEY", Scene.SECRET);
        config = ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        pages = new ServicePage(config, scene.environment, Clock.systemUTC());
        server = PageServer.start(0, "watch.page", pages);
    }

    @AfterEach
    void tearDown() throws IOException, InterruptedException {
        if (server != null) {
            server.close();
            scene.close();
            browser.close();
        }
    }

    private void run() {
        try (Runner runner = Runner.builder(config)
                .environment(scene.environment)
                .listener(pages)
                .build()) {
            runner.run(Selection.ALL);
        }
    }

    /** Two steps: the first ends, the second waits for a file. */
    private CompletableFuture<Void> runUntil(Path file) {
        scene.issue(scene.brief(HOSTILE)
                .replace(
                        "outputs:\n",
                        "  - name: wait <b>\n    shell: |\n      echo 'first line'\n      until [ -e " + file
                                + " ]; do sleep 0.1; done\n      echo '<i>last</i> line'; printf '1%%\\r2%%\\r'\n"
                                + "      until [ -e " + file + ".2 ]; do sleep 0.1; done\n      exit 3\noutputs:\n"));
        return CompletableFuture.runAsync(this::run, work -> new Thread(work, "run").start());
    }

    @Test
    void aRunIsFollowedWithoutReloadingAndNothingOfItsLogIsRun() throws Exception {
        Path file = scene.folder.resolve("go");
        CompletableFuture<Void> run = runUntil(file);
        browser.open(server.address(), 1280, false);
        browser.until("document.body.innerText.includes('step 2 of 2')");
        browser.value("document.querySelector('#live a').click()");
        browser.until("document.querySelector('[role=log]')?.innerText.includes('first line')");
        browser.value("window.same = true");
        browser.value("document.getElementById('step-1').open = true, document.getElementById('name-1').focus()");
        assertThat(browser.value("document.querySelector('#step-2 .exit').innerText"))
                .isEqualTo("running");

        Files.createFile(file);
        browser.until("document.querySelector('[role=log]')?.innerText.includes('<i>last</i> line')");
        browser.until("document.querySelector('[role=log]')?.innerText.trimEnd().endsWith('2%')");
        Files.createFile(file.resolveSibling("go.2"));
        browser.until("document.querySelector('.badge').innerText == 'failed'");
        run.join();

        assertThat(browser.value("window.same"))
                .as("the page was not loaded anew")
                .isEqualTo("true");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("name-1");
        assertThat(browser.value("document.getElementById('step-1').open")).isEqualTo("true");
        assertThat(browser.value("document.querySelector('#step-2 .exit').innerText"))
                .isEqualTo("exit 3");
        assertThat(browser.value("document.querySelectorAll('img, iframe, h1').length"))
                .isEqualTo("1");
        assertThat(browser.value("document.title")).isEqualTo("octo/app#1");
        assertThat(browser.value("document.body.innerText"))
                .contains("<img src=x onerror=", "the secret is ***, say it")
                .doesNotContain(Scene.SECRET, "\u202e");
    }

    @Test
    void theLogOfARunningStepIsSeenAtItsEndUnlessItsReaderScrolls() throws Exception {
        Path file = scene.folder.resolve("go");
        String wait = "until [ -e " + file + "%s ]; do sleep 0.1; done\n";
        scene.issue(scene.brief(
                "seq 500\n" + wait.formatted("") + "seq 501 600\n" + wait.formatted(".2") + "echo end > out.txt"));
        CompletableFuture<Void> run = CompletableFuture.runAsync(this::run, work -> new Thread(work, "run").start());
        browser.open(server.address(), 1280, false);
        browser.until("document.querySelector('#live .busy + a')?.innerText == 'octo/app#1'");
        browser.value("document.querySelector('#live .busy + a').click()");
        browser.until("document.querySelector('[role=log]')?.innerText.includes('500')");

        browser.until(AT_THE_END);
        Files.createFile(file);
        browser.until("document.querySelector('[role=log]').innerText.includes('600')");
        browser.until(AT_THE_END);
        browser.value("document.querySelector('[role=log]').scrollTop = 100");
        Files.createFile(file.resolveSibling("go.2"));
        browser.until("document.querySelector('.badge').innerText == 'success'");
        run.join();

        assertThat(browser.value("document.querySelector('#step-1 .log').scrollTop"))
                .isEqualTo("100");
    }

    @ParameterizedTest
    @CsvSource({"1280,false", "1280,true", "360,false", "360,true"})
    void pagesFitAndCanBeRead(int width, boolean dark) throws Exception {
        scene.issue(scene.brief(HOSTILE + "exit 3"));
        scene.issue(scene.brief("echo never").replace("executor: devbox", "executor: " + "devbx".repeat(20)));
        run();
        List<String> failures = new ArrayList<>();

        for (String page : List.of(
                "", "runs/" + scene.folder.resolve("state/runs").toFile().list()[0])) {
            browser.open(URI.create(server.address() + page), width, dark);
            if (!browser.value(FITS).equals("true")) {
                failures.add(page + " is wider than the window");
            }
            failures.addAll(browser.value(CONTRAST).lines().toList());
            assertThat(browser.value("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(dark ? "rgb(16, 19, 23)" : "rgb(251, 251, 250)");
        }

        assertThat(failures).isEmpty();
    }

    @Test
    void aReaderWithoutAMouseReachesEverything() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        run();

        browser.open(server.address(), 1280, false);
        browser.press("Tab");
        assertThat(browser.value("document.activeElement.id")).startsWith("run-");
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        browser.press("Enter");
        browser.until("document.querySelector('.badge')?.innerText == 'success'");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            browser.press("Tab");
            reached.add(browser.value("document.activeElement.id || document.activeElement.tagName"));
        }
        assertThat(reached).containsSubsequence("up", "A", "name-1");
        browser.value("document.getElementById('name-1').focus()");
        browser.press("Enter");
        assertThat(browser.value("document.getElementById('step-1').open")).isEqualTo("false");
        browser.value("document.getElementById('up').focus()");
        browser.press("Enter");
        browser.until("document.querySelector('h1').innerText == 'codex-runner on devbox'");
    }
}
