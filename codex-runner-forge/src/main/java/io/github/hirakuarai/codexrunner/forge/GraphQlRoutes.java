package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.GraphQlQuery.Selection;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.util.ArrayList;
import java.util.Collections;
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
            Set.of("id", "body", "author", "editor", "createdAt", "lastEditedAt", "updatedAt", "userContentEdits");
    private static final Set<String> OF_MINIMIZABLE = Set.of("isMinimized", "minimizedReason");
    private static final Set<String> OF_ISSUE = union(
            OF_COMMENT,
            Set.of(
                    "databaseId",
                    "url",
                    "number",
                    "title",
                    "state",
                    "locked",
                    "repository",
                    "projectItems",
                    "labels",
                    "comments"));
    private static final Set<String> OF_ACCOUNT = Set.of("login", "url", "id", "databaseId", "projectV2");

    /** Which fields a selection may name, by the type that it stands on. */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("Node", Set.of("id")),
            Map.entry("Comment", OF_COMMENT),
            Map.entry("Minimizable", OF_MINIMIZABLE),
            Map.entry("Issue", OF_ISSUE),
            Map.entry("PullRequest", OF_ISSUE),
            Map.entry(
                    "IssueComment",
                    union(union(OF_COMMENT, OF_MINIMIZABLE), Set.of("databaseId", "url", "issue", "pullRequest"))),
            Map.entry("IssueCommentConnection", Set.of("nodes", "pageInfo", "totalCount")),
            Map.entry("LabelConnection", Set.of("nodes", "pageInfo", "totalCount")),
            Map.entry("Label", Set.of("name")),
            Map.entry("RepositoryCollaboratorConnection", Set.of("edges")),
            Map.entry("RepositoryCollaboratorEdge", Set.of("permission", "node")),
            Map.entry(
                    "PullRequestReviewComment", union(union(OF_COMMENT, OF_MINIMIZABLE), Set.of("databaseId", "url"))),
            Map.entry("UserContentEditConnection", Set.of("nodes", "pageInfo", "totalCount")),
            Map.entry("UserContentEdit", Set.of("editor", "editedAt")),
            Map.entry("Actor", Set.of("login", "url")),
            Map.entry("User", OF_ACCOUNT),
            Map.entry("Bot", Set.of("login", "url", "id", "databaseId")),
            Map.entry("Repository", Set.of("id", "databaseId", "nameWithOwner", "collaborators")),
            Map.entry("RepositoryOwner", Set.of("id", "login", "url")),
            Map.entry("ProjectV2Owner", Set.of("id", "projectV2")),
            Map.entry("Organization", OF_ACCOUNT),
            Map.entry("ProjectV2", Set.of("id", "number", "title", "owner", "items")),
            Map.entry("ProjectV2ItemConnection", Set.of("nodes", "pageInfo", "totalCount")),
            Map.entry("PageInfo", Set.of("hasNextPage", "endCursor")),
            Map.entry("ProjectV2Item", Set.of("id", "isArchived", "project", "content", "fieldValueByName")),
            Map.entry("ProjectV2ItemContent", Set.of()),
            Map.entry("ProjectV2ItemFieldValue", Set.of()),
            Map.entry("ProjectV2ItemFieldSingleSelectValue", Set.of("name")));

    private final Services services;
    private final GraphQlProjects projects;

    GraphQlRoutes(Services services) {
        this.services = services;
        this.projects = new GraphQlProjects(
                services.state(), issue -> thing(issue, null), user -> account(user, "ProjectV2Owner"));
    }

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
            case "repositoryOwner" ->
                services.state()
                        .user(argument(selection, "login").asString(""))
                        .map(owner ->
                                select(account(owner, "RepositoryOwner"), "RepositoryOwner", selection.selections()))
                        .orElseGet(() -> Json.node(null));
            default -> throw unknownField(selection.name(), "Query");
        };
    }

    private JsonNode node(JsonNode id, Selection selection, ForgeUser actor, ArrayNode errors) {
        Optional<GraphQlThing> thing = find(id.asString(""), actor);
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

    private JsonNode select(GraphQlThing thing, String type, List<Selection> selections) {
        ObjectNode selected = Json.object();
        for (Selection selection : selections) {
            if (selection.isFragment()) {
                String onType = selection.onType() == null ? type : selection.onType();
                if (!FIELDS.containsKey(onType)) {
                    throw new GraphQlQuery.SyntaxException(
                            "No such type " + onType + ", so it can't be a fragment condition");
                }
                if (thing.types().contains(onType)) {
                    JsonNode inner = select(thing, onType, selection.selections());
                    Json.merge(selected, (ObjectNode) inner);
                }
            } else if (selection.name().equals("__typename")) {
                selected.put(selection.alias(), thing.types().get(0));
            } else if (!FIELDS.getOrDefault(type, Set.of()).contains(selection.name())) {
                throw unknownField(selection.name(), type);
            } else {
                selected.set(selection.alias(), value(thing.fields().get(selection.name()), selection));
            }
        }
        return selected;
    }

    private JsonNode value(@Nullable Object value, Selection selection) {
        if (value instanceof GraphQlThing.Computed computed) {
            return value(computed.of(selection), selection);
        }
        if (value instanceof List<?> things) {
            return Json.array(things, thing -> value(thing, selection));
        }
        if (value instanceof GraphQlThing thing) {
            if (selection.selections().isEmpty()) {
                throw new GraphQlQuery.SyntaxException("Field must have selections (field '" + selection.name()
                        + "' returns " + thing.seenAs() + " but has no selections)");
            }
            return select(thing, thing.seenAs(), selection.selections());
        }
        return Json.node(value);
    }

    private Optional<GraphQlThing> find(String nodeId, ForgeUser actor) {
        OptionalLong id = NodeId.number(nodeId);
        return services.state().repositories().stream()
                .filter(repository -> repository.allows(actor, Permission.READ))
                .flatMap(repository -> repository.issues.values().stream())
                .flatMap(GraphQlRoutes::documents)
                .filter(document -> id.isPresent() && document.id == id.getAsLong())
                .findFirst()
                .map(document -> thing(document, actor))
                .filter(thing -> nodeId.equals(thing.fields().get("id")));
    }

    private static Stream<DocumentEntry> documents(IssueEntry issue) {
        Stream<DocumentEntry> reviews = issue.pull == null
                ? Stream.empty()
                : issue.pull.reviewComments.stream().map(c -> c);
        return Stream.of(Stream.<DocumentEntry>of(issue), issue.comments.stream(), reviews)
                .flatMap(all -> all);
    }

    /** @param actor who asks; null where nothing that only some may see can be asked for */
    private GraphQlThing thing(DocumentEntry document, @Nullable ForgeUser actor) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("databaseId", document.id);
        fields.put("body", document.body == null ? "" : document.body);
        fields.put("author", account(document.author, "Actor"));
        fields.put("editor", document.editor == null ? null : account(document.editor, "Actor"));
        fields.put("createdAt", document.createdAt);
        fields.put("lastEditedAt", document.editedAt);
        fields.put("updatedAt", document.updatedAt);
        fields.put("userContentEdits", (GraphQlThing.Computed) selection -> edits(document, selection));
        if (document instanceof CommentEntry comment) {
            fields.put("id", NodeId.comment(comment));
            fields.put("url", services.urls().page(comment));
            fields.put("isMinimized", comment.minimized != null);
            fields.put("minimizedReason", comment.minimized);
            boolean ofPull = comment.issue.pull != null;
            fields.put("issue", (GraphQlThing.Computed) selection -> seenAs("Issue", thing(comment.issue, actor)));
            fields.put("pullRequest", (GraphQlThing.Computed)
                    selection -> ofPull ? seenAs("PullRequest", thing(comment.issue, actor)) : null);
            String type = comment.place == null ? "IssueComment" : "PullRequestReviewComment";
            return new GraphQlThing(List.of(type, "Node", "Comment", "Minimizable"), "Node", fields);
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
        fields.put("repository", repository(issue.repository, actor));
        fields.put("labels", (GraphQlThing.Computed) selection -> connection(
                "LabelConnection",
                issue.labels.stream()
                        .map(label -> GraphQlThing.of("Label", Map.of("name", label.name)))
                        .toList(),
                selection));
        fields.put("comments", (GraphQlThing.Computed) selection -> connection(
                "IssueCommentConnection",
                issue.comments.stream()
                        .map(comment -> seenAs("IssueComment", thing(comment, actor)))
                        .toList(),
                selection));
        fields.put("projectItems", (GraphQlThing.Computed) selection -> projects.itemsOf(issue, selection));
        return new GraphQlThing(List.of(pull == null ? "Issue" : "PullRequest", "Node", "Comment"), "Node", fields);
    }

    /** As on GitHub, the newest first, the first text among them once somebody has edited it. */
    private @Nullable GraphQlThing edits(DocumentEntry document, Selection selection) {
        int first = argument(selection, "first").asInt();
        List<ForgeUser> all = new ArrayList<>(document.editors);
        if (!all.isEmpty()) {
            all.add(0, document.author);
            Collections.reverse(all);
        }
        List<GraphQlThing> nodes = all.stream()
                .limit(first)
                .map(editor -> GraphQlThing.of("UserContentEdit", Map.of("editor", account(editor, "Actor"))))
                .toList();
        GraphQlThing page = GraphQlThing.of("PageInfo", Map.of("hasNextPage", all.size() > first));
        return GraphQlThing.of(
                "UserContentEditConnection", Map.of("nodes", nodes, "pageInfo", page, "totalCount", all.size()));
    }

    private GraphQlThing account(ForgeUser user, String seenAs) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("login", user.login());
        fields.put("url", services.accounts().simple(user).path("html_url").asString());
        fields.put("id", NodeId.user(user));
        fields.put("databaseId", user.id());
        // Whoever asks is a User to GraphQL, even when it is a bot.
        String type = user.bot() && !seenAs.equals("User") ? "Bot" : "User";
        fields.put("projectV2", (GraphQlThing.Computed) selection -> projects.project(user, selection));
        return new GraphQlThing(List.of(type, "Node", "Actor", "RepositoryOwner", "ProjectV2Owner"), seenAs, fields);
    }

    private GraphQlThing repository(RepositoryEntry repository, @Nullable ForgeUser actor) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", NodeId.repository(repository));
        fields.put("databaseId", repository.id);
        fields.put("nameWithOwner", repository.name.toString());
        fields.put("collaborators", (GraphQlThing.Computed) selection -> repository.allows(actor, Permission.WRITE)
                ? collaborators(repository, argument(selection, "query").asString(""))
                : null);
        return GraphQlThing.of("Repository", fields);
    }

    /** As on GitHub, all whose login holds what is looked for. */
    private GraphQlThing collaborators(RepositoryEntry repository, String part) {
        List<GraphQlThing> edges = repository.collaborators().stream()
                .flatMap(login -> services.state().user(login).stream())
                .filter(user -> repository.allows(user, Permission.READ)
                        && user.login().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                .map(user -> GraphQlThing.of(
                        "RepositoryCollaboratorEdge",
                        Map.of("permission", repository.permission(user).name(), "node", account(user, "User"))))
                .toList();
        return GraphQlThing.of("RepositoryCollaboratorConnection", Map.of("edges", edges));
    }

    private static GraphQlThing seenAs(String type, GraphQlThing thing) {
        return new GraphQlThing(thing.types(), type, thing.fields());
    }

    private static GraphQlThing connection(String type, List<GraphQlThing> all, Selection selection) {
        int first = argument(selection, "first").asInt();
        GraphQlThing page = GraphQlThing.of("PageInfo", Map.of("hasNextPage", all.size() > first));
        return GraphQlThing.of(
                type, Map.of("nodes", all.stream().limit(first).toList(), "pageInfo", page, "totalCount", all.size()));
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
