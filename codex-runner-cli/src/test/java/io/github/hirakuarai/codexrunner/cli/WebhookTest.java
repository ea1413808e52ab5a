package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} with a webhook, as a process of its own. */
@Timeout(120)
class WebhookTest {

    private static final String SECRET = "a secret of this test's own";

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Scene scene;
    private int port;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(scene.folder.resolve("secret"), SECRET);
        scene.configure(
                "watch: {interval: 1h, since: 2020-01-01T00:00:00Z, healthFile: health.json, webhook: {listen: \"127.0.0.1:"
                        + port + "\", secretFile: secret}}\n");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aCommentRunsWithinThreeSecondsOfItsDelivery() throws Exception {
        int tries = 3;
        List<Duration> waits = new ArrayList<>();
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> watch.output().contains("/webhook"));
            for (int n = 0; n < tries; n++) {
                Path begun = scene.folder.resolve("begun" + n);
                int issue = scene.forge.createIssue(
                        Scene.REPOSITORY, "alice", "work", "see below", List.of(Scene.ENABLED, "codex:auto"));
                Instant written = Instant.now();
                scene.forge
                        .as("alice")
                        .comment(Scene.REPOSITORY, issue, scene.brief("touch " + begun + "; echo hello > out.txt"));
                assertThat(deliver("alice")).isEqualTo(202);
                Until.holds(watch, () -> Files.exists(begun));
                if (n > 0) {
                    // The first one waits for classes to be loaded too.
                    waits.add(Duration.between(written, Instant.now()));
                }
                Until.holds(watch, () -> isDone(issue));
                // As after any quiet time: one wake in five seconds is the most.
                boolean last = n == tries - 1;
                Until.holds(
                        watch,
                        () -> last || Duration.between(written, Instant.now()).toMillis() > 5_200);
            }
            watch.signal("TERM");
            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
        }
        // A busy machine may be late once.
        assertThat(waits).anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(3)));
    }

    @Test
    void whatTheRunnersOwnAccountCausedWakesNothing() throws Exception {
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> watch.output().contains("/webhook"));
            // Written when the first poll is over.
            Until.holds(watch, () -> Files.exists(scene.folder.resolve("health.json")));
            long before = polls();

            assertThat(deliver("runner")).isEqualTo(202);
            Instant delivered = Instant.now();
            Until.holds(watch, () -> Duration.between(delivered, Instant.now()).toMillis() > 3_000);
            assertThat(polls()).isEqualTo(before);

            assertThat(deliver("mallory")).isEqualTo(202);
            Until.holds(watch, () -> polls() > before);
        }
    }

    @Test
    void requestsThatDoNotEndHoldNobodyUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch")) {
            Until.holds(watch, () -> watch.output().contains("/webhook"));
            for (String begun : List.of(
                    "POST /webhook HTTP/1.1\r\nHost: a\r\n",
                    "POST /webhook HTTP/1.1\r\nHost: a\r\nX-GitHub-Event: issues\r\nX-Hub-Signature-256: x\r\n"
                            + "Content-Length: 1000\r\n\r\n{")) {
                for (int n = 0; n < 30; n++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.UTF_8));
                    slow.add(socket);
                }
            }

            assertThat(deliver("alice")).isEqualTo(202);
            for (Socket socket : slow) {
                // The server has ended each by itself.
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void withoutItsSecretTheServiceDoesNotStart() throws Exception {
        Files.delete(scene.folder.resolve("secret"));

        Scene.Ran ran = scene.run("watch");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("cannot read watch.webhook.secretFile");
    }

    private int deliver(String login) throws Exception {
        byte[] body = new String(WebhookServerTest.payload("issue_comment.created"), StandardCharsets.UTF_8)
                .replaceAll(
                        "(\"sender\":\\{[^}]*\"id\":)\\d+",
                        "$1" + scene.forge.user(login).id())
                .getBytes(StandardCharsets.UTF_8);
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook"))
                                .header("X-GitHub-Event", "issue_comment")
                                .header("X-Hub-Signature-256", WebhookServerTest.signature(SECRET, body))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** How often the issues were asked for. */
    private long polls() {
        return scene.forge.requests().stream()
                .filter(request ->
                        request.method().equals("GET") && request.path().endsWith("/issues"))
                .count();
    }

    private boolean isDone(int issue) {
        return scene.look().comments(issue).stream()
                .anyMatch(comment -> comment.body().contains("state=DONE"));
    }
}
