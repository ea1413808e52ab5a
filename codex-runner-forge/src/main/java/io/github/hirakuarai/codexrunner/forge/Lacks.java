package io.github.hirakuarai.codexrunner.forge;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the forge one that lacks abilities: requests are refused, or answered with less. Safe for many threads. */
final class Lacks {

    private static final int SMALL_PAGE = 25;
    private static final Pattern EVENTS = Pattern.compile(".*/issues/([0-9]+/)?events");
    private static final Pattern REACTIONS = Pattern.compile(".*/reactions");
    private static final Pattern COMMENTS = Pattern.compile(".*/repos/[^/]+/[^/]+/(issues|pulls)/comments(/[0-9]+)?");
    private static final Pattern ASSIGNMENTS = Pattern.compile(".*/(assignees|requested_reviewers)");

    private final Set<Ability> lacking = EnumSet.noneOf(Ability.class);

    synchronized void add(Ability ability) {
        lacking.add(ability);
    }

    private synchronized boolean lacks(Ability ability) {
        return lacking.contains(ability);
    }

    /** What the forge answers in place of its full self. */
    Answer answer(Incoming incoming, Forge forge) {
        @Nullable Pattern missing = missing(incoming);
        if (missing != null || (lacks(Ability.GRAPHQL) && incoming.isGraphQl())) {
            return Answer.html(404, "<h1>404 Not Found</h1>");
        }
        Answer answer = forge.answer(incoming.isApi() && lacks(Ability.PAGE_SIZE) ? smallPage(incoming) : incoming);
        return incoming.isApi() ? less(answer) : answer;
    }

    private @Nullable Pattern missing(Incoming incoming) {
        Map<Ability, Pattern> paths = Map.of(
                Ability.EVENTS, EVENTS,
                Ability.REACTIONS, REACTIONS,
                Ability.ASSIGNMENTS, ASSIGNMENTS);
        for (Map.Entry<Ability, Pattern> path : paths.entrySet()) {
            if (lacks(path.getKey()) && path.getValue().matcher(incoming.path()).matches()) {
                return path.getValue();
            }
        }
        boolean reads = incoming.method().equals("GET");
        return reads
                        && lacks(Ability.REPOSITORY_COMMENTS)
                        && COMMENTS.matcher(incoming.path()).matches()
                ? COMMENTS
                : null;
    }

    private static Incoming smallPage(Incoming incoming) {
        String query = incoming.query().replaceAll("(^|&)per_page=[0-9]*", "");
        String sized = query + (query.isEmpty() ? "" : "&") + "per_page=" + SMALL_PAGE;
        return new Incoming(incoming.method(), incoming.path(), sized, incoming.headers(), incoming.body());
    }

    private Answer less(Answer answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        if (lacks(Ability.LINKS)) {
            headers.remove("link");
        }
        if (lacks(Ability.LINKS) || lacks(Ability.PAGE_SIZE)) {
            // GitHub, which names itself by it, has both.
            headers.remove("x-github-media-type");
        }
        Consumer<ObjectNode> change = this::strip;
        boolean json = headers.getOrDefault("content-type", "").startsWith("application/json");
        if (!json || answer.body().isEmpty()) {
            return new Answer(answer.status(), headers, answer.body());
        }
        JsonNode tree = Json.parse(answer.body().bytes());
        each(tree, change);
        return new Answer(answer.status(), headers, new Body(Json.bytes(tree)));
    }

    private static void each(JsonNode node, Consumer<ObjectNode> change) {
        node.values().forEach(child -> each(child, change));
        if (node instanceof ObjectNode object) {
            change.accept(object);
        }
    }

    private void strip(ObjectNode object) {
        boolean issue = object.has("number") && object.has("comments_url");
        if (lacks(Ability.ISSUE_IDS) && issue) {
            object.put("id", 0);
        }
        if (lacks(Ability.COMMENT_REFERENCES)) {
            if (issue) {
                object.remove("comments");
            } else {
                object.remove("issue_url");
            }
        }
        if (lacks(Ability.REACTIONS)) {
            object.remove("reactions");
        }
        if (lacks(Ability.PERMISSIONS)) {
            object.remove("permissions");
        }
        if (lacks(Ability.ROLES) && object.has("role_name") && object.has("permission")) {
            object.put("role_name", "DEVELOPER").put("permission", "DEVELOPER");
        }
    }

    /** The forge with all its abilities. */
    @FunctionalInterface
    interface Forge {
        Answer answer(Incoming incoming);
    }
}
