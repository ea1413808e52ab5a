package io.github.hirakuarai.codexrunner.forge;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request for one operation of the REST interface.
 *
 * @param path from {@code /api/v3} on, still encoded
 * @param parameters what stood in the path's variables, decoded
 * @param query what stood behind the question mark, decoded
 * @param actor who asks; null for a stranger
 * @param body an empty object when there was none
 */
record Call(
        String path,
        Map<String, String> parameters,
        Map<String, String> query,
        @Nullable ForgeUser actor,
        JsonNode body) {

    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the operation has no parameter " + name);
        }
        return value;
    }

    /** A number in the path; what is too large for one is not there. */
    long number(String name) {
        try {
            return Long.parseLong(parameter(name));
        } catch (NumberFormatException e) {
            throw ApiException.notFound();
        }
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /** Who asks, when only somebody may. */
    ForgeUser somebody() {
        if (actor == null) {
            throw ApiException.unauthenticated();
        }
        return actor;
    }

    /** A member of the body as text; null when it is not there. */
    @Nullable
    String text(String name) {
        return Json.text(body, name);
    }

    static Map<String, String> parseQuery(String query) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("Problems parsing the query");
        }
    }
}
