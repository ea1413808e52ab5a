package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries over HTTP. The payloads are GitHub's own (deliveries/LICENSE.md). */
@Timeout(60)
class WebhookServerTest {

    private static final String SECRET = "It's a Secret to Everybody";
    private static final long CODERTOCAT = 21_031_067;

    @TempDir
    private Path folder;

    private final List<Long> senders = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private WebhookServer server;

    @BeforeEach
    void setUp() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        server = WebhookServer.start(new RunnerConfig.Webhook(0, secret), senders::add);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issues.opened",
                "issues.edited",
                "issues.labeled",
                "issues.deleted",
                "issue_comment.created",
                "issue_comment.edited",
                "issue_comment.deleted",
                "pull_request.opened",
                "pull_request.synchronize",
                "pull_request_review_comment.created",
                "pull_request_review_comment.edited"
            })
    void aDeliveryThatMayConcernABriefIsTaken(String delivery) throws Exception {
        byte[] body = payload(delivery);

        assertThat(post(event(delivery), body, signature(SECRET, body))).isEqualTo(202);
        Until.holds(() -> senders.equals(List.of(CODERTOCAT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "push", "check_run.created"})
    void anotherEventIsNot(String delivery) throws Exception {
        byte[] body = payload(delivery);

        assertThat(post(event(delivery), body, signature(SECRET, body))).isEqualTo(404);
        assertThat(senders).isEmpty();
    }

    @Test
    void theSignatureIsTheOneOfGitHubsDocumentation() throws Exception {
        assertThat(signature(SECRET, "Hello, World!".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void whatIsNotSignedByTheSecretIsNotTaken() throws Exception {
        byte[] body = payload("issues.opened");
        String right = signature(SECRET, body);
        byte[] changed = new String(body, StandardCharsets.UTF_8)
                .replace("Codertocat", "Codertocar")
                .getBytes(StandardCharsets.UTF_8);

        for (String forged : List.of(
                signature("another secret", body),
                signature(SECRET, changed),
                right.replace("sha256=", "sha1="),
                right.replace("sha256=", ""),
                right.substring(0, 20),
                right + "0",
                "sha256=",
                "none")) {
            assertThat(post("issues", body, forged)).as(forged).isEqualTo(404);
        }
        assertThat(post("issues", changed, right)).isEqualTo(404);
        assertThat(post("issues", body)).isEqualTo(404);
        assertThat(post("issues", body, right, right)).isEqualTo(404);
        assertThat(senders).isEmpty();
    }

    @Test
    void anotherMethodPathOrShapeIsNotFound() throws Exception {
        byte[] body = payload("issues.opened");
        String signature = signature(SECRET, body);

        for (String path :
                List.of("/", "/webhook/", "/webhook?x=1", "/WEBHOOK", "/metrics", "//webhook", "/%77ebhook")) {
            assertThat(send(request(path, "issues", signature).POST(HttpRequest.BodyPublishers.ofByteArray(body))))
                    .as(path)
                    .isEqualTo(404);
        }
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            assertThat(send(request("/webhook", "issues", signature)
                            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))))
                    .as(method)
                    .isEqualTo(404);
        }
        for (String text : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"sender\":{\"id\":\"1\"}}",
                "{\"sender\":{\"id\":1.5}}",
                "{",
                "payload=%7B%7D")) {
            byte[] odd = text.getBytes(StandardCharsets.UTF_8);
            assertThat(post("issues", odd, signature(SECRET, odd))).as(text).isEqualTo(404);
        }
        assertThat(senders).isEmpty();
    }

    @Test
    void theLargestBodyIsTakenAndALargerOneIsNotReadToItsEnd() throws Exception {
        byte[] largest = "{\"sender\":{\"id\":7},\"text\":\"%s\"}"
                .formatted("x".repeat(WebhookServer.LARGEST - 32))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(largest).hasSizeLessThanOrEqualTo(WebhookServer.LARGEST);
        assertThat(post("issues", largest, signature(SECRET, largest))).isEqualTo(202);
        Until.holds(() -> senders.equals(List.of(7L)));

        byte[] larger = "{\"sender\":{\"id\":7},\"text\":\"%s\"}"
                .formatted("x".repeat(WebhookServer.LARGEST))
                .getBytes(StandardCharsets.UTF_8);
        try {
            assertThat(post("issues", larger, signature(SECRET, larger))).isEqualTo(404);
        } catch (IOException e) {
            // The server has answered and closed the connection while the rest was still being sent.
            assertThat(e).hasMessageMatching("(?s).*(closed|reset|pipe|EOF).*");
        }
        assertThat(senders).hasSize(1);
    }

    @Test
    void itListensOnTheLoopbackInterfaceAlone() {
        assertThat(server.address()).hasHost("127.0.0.1");
    }

    @Test
    void withoutASecretItDoesNotStart() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> WebhookServer.start(new RunnerConfig.Webhook(0, missing), senders::add))
                .isInstanceOf(RunnerException.class)
                .hasMessageContainingAll("watch.webhook.secretFile", missing.toString());
        Path blank = Files.writeString(folder.resolve("blank"), " \n\n");
        assertThatThrownBy(() -> WebhookServer.start(new RunnerConfig.Webhook(0, blank), senders::add))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("is empty: " + blank);
        assertThatThrownBy(() -> WebhookServer.start(new RunnerConfig.Webhook(0, folder), senders::add))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("is not a file: " + folder);
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> WebhookServer.start(new RunnerConfig.Webhook(0, pipe), senders::add))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("is not a file: " + pipe);
        Path guessable = Files.writeString(folder.resolve("short"), "123456789012345\n");
        assertThatThrownBy(() -> WebhookServer.start(new RunnerConfig.Webhook(0, guessable), senders::add))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("fewer than 16 characters")
                .hasMessageNotContaining("123456789012345");
    }

    static String signature(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    static byte[] payload(String delivery) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                WebhookServerTest.class.getResourceAsStream("deliveries/" + delivery + ".json"), delivery)) {
            return file.readAllBytes();
        }
    }

    private static String event(String delivery) {
        return delivery.split("\\.", 2)[0];
    }

    private int post(String event, byte[] body, String... signatures) throws Exception {
        return send(request("/webhook", event, signatures).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String path, String event, String... signatures) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", event);
        for (String signature : signatures) {
            request.header("X-Hub-Signature-256", signature);
        }
        return request;
    }

    private int send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
