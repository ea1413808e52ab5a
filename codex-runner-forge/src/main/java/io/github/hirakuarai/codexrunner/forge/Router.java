package io.github.hirakuarai.codexrunner.forge;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a path names.
 *
 * <p>A template's segments are words, {@code {variable}}, {@code {#variable}} for a number, or at the end {@code
 * {*variable}} for whatever is left, slashes and all. The first template that fits is taken.
 */
final class Router {

    private final List<Route> routes = new ArrayList<>();

    /** What an operation does. */
    @FunctionalInterface
    interface Operation {
        Answer answer(Call call);
    }

    /**
     * An operation that was found.
     *
     * @param name its method and template
     * @param operation what to do
     * @param parameters what stood in the template's variables, decoded
     */
    record Found(String name, Operation operation, Map<String, String> parameters) {}

    /** The names of all operations. */
    Set<String> names() {
        return routes.stream().map(Route::name).collect(Collectors.toCollection(TreeSet::new));
    }

    void on(String method, String template, Operation operation) {
        routes.add(new Route(method, List.of(template.substring(1).split("/")), operation));
    }

    /** The operation for a method and an encoded path that begins with a slash. */
    Optional<Found> find(String method, String path) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        for (Route route : routes) {
            Map<String, String> parameters = route.method.equals(method) ? match(route.template, segments) : null;
            if (parameters != null) {
                return Optional.of(new Found(route.name(), route.operation, parameters));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Map<String, String> match(List<String> template, List<String> segments) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String wanted = template.get(i);
            if (wanted.startsWith("{*")) {
                if (i >= segments.size()) {
                    return null;
                }
                String rest = String.join("/", segments.subList(i, segments.size()));
                parameters.put(wanted.substring(2, wanted.length() - 1), decode(rest));
                return parameters;
            }
            if (i >= segments.size()) {
                return null;
            }
            String segment = decode(segments.get(i));
            if (wanted.startsWith("{#")) {
                if (segment.isEmpty() || !segment.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return null;
                }
                parameters.put(wanted.substring(2, wanted.length() - 1), segment);
            } else if (wanted.startsWith("{")) {
                if (segment.isEmpty()) {
                    return null;
                }
                parameters.put(wanted.substring(1, wanted.length() - 1), segment);
            } else if (!wanted.equals(segment)) {
                return null;
            }
        }
        return template.size() == segments.size() ? parameters : null;
    }

    /** In a path a plus sign means itself. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("Problems parsing the path");
        }
    }

    private record Route(String method, List<String> template, Operation operation) {
        String name() {
            return method + " /" + String.join("/", template);
        }
    }
}
