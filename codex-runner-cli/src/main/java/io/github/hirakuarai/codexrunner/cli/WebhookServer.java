package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the deliveries of GitHub's webhooks at {@code http://127.0.0.1:PORT/webhook}, as a reverse proxy passes them on. A
 * delivery only says that something has happened, and who caused it: the poll that it wakes asks GitHub itself. Everything but a
 * signed delivery of an event that may concern a brief is answered with 404.
 */
final class WebhookServer implements AutoCloseable {

    static final String PATH = "/webhook";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<String> EVENTS =
            Set.of("issues", "issue_comment", "pull_request", "pull_request_review_comment");
    /** An edit holds three texts of 65,536 characters, and a character is up to six bytes of JSON. */
    static final int LARGEST = 2 << 20;

    /** Of a secret, in characters: whoever has seen one delivery can try words at any speed. */
    private static final int SHORTEST = 16;

    private static final JsonMapper JSON = new JsonMapper();

    private final LoopbackServer server;
    private final SecretKeySpec secret;
    private final LongConsumer delivered;

    private WebhookServer(LoopbackServer server, SecretKeySpec secret, LongConsumer delivered) {
        this.server = server;
        this.secret = secret;
        this.delivered = delivered;
    }

    /**
     * Starts it.
     *
     * @param delivered told of the account that caused each delivery, on the server's threads, after the answer
     * @throws RunnerException with {@code CONFIGURATION} when there is no secret
     */
    static WebhookServer start(RunnerConfig.Webhook webhook, LongConsumer delivered) {
        SecretKeySpec secret = secret(webhook.secretFile());
        LoopbackServer server = LoopbackServer.bind(webhook.port(), "watch.webhook.listen");
        WebhookServer hook = new WebhookServer(server, secret, delivered);
        server.start(hook::answer);
        return hook;
    }

    private static SecretKeySpec secret(Path file) {
        String text;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // To read a pipe would wait for somebody who writes.
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "watch.webhook.secretFile is not a file: " + file + "; name the file with the webhook's secret");
        }
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "cannot read watch.webhook.secretFile: " + file
                            + "; write the secret of the webhook on GitHub into it",
                    e);
        }
        if (text.isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "watch.webhook.secretFile is empty: " + file
                            + "; write the secret of the webhook on GitHub into it");
        }
        if (text.length() < SHORTEST) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "watch.webhook.secretFile holds fewer than " + SHORTEST + " characters, which can be guessed: "
                            + file
                            + "; generate one with `openssl rand -hex 32`, write it there, and set it for the webhook on GitHub");
        }
        return new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    private void answer(HttpExchange exchange) throws IOException {
        OptionalLong sender;
        try (exchange) {
            sender = sender(exchange);
            exchange.sendResponseHeaders(sender.isPresent() ? 202 : 404, -1);
        }
        sender.ifPresent(delivered);
    }

    /** The numeric id of the account that caused a delivery; empty when it is none that counts. */
    private OptionalLong sender(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        List<String> signature = headers.getOrDefault("X-Hub-Signature-256", List.of());
        if (!exchange.getRequestMethod().equals("POST")
                || !exchange.getRequestURI().toString().equals(PATH)
                || !EVENTS.contains(String.join(",", headers.getOrDefault("X-GitHub-Event", List.of())))
                || signature.size() != 1) {
            return OptionalLong.empty();
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        return body.length <= LARGEST && isSigned(body, signature.get(0)) ? sender(body) : OptionalLong.empty();
    }

    private boolean isSigned(byte[] body, String signature) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            String expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
            // In constant time: how long it takes tells nothing of the right one.
            return MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static OptionalLong sender(byte[] body) {
        try {
            JsonNode id = JSON.readTree(body).path("sender").path("id");
            return id.isIntegralNumber() && id.canConvertToLong()
                    ? OptionalLong.of(id.longValue())
                    : OptionalLong.empty();
        } catch (JacksonException e) {
            return OptionalLong.empty();
        }
    }

    /** Where deliveries arrive. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.port() + PATH);
    }

    @Override
    public void close() {
        server.close();
    }
}
