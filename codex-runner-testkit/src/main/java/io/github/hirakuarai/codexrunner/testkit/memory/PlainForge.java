package io.github.hirakuarai.codexrunner.testkit.memory;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The requests of a test's plugin to the forge at {@code github.apiUrl}: without repetition, pace and limits. */
record PlainForge(PluginContext context) implements ForgeClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 100;

    @Override
    public Optional<String> get(String path) {
        HttpResponse<String> answer = send("GET", path, "");
        return answer.statusCode() == 404 || answer.statusCode() == 410
                ? Optional.empty()
                : Optional.of(successful(answer));
    }

    @Override
    public List<String> list(String path) {
        List<String> elements = new ArrayList<>();
        for (int page = 1; ; page++) {
            String query = (path.contains("?") ? "&" : "?") + "per_page=" + PAGE + "&page=" + page;
            int before = elements.size();
            JSON.readTree(successful(send("GET", path + query, "")))
                    .forEach(element -> elements.add(element.toString()));
            if (elements.size() - before < PAGE) {
                return elements;
            }
        }
    }

    @Override
    public String write(String method, String path, String json, Fence fence) {
        fence.check();
        return successful(send(method, path, json));
    }

    private HttpResponse<String> send(String method, String path, String json) {
        String api = context.settings()
                .text("github.apiUrl")
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.CONFIGURATION, "the test's settings have no github.apiUrl: start a LoopbackForge"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Accept", "application/vnd.github+json");
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        context.tokens().token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            return context.http().send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.UNREACHABLE, "the forge gave no answer at " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(ErrorCode.UNREACHABLE, "interrupted while it waited for the forge", e);
        }
    }

    private static String successful(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new RunnerException(
                    answer.statusCode() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.REFUSED,
                    "the forge answered " + answer.statusCode() + " at "
                            + answer.uri().getPath());
        }
        return answer.body();
    }
}
