package io.github.hirakuarai.codexrunner.forge;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What the forge answers.
 *
 * @param status of HTTP; 0 stands for a connection that was cut before the forge did anything
 * @param headers by name in lower case
 * @param body what it carries
 */
record Answer(int status, Map<String, String> headers, Body body) {

    /** Nothing at all, not even a status line. */
    static final Answer NONE = new Answer(0, Map.of(), Body.EMPTY);

    static Answer json(int status, JsonNode body) {
        return of(status, "application/json; charset=utf-8", new Body(Json.bytes(body)));
    }

    static Answer ok(JsonNode body) {
        return json(200, body);
    }

    static Answer created(JsonNode body) {
        return json(201, body);
    }

    static Answer noContent() {
        return new Answer(204, Map.of(), Body.EMPTY);
    }

    static Answer refusal(ApiException refusal) {
        return json(refusal.status(), refusal.body()).with(refusal.headers());
    }

    static Answer html(int status, String page) {
        return of(status, "text/html; charset=utf-8", Body.of(page));
    }

    static Answer of(int status, String contentType, Body body) {
        return new Answer(status, Map.of("content-type", contentType), body);
    }

    Answer with(String header, String value) {
        return with(Map.of(header, value));
    }

    Answer with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        more.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return new Answer(status, all, body);
    }
}
