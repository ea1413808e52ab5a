package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePageTest {

    private static final String HOSTILE =
            "echo \"<script>document.body.id='owned'</script>\"; echo 'key " + Scene.SECRET + "'; exit 3";

    @TempDir
    private Path folder;

    private Scene scene;
    private PageServer server;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        server = PageServer.start(0, "watch.page", new ServicePage(config, scene.environment, Clock.systemUTC()));
    }

    @AfterEach
    void tearDown() {
        server.close();
        scene.close();
    }

    private String get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    private String ask(String method, String path, String... headers) throws IOException {
        return RawHttp.ask(server.address(), method, path, "", headers);
    }

    @Test
    void itShowsLanesAndRunsAndEachRunWithItsStepsAndMaskedLog() throws Exception {
        int issue = scene.issue(
                scene.brief(HOSTILE).replace("outputs:\n", "  - {name: later <b>, shell: 'echo never'}\noutputs:\n"));
        scene.run("run", "--execute");
        String key = server.address().getPath();

        String overview = get(key);
        assertThat(overview)
                .startsWith("HTTP/1.1 200")
                .contains(
                        "default-src 'none'",
                        "devbox",
                        "idle",
                        "octo/app#" + issue,
                        ">failed<",
                        "<code>STEP_FAILED</code>");
        String link = overview.replaceFirst("(?s).*href=\"(runs/[^\"]+)\".*", "$1");
        String run = get(key + link);
        assertThat(run)
                .startsWith("HTTP/1.1 200")
                .contains("later &lt;b&gt;", "skipped", "&lt;script&gt;", "key ***")
                .contains(
                        "<p class=\"subject\">work</p>",
                        "<pre class=\"command\">/codex retry</pre>",
                        "<pre class=\"command\">codex-runner retry octo/app#" + issue + "</pre>")
                .contains("/octo/app/issues/" + issue)
                .doesNotContain(Scene.SECRET, "<script");
        assertThat(get(key + link + "/tail?step=1&from=0"))
                .startsWith("HTTP/1.1 200")
                .contains("\"version\":\"CLOSED-", "&lt;script&gt;", "key ***")
                .doesNotContain(Scene.SECRET, "<script");
        assertThat(get(key + link + "/tail?step=1&from=-1")).startsWith("HTTP/1.1 404");
        assertThat(get(key + link + "/tail")).startsWith("HTTP/1.1 404");
        assertThat(get(key + "runs/nosuch")).startsWith("HTTP/1.1 404");
        assertThat(get(key + "runs/..%2f..%2fetc")).startsWith("HTTP/1.1 404");
    }

    @Test
    void onlyWhoKnowsTheKeyAndComesFromThisMachineIsAnswered() throws Exception {
        String key = server.address().getPath();
        int port = server.address().getPort();

        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(key).matches("/[0-9A-Za-z_-]{22}/");
        for (String denied : List.of(
                get("/"),
                get("/runs/x"),
                get("/AAAAAAAAAAAAAAAAAAAAAA/"),
                get(key, "Host: evil.example"),
                get(key, "Host: 127.0.0.1"),
                get(key, "Host: evil.example:" + port),
                get(key, "Origin: https://evil.example"),
                get(key, "Origin: null"),
                ask("POST", key, "Origin: https://evil.example"))) {
            assertThat(denied).startsWith("HTTP/1.1 403").doesNotContain("codex-runner");
        }
        assertThat(get(key, "Origin: http://127.0.0.1:" + port)).startsWith("HTTP/1.1 200");
        assertThat(get(key, "Host: localhost:" + port)).startsWith("HTTP/1.1 200");
        assertThat(ask("POST", key)).startsWith("HTTP/1.1 403");
        assertThat(ask("POST", key, "Origin: http://127.0.0.1:" + port)).startsWith("HTTP/1.1 405");
        assertThat(ask("DELETE", key)).startsWith("HTTP/1.1 405");
    }

    @Test
    void aRefusalSaysWhyInOnePlainLine() throws Exception {
        String key = server.address().getPath();
        String own = "Origin: http://127.0.0.1:" + server.address().getPort();

        assertThat(get("/"))
                .contains("text/plain")
                .endsWith("\r\n\r\nopen the address that was printed at the start: only its key opens this page\n");
        assertThat(get(key + "nosuch"))
                .contains("text/plain")
                .endsWith("\r\n\r\nthere is no such page; the first page lists the runs\n");
        assertThat(ask("POST", key, own)).endsWith("\r\n\r\nnothing can be changed here\n");
    }

    @Test
    void aHeldBriefLeadsToItsIssueAndWhatOnlyWaitsItsTurnIsQueued() throws Exception {
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        ServicePage page = new ServicePage(config, scene.environment, Clock.systemUTC());
        int held = scene.issue(scene.brief("true").replace("executor: devbox", "executor: nosuch"));
        int queued = scene.issue(scene.brief("true"));
        try (ReadOnlyRunner runner = Runner.builder(config)
                .environment(scene.environment)
                .listener(page)
                .buildReadOnly()) {
            runner.survey(Selection.ALL);
        }

        String address = scene.forge.webUrl() + "octo/app/issues/";
        assertThat(page.get("", "").orElseThrow().text())
                .contains(
                        ">held</span><strong><a rel=\"noopener noreferrer\" href=\"" + address + held + "\">octo/app#"
                                + held,
                        "<code>LANE_NOT_SERVED</code>",
                        ">queued</span><strong><a rel=\"noopener noreferrer\" href=\"" + address + queued);
    }

    @Test
    void eachStartHasAnotherKey() {
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        try (PageServer other =
                PageServer.start(0, "watch.page", new ServicePage(config, scene.environment, Clock.systemUTC()))) {
            assertThat(other.address().getPath()).isNotEqualTo(server.address().getPath());
        }
    }
}
