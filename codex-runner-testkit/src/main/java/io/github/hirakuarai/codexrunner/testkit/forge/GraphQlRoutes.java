package io.github.hirakuarai.codexrunner.testkit.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.testkit.forge.GraphQlQuery.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The few GraphQL queries that REST has no answer to; the package's description lists types and fields. */
final class GraphQlRoutes {

    private static final Set<String> OF_COMMENT =
            Set.of("id", "body", "author", "editor", "createdAt", "lastEditedAt", "updatedAt");
    private static final Set<String> OF_MINIMIZABLE = Set.of("isMinimized", "minimizedReason");
    private static final Set<String> OF_ISSUE =
            union(OF_COMMENT, Set.of("databaseId", "url", "number", "title", "state", "locked"));
    private static final Set<String> OF_ACCOUNT = Set.of("login", "url", "id", "databaseId");

    /** Which fields a selection may name, by the type that it stands on. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Node", Set.of("id"),
            "Comment", OF_COMMENT,
            "Minimizable", OF_MINIMIZABLE,
            "Issue", OF_ISSUE,
            "PullRequest", OF_ISSUE,
            "IssueComment", union(union(OF_COMMENT, OF_MINIMIZABLE), Set.of("databaseId", "url")),
            "PullRequestReviewComment", union(union(OF_COMMENT, OF_MINIMIZABLE), Set.of("databaseId", "url")),
            "Actor", Set.of("login", "url"),
            "User", OF_ACCOUNT,
            "Bot", OF_ACCOUNT);

    private final Services services;

    GraphQlRoutes(Services services) {
        this.services = services;
    }

    /**
     * An object that can be asked for.
     *
     * @param types its own type first, then the interfaces that it has
     * @param fields every field of its own type
     */
    private record Thing(List<String> types, Map<String, @Nullable Object> fields) {}

    Answer answer(Incoming incoming, Optional<ForgeUser> actor) {
        if (actor.isEmpty()) {
            ApiException refusal =
                    incoming.token().isPresent() ? ApiException.badCredentials() : ApiException.unauthenticated();
            return Answer.refusal(refusal);
        }
        JsonNode request = Json.parse(incoming.body().bytes());
        String query = Json.text(request, "query");
        ArrayNode errors = Json.array();
        try {
            ObjectNode data = Json.object();
            synchronized (services.state()) {
                for (Selection selection : GraphQlQuery.parse(query == null ? "" : query, request.path("variables"))) {
                    data.set(selection.alias(), root(selection, actor.get(), errors));
                }
            }
            ObjectNode answer = Json.object("data", data);
            return Answer.ok(errors.isEmpty() ? answer : answer.set("errors", errors));
        } catch (GraphQlQuery.SyntaxException e) {
            errors.add(Json.object("message", e.getMessage()));
            return Answer.ok(Json.object("errors", errors));
        }
    }

    private JsonNode root(Selection selection, ForgeUser actor, ArrayNode errors) {
        return switch (selection.name()) {
            case "viewer" -> select(account(actor, "User"), "User", selection.selections());
            case "node" -> node(argument(selection, "id"), selection, actor, errors);
            case "nodes" -> {
                List<JsonNode> nodes = new ArrayList<>();
                argument(selection, "ids").forEach(id -> nodes.add(node(id, selection, actor, errors)));
                yield Json.array(nodes);
            }
            default -> throw unknownField(selection.name(), "Query");
        };
    }

    private JsonNode node(JsonNode id, Selection selection, ForgeUser actor, ArrayNode errors) {
        Optional<Thing> thing = find(id.asString(""), actor);
        if (thing.isEmpty()) {
            errors.add(Json.object(
                    "type",
                    "NOT_FOUND",
                    "path",
                    Json.array(List.of(Json.node(selection.alias()))),
                    "message",
                    "Could not resolve to a node with the global id of '" + id.asString("") + "'"));
            return Json.node(null);
        }
        return select(thing.get(), "Node", selection.selections());
    }

    private JsonNode select(Thing thing, String type, List<Selection> selections) {
        ObjectNode selected = Json.object();
        for (Selection selection : selections) {
            if (selection.isFragment()) {
                String onType = selection.onType() == null ? type : selection.onType();
                if (!FIELDS.containsKey(onType)) {
                    throw new GraphQlQuery.SyntaxException(
                            "No such type " + onType + ", so it can't be a fragment condition");
                }
                if (thing.types.contains(onType)) {
                    JsonNode inner = select(thing, onType, selection.selections());
                    Json.merge(selected, (ObjectNode) inner);
                }
            } else if (selection.name().equals("__typename")) {
                selected.put(selection.alias(), thing.types.get(0));
            } else if (!FIELDS.getOrDefault(type, Set.of()).contains(selection.name())) {
                throw unknownField(selection.name(), type);
            } else {
                selected.set(selection.alias(), value(thing.fields.get(selection.name()), selection));
            }
        }
        return selected;
    }

    private JsonNode value(@Nullable Object value, Selection selection) {
        boolean wantsMore = !selection.selections().isEmpty();
        if (value instanceof Thing thing) {
            if (!wantsMore) {
                throw new GraphQlQuery.SyntaxException("Field must have selections (field '" + selection.name()
                        + "' returns Actor but has no selections)");
            }
            return select(thing, "Actor", selection.selections());
        }
        return Json.node(value);
    }

    private Optional<Thing> find(String nodeId, ForgeUser actor) {
        OptionalLong id = NodeId.number(nodeId);
        return services.state().repositories().stream()
                .filter(repository -> repository.allows(actor, Permission.READ))
                .flatMap(repository -> repository.issues.values().stream())
                .flatMap(GraphQlRoutes::documents)
                .filter(document -> id.isPresent() && document.id == id.getAsLong())
                .findFirst()
                .map(this::thing)
                .filter(thing -> nodeId.equals(thing.fields.get("id")));
    }

    private static Stream<DocumentEntry> documents(IssueEntry issue) {
        Stream<DocumentEntry> reviews = issue.pull == null
                ? Stream.empty()
                : issue.pull.reviewComments.stream().map(c -> c);
        return Stream.of(Stream.<DocumentEntry>of(issue), issue.comments.stream(), reviews)
                .flatMap(all -> all);
    }

    private Thing thing(DocumentEntry document) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("databaseId", document.id);
        fields.put("body", document.body == null ? "" : document.body);
        fields.put("author", account(document.author, "Actor"));
        fields.put("editor", document.editor == null ? null : account(document.editor, "Actor"));
        fields.put("createdAt", document.createdAt);
        fields.put("lastEditedAt", document.editedAt);
        fields.put("updatedAt", document.updatedAt);
        if (document instanceof CommentEntry comment) {
            fields.put("id", NodeId.comment(comment));
            fields.put("url", services.urls().page(comment));
            fields.put("isMinimized", comment.minimized != null);
            fields.put("minimizedReason", comment.minimized);
            String type = comment.place == null ? "IssueComment" : "PullRequestReviewComment";
            return new Thing(List.of(type, "Node", "Comment", "Minimizable"), fields);
        }
        IssueEntry issue = (IssueEntry) document;
        PullEntry pull = issue.pull;
        fields.put("id", NodeId.issue(issue));
        fields.put("url", services.urls().page(issue));
        fields.put("number", issue.number);
        fields.put("title", issue.title);
        fields.put("locked", issue.locked);
        String state = pull != null && pull.mergedAt != null ? "merged" : issue.open ? "open" : "closed";
        fields.put("state", state.toUpperCase(Locale.ROOT));
        return new Thing(List.of(pull == null ? "Issue" : "PullRequest", "Node", "Comment"), fields);
    }

    private Thing account(ForgeUser user, String seenAs) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("login", user.login());
        fields.put("url", services.accounts().simple(user).path("html_url").asString());
        fields.put("id", NodeId.user(user));
        fields.put("databaseId", user.id());
        // Whoever asks is a User to GraphQL, even when it is a bot.
        String type = user.bot() && !seenAs.equals("User") ? "Bot" : "User";
        return new Thing(List.of(type, "Node", "Actor"), fields);
    }

    private static JsonNode argument(Selection selection, String name) {
        JsonNode value = selection.arguments().get(name);
        if (value == null) {
            throw new GraphQlQuery.SyntaxException(
                    "Field '" + selection.name() + "' is missing required arguments: " + name);
        }
        return value;
    }

    private static GraphQlQuery.SyntaxException unknownField(String field, String type) {
        return new GraphQlQuery.SyntaxException("Field '" + field + "' doesn't exist on type '" + type + "'");
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
