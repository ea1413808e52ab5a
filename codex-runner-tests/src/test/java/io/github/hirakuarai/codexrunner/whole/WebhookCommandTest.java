package io.github.hirakuarai.codexrunner.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import io.github.hirakuarai.codexrunner.whole.Installation.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's jar in the hands of people who have the command: put into a folder, and used. */
@Timeout(120)
class WebhookCommandTest {

    @TempDir
    private static Path shared;

    private static Installation installation;

    @TempDir
    private Path folder;

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private HttpServer hook;
    private Devbox devbox;
    private Map<String, String> environment;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.in(shared.toRealPath());
    }

    @BeforeEach
    void set() throws Exception {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", this::take);
        hook.start();
        devbox = Devbox.in(folder.toRealPath());
        devbox.configure("plugins: {webhook: {team: \"http://127.0.0.1:"
                + hook.getAddress().getPort() + "/hook\"}}\n");
        environment = new HashMap<>(devbox.environment());
        environment.put("XDG_CACHE_HOME", shared.toString());
        environment.put("CODEX_RUNNER_PLUGINS", installation.plugins().toString());
    }

    @AfterEach
    void end() {
        hook.stop(0);
        devbox.close();
    }

    @Test
    void itIsListedAndItsSchemaIsPartOfTheBriefs() throws Exception {
        assertThat(run("plugins").out())
                .containsPattern("output +webhook .*" + installation.plugins().resolve("webhook.jar"))
                .containsPattern("output +pr ");
        assertThat(run("schema", "brief").out()).contains("output-webhook", "plugins.webhook");
        Files.writeString(folder.resolve("issue.md"), brief("hook: team, text: it is done"));
        assertThat(run("validate", "issue.md").exitCode()).isZero();
        Files.writeString(folder.resolve("issue.md"), brief("hok: team, text: it is done"));
        Ran wrong = run("validate", "issue.md");
        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.out()).contains("did you mean 'hook'?");
    }

    @Test
    void aBriefThatUsesItDryRunsAndDelivers() throws Exception {
        int issue = devbox.issue(brief("hook: team, text: it is done"));

        Ran planned = run("run", "--dry-run");
        assertThat(planned.exitCode()).as(planned.toString()).isZero();
        assertThat(planned.out()).contains("post to the webhook of 127.0.0.1");
        assertThat(posted).isEmpty();

        Ran ran = run("run", "--execute");
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(devbox.isDone(issue)).isTrue();
        assertThat(posted).containsExactly("{\"text\":\"it is done\"}");
    }

    @Test
    void theDemoWorksWithIt() throws Exception {
        Ran demo = run("demo");

        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.out()).contains("DONE (success)");
    }

    @Test
    void withoutTheFolderNothingKnowsIt() throws Exception {
        Files.writeString(folder.resolve("issue.md"), brief("hook: team, text: it is done"));
        for (String none : new String[] {"", folder.resolve("missing").toString(), folder.toString()}) {
            environment.put("CODEX_RUNNER_PLUGINS", none);

            Ran ran = run("validate", "issue.md");

            assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(3);
            assertThat(ran.out()).contains("UNKNOWN_OUTPUT_TYPE");
            assertThat(ran.err()).isEmpty();
        }
    }

    @Test
    void aFolderOrAJarThatOthersMayWriteIsRefused() throws Exception {
        Path open = Files.createDirectory(folder.toRealPath().resolve("open plugins"));
        Path jar = Files.copy(installation.plugins().resolve("webhook.jar"), open.resolve("webhook.jar"));
        environment.put("CODEX_RUNNER_PLUGINS", open.toString());
        for (String mode : new String[] {"rwxrwxr-x", "rwxr-x-w-"}) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
            assertRefused(open);
        }
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));
        assertRefused(jar);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("plugins").out()).contains("webhook");
    }

    private void assertRefused(Path open) throws Exception {
        Ran ran = run("plugins");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo("codex-runner: CODEX_RUNNER_PLUGINS: others may write " + open
                        + ": make it yours or root's, and chmod go-w it\n");
    }

    private void take(HttpExchange exchange) throws IOException {
        posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private String brief(String fields) {
        return devbox.brief("echo hello > out.txt", "- {type: webhook, " + fields + "}\n");
    }

    private Ran run(String... arguments) throws Exception {
        return installation.run(folder, environment, arguments);
    }
}
