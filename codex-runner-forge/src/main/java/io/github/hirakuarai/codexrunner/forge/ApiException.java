package io.github.hirakuarai.codexrunner.forge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request that is refused, with the status and the body that GitHub would give. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final String DOCUMENTATION = "https://docs.github.com/rest";

    private final int status;
    private final transient Map<String, String> headers;
    private final transient ObjectNode body;

    private ApiException(int status, String message, Map<String, String> headers, ObjectNode body) {
        super(status + " " + message);
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode body() {
        return body;
    }

    static ApiException badRequest(String message) {
        return plain(400, message);
    }

    static ApiException badCredentials() {
        return plain(401, "Bad credentials");
    }

    static ApiException unauthenticated() {
        return plain(401, "Requires authentication");
    }

    static ApiException forbidden(String message) {
        return plain(403, message);
    }

    static ApiException notFound() {
        return plain(404, "Not Found");
    }

    /** The object stands at another address now. */
    static ApiException moved(String address) {
        ObjectNode body =
                Json.object("message", "Moved Permanently", "url", address, "documentation_url", DOCUMENTATION);
        return new ApiException(301, address, Map.of("location", address), body);
    }

    static ApiException gone(String message) {
        return plain(410, message);
    }

    /** 422 with one error that names a field: {@code missing_field}, {@code invalid}, {@code already_exists}. */
    static ApiException invalid(String resource, String field, String code) {
        return validation(Json.object("resource", resource, "field", field, "code", code));
    }

    /** 422 with one error in words. */
    static ApiException custom(String resource, String message) {
        return validation(Json.object("resource", resource, "code", "custom", "message", message));
    }

    /** 422 with one error in words that names a field. */
    static ApiException custom(String resource, String field, String message) {
        return validation(Json.object("resource", resource, "field", field, "code", "custom", "message", message));
    }

    /** 422 in the other shape, the one that comments get: its code is {@code unprocessable}, its field {@code data}. */
    static ApiException unprocessable(String resource, String message) {
        return validation(
                Json.object("resource", resource, "code", "unprocessable", "field", "data", "message", message));
    }

    static ApiException of(int status, String message) {
        return plain(status, message);
    }

    /** The body of a refusal, as far as all of GitHub's refusals agree. */
    static ObjectNode body(int status, String message, @Nullable List<ObjectNode> errors) {
        ObjectNode body = Json.object("message", message);
        if (errors != null) {
            body.set("errors", Json.array(errors));
        }
        return Json.merge(body, Json.object("documentation_url", DOCUMENTATION, "status", Integer.toString(status)));
    }

    private static ApiException validation(ObjectNode error) {
        return new ApiException(422, error.toString(), Map.of(), body(422, "Validation Failed", List.of(error)));
    }

    private static ApiException plain(int status, String message) {
        return new ApiException(status, message, Map.of(), body(status, message, null));
    }
}
