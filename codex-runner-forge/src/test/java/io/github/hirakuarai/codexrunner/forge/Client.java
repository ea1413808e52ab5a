package io.github.hirakuarai.codexrunner.forge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Talks to a forge over HTTP, as a user or as a stranger. */
record Client(LoopbackForge forge, @Nullable String token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An answer; its body is JSON, or an empty object when there was none. */
    record Reply(int status, HttpResponse<String> raw, JsonNode json) {

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** The address of a page that a {@code Link} names. */
        Optional<String> link(String relation) {
            for (String link : header("link").split(", ", -1)) {
                if (link.endsWith("; rel=\"" + relation + "\"")) {
                    return Optional.of(link.substring(1, link.indexOf('>')));
                }
            }
            return Optional.empty();
        }
    }

    static Client of(LoopbackForge forge, String login) {
        return new Client(forge, forge.user(login).token());
    }

    static Client stranger(LoopbackForge forge) {
        return new Client(forge, null);
    }

    Reply get(String path, String... headers) throws IOException {
        return send("GET", path, null, headers);
    }

    Reply post(String path, JsonNode body) throws IOException {
        return send("POST", path, body);
    }

    Reply patch(String path, JsonNode body) throws IOException {
        return send("PATCH", path, body);
    }

    Reply put(String path, JsonNode body) throws IOException {
        return send("PUT", path, body);
    }

    Reply delete(String path) throws IOException {
        return send("DELETE", path, null);
    }

    Reply graphQl(String query, JsonNode variables) throws IOException {
        String address = forge.webUrl().resolve("/api/graphql").toString();
        return send("POST", address, Json.object("query", query, "variables", variables));
    }

    /** The path stands under {@code /api/v3}, unless it is a whole address. */
    Reply send(String method, String path, @Nullable JsonNode body, String... headers) throws IOException {
        String address = path.startsWith("http") ? path : forge.apiUrl() + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "application/vnd.github+json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("content-type").orElse("");
            JsonNode json = type.startsWith("application/json")
                    ? Json.parse(response.body().getBytes(StandardCharsets.UTF_8))
                    : Json.object();
            return new Reply(response.statusCode(), response, json);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
