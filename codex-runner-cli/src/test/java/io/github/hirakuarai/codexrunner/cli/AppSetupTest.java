package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A GitHub App for the runner: its manifest, and {@code init --app}, which has a user register it in a browser. */
@Timeout(120)
class AppSetupTest {

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/[0-9A-Za-z_-]{32}");

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        Files.delete(scene.configuration);
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    /** A command that runs, with what it has said so far. */
    private record Running(CompletableFuture<Integer> exitCode, ByteArrayOutputStream out, ByteArrayOutputStream err) {

        /** The address of the page, when it is said. */
        URI page() {
            while (!exitCode.isDone()) {
                Matcher address = ADDRESS.matcher(said());
                if (address.find()) {
                    return URI.create(address.group());
                }
                Until.pause();
            }
            throw new AssertionError(said());
        }

        String said() {
            return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        }
    }

    private Running init() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CliContext context = Main.context(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                scene.environment,
                scene.folder);
        return new Running(
                CompletableFuture.supplyAsync(
                        () -> Main.run(
                                context,
                                "init",
                                "--app",
                                "--repo",
                                Scene.REPOSITORY,
                                "--api-url",
                                scene.forge.apiUrl().toString()),
                        work -> new Thread(work, "init").start()),
                out,
                err);
    }

    private static String get(URI server, String path, String... headers) throws IOException {
        return RawHttp.ask(server, "GET", path, "", headers);
    }

    private static String unescaped(String html) {
        return html.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return unescaped(matcher.group(1));
    }

    @Test
    void theManifestAsksForWhatTheQuickstartSaysAndForNoWebhook() throws Exception {
        JsonNode manifest = new JsonMapper().readTree(scene.run("app-manifest").out());
        List<String> asked = new ArrayList<>();
        manifest.get("default_permissions")
                .properties()
                .forEach(one -> asked.add(one.getKey() + " " + one.getValue().stringValue()));

        List<String> documented = new ArrayList<>();
        Pattern.compile("(?m)^\\| ([A-Z][a-z ]+) \\| (Read[a-z -]*)")
                .matcher(Files.readString(Path.of("../docs/quickstart.md")))
                .results()
                .forEach(row -> documented.add(
                        row.group(1).strip().toLowerCase(Locale.ROOT).replace(' ', '_')
                                + (row.group(2).contains("write") ? " write" : " read")));
        assertThat(asked).containsExactlyInAnyOrderElementsOf(documented);
        assertThat(manifest.get("hook_attributes").get("active").booleanValue()).isFalse();
        assertThat(manifest.get("public").booleanValue()).isFalse();
        assertThat(manifest.get("default_events")).isEmpty();
        assertThat(scene.run("app-manifest", "--workflows").out()).contains("\"workflows\" : \"write\"");
        assertThat(scene.run("app-manifest", "--name", "x".repeat(35)).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aUserRegistersTheAppInABrowserAndOnlyTheyCanReadItsKey() throws Exception {
        Running init = init();
        URI page = init.page();
        String form = get(page, page.getPath());
        String action = found("<form method=\"post\" action=\"([^\"]+)\"", form);
        String state = found("\\?state=([^\"]+)$", action);
        JsonNode manifest = new JsonMapper().readTree(found("name=\"manifest\" value=\"([^\"]+)\"", form));
        assertThat(action).startsWith(scene.forge.webUrl() + "settings/apps/new?state=");
        assertThat(form)
                .contains("form-action " + "http://127.0.0.1:"
                        + scene.forge.webUrl().getPort());

        String code = scene.forge.registerApp("alice", manifest.toString());
        URI back = URI.create(manifest.get("redirect_url").stringValue());
        assertThat(get(back, back.getPath() + "?code=" + code + "&state=" + state))
                .startsWith("HTTP/1.1 200")
                .contains("Go back to the terminal");

        assertThat(init.exitCode().get()).as(init.said()).isEqualTo(ExitCode.OK);
        Path key = scene.folder.resolve("codex-runner-app.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(key).content().startsWith("-----BEGIN");
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        assertThat(config.github().app().privateKeyFile()).isEqualTo(key);
        assertThat(init.said())
                .contains("id " + config.github().app().id(), "/installations/new", "codex-runner init --labels")
                .doesNotContain("PRIVATE KEY", code);
        assertThat(scene.configuration).content().doesNotContain("secret:", "PRIVATE KEY");
    }

    @Test
    void onlyTheFirstAnswerWithItsOwnStateCounts() throws Exception {
        AppManifest manifest = new AppManifest("x", AppManifest.HOMEPAGE, false, null);
        try (AppRegistration registration =
                AppRegistration.start(0, URI.create("https://github.com/settings/apps/new"), manifest)) {
            URI page = registration.address();
            String state = found("\\?state=([^\"]+)\"", get(page, page.getPath()));
            String own = "/callback?code=mine&state=" + state;

            for (String denied : List.of(
                    get(page, "/callback"),
                    get(page, "/callback?code=evil"),
                    get(page, "/callback?code=evil&state="),
                    get(page, "/callback?code=evil&state=" + state.substring(1)),
                    get(page, "/callback?code=../evil&state=" + state),
                    get(page, own, "Host: evil.example"),
                    get(page, page.getPath(), "Host: evil.example:" + page.getPort()))) {
                assertThat(denied).startsWith("HTTP/1.1 403").doesNotContain(state);
            }
            assertThat(get(page, "/")).startsWith("HTTP/1.1 404").doesNotContain(state);
            assertThat(RawHttp.ask(page, "POST", own, "")).startsWith("HTTP/1.1 405");
            assertThat(get(page, own)).startsWith("HTTP/1.1 200");
            assertThat(get(page, own.replace("mine", "other"))).as("used twice").startsWith("HTTP/1.1 403");
            assertThat(registration.await(Duration.ofSeconds(5))).isEqualTo("mine");
            assertThat(page.getHost()).isEqualTo("127.0.0.1");
            assertThat(URLDecoder.decode(state, StandardCharsets.UTF_8)).hasSize(32);
        }
    }

    @Test
    void whoeverIsNotConfirmedInTimeIsNotWaitedForAnyLonger() throws Exception {
        AppManifest manifest = new AppManifest("x", AppManifest.HOMEPAGE, false, null);
        try (AppRegistration registration =
                AppRegistration.start(0, URI.create("https://github.com/settings/apps/new"), manifest)) {
            assertThatExceptionOfType(RunnerException.class)
                    .isThrownBy(() -> registration.await(Duration.ofMillis(1)))
                    .withMessageContaining("run `codex-runner init --app` again");
        }
    }

    @Test
    void aCodeThatTheForgeRefusesLeavesNothingBehind() throws Exception {
        Running init = init();
        URI page = init.page();
        String state = found("\\?state=([^\"]+)\"", get(page, page.getPath()));
        get(page, "/callback?code=nosuch&state=" + state);

        assertThat(init.exitCode().get()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(init.said()).contains("does not accept the code of the registration (status 404)", "again");
        assertThat(scene.configuration).doesNotExist();
        assertThat(scene.folder.resolve("codex-runner-app.pem")).doesNotExist();
    }

    @Test
    void whatIsThereAlreadyStopsItBeforeAnythingIsRegistered() throws Exception {
        Files.writeString(scene.folder.resolve("codex-runner-app.pem"), "mine\n");
        Scene.Ran key = scene.run("init", "--app", "--repo", Scene.REPOSITORY);
        assertThat(key.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(key.err()).contains("codex-runner-app.pem exists already");
        Files.delete(scene.folder.resolve("codex-runner-app.pem"));

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Scene.Ran port = scene.run(
                    "init", "--app", "--repo", Scene.REPOSITORY, "--app-port", Integer.toString(taken.getLocalPort()));
            assertThat(port.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(port.err()).contains("cannot listen on port " + taken.getLocalPort(), "--app-port");
        }
        assertThat(scene.run("init", "--app", "--labels").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scene.run("init", "--app", "--repo", Scene.REPOSITORY, "--org", "a/b")
                        .err())
                .contains("invalid --org 'a/b'");
    }
}
