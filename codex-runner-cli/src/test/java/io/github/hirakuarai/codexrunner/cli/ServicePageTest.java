package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        server = PageServer.start(0, new ServicePage(config, scene.environment, Clock.systemUTC()));
    }

    @AfterEach
    void tearDown() {
        server.close();
        scene.close();
    }

    private String get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    /** Java's own client lets nobody choose the host. */
    private String ask(String method, String path, String... headers) throws IOException {
        URI address = server.address();
        boolean host = String.join("", headers).contains("Host:");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\n"
                                    + (host ? "" : "Host: 127.0.0.1:" + address.getPort() + "\r\n")
                                    + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n")
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
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
                .contains("default-src 'none'", "devbox", "idle", "octo/app#" + issue, "FAILED (failure, STEP_FAILED)");
        String link = overview.replaceFirst("(?s).*href=\"(runs/[^\"]+)\".*", "$1");
        String run = get(key + link);
        assertThat(run)
                .startsWith("HTTP/1.1 200")
                .contains("later &lt;b&gt;", "skipped", "&lt;script&gt;", "key ***")
                .contains("/octo/app/issues/" + issue)
                .doesNotContain(Scene.SECRET, "<script");
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
        assertThat(ask("POST", key)).startsWith("HTTP/1.1 405");
    }

    @Test
    void eachStartHasAnotherKey() {
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        try (PageServer other = PageServer.start(0, new ServicePage(config, scene.environment, Clock.systemUTC()))) {
            assertThat(other.address().getPath()).isNotEqualTo(server.address().getPath());
        }
    }

    @Test
    void aBrowserShowsItAndRunsNothing() throws Exception {
        Path chromium = Path.of("/usr/bin/chromium");
        assumeTrue(Files.isExecutable(chromium), "chromium shows the page");
        scene.issue(scene.brief(HOSTILE));
        scene.run("run", "--execute");

        Process browser = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--window-size=360,740",
                        "--user-data-dir=" + scene.folder.resolve("profile"),
                        "--dump-dom",
                        server.address().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dom = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(browser.waitFor()).isZero();
        assertThat(dom).contains("FAILED (failure, STEP_FAILED)").doesNotContain("id=\"owned\"");
    }
}
