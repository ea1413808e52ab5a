package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of other plugins to the API. */
final class GitHubForge implements ForgeClient {

    private static final Set<String> METHODS = Set.of("POST", "PATCH", "PUT", "DELETE");

    /** What a brief's text may have added to a path must not lead elsewhere in the API. */
    private static final Pattern PATH =
            Pattern.compile("(/(?!\\.{1,2}([/?]|$))[A-Za-z0-9._~%!$&'()*+,;=:@-]+)+(\\?[^\\s#]*)?");

    private static final Pattern ENCODED_DOTS = Pattern.compile("(?i)/(\\.|%2e){1,2}([/?]|$)|%2f|%5c");

    private final GitHubHttp http;
    private final JsonMapper json = new JsonMapper();

    GitHubForge(GitHubHttp http) {
        this.http = http;
    }

    @Override
    public Optional<String> get(String path) {
        return http.find(required(path)).map(JsonNode::toString);
    }

    @Override
    public List<String> list(String path) {
        return http.list(required(path)).stream().map(JsonNode::toString).toList();
    }

    @Override
    public String write(String method, String path, String text, Fence fence) {
        if (!METHODS.contains(method)) {
            throw new RunnerException(
                    ErrorCode.INTERNAL, "a plugin writes to the forge with " + method + "; report it to its author");
        }
        JsonNode answer = http.writeOnce(
                method, required(path), text.isEmpty() ? null : parsed(text), method.equals("POST"), fence);
        return answer.isMissingNode() || answer.isNull() ? "" : answer.toString();
    }

    private JsonNode parsed(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            throw new RunnerException(
                    ErrorCode.INTERNAL, "a plugin sends the forge a text that is not JSON; report it to its author", e);
        }
    }

    private static String required(String path) {
        if (!PATH.matcher(path).matches() || ENCODED_DOTS.matcher(path).find()) {
            throw new RunnerException(
                    ErrorCode.INTERNAL,
                    "a plugin asks the forge for a path that is not encoded, or has no slash at its beginning; report it"
                            + " to its author");
        }
        return path;
    }
}
