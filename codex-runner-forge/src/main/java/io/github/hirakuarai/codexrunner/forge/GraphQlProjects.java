package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.GraphQlQuery.Selection;
import io.github.hirakuarai.codexrunner.forge.GraphQlThing.Computed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Projects as GraphQL shows them: their items, page by page, and each item's values. */
final class GraphQlProjects {

    private static final int MOST = 100;

    private final ForgeState state;
    private final Function<IssueEntry, GraphQlThing> issues;
    private final Function<ForgeUser, GraphQlThing> accounts;

    GraphQlProjects(
            ForgeState state, Function<IssueEntry, GraphQlThing> issues, Function<ForgeUser, GraphQlThing> accounts) {
        this.state = state;
        this.issues = issues;
        this.accounts = accounts;
    }

    /** The project of an account; null when it has none of that number. */
    @Nullable
    GraphQlThing project(ForgeUser owner, Selection selection) {
        int number = Integer.parseInt(argument(selection, "number"));
        return state.project(owner, number).map(this::project).orElse(null);
    }

    /** The items that stand for an issue, one for each project it is in. */
    GraphQlThing itemsOf(IssueEntry issue, Selection selection) {
        return connection(
                "ProjectV2ItemConnection",
                state.projects().stream()
                        .filter(project -> project.items.containsKey(issue))
                        .map(project -> item(project, issue))
                        .toList(),
                selection);
    }

    private GraphQlThing project(ProjectEntry project) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", NodeId.of("PVT", project.id));
        fields.put("number", project.number);
        fields.put("title", project.title);
        fields.put("owner", (Computed) selection -> owner(project));
        fields.put("items", (Computed) selection -> connection(
                "ProjectV2ItemConnection",
                project.items.keySet().stream()
                        .map(issue -> item(project, issue))
                        .toList(),
                selection));
        return GraphQlThing.of("ProjectV2", fields);
    }

    private GraphQlThing owner(ProjectEntry project) {
        GraphQlThing account = accounts.apply(project.owner);
        return new GraphQlThing(account.types(), "ProjectV2Owner", account.fields());
    }

    private GraphQlThing item(ProjectEntry project, IssueEntry issue) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", NodeId.of("PVTI", project.id + "x" + issue.id));
        fields.put("isArchived", false);
        fields.put("project", (Computed) selection -> project(project));
        fields.put("content", (Computed) selection -> content(issue));
        fields.put("fieldValueByName", (Computed) selection -> value(project, issue, argument(selection, "name")));
        return GraphQlThing.of("ProjectV2Item", fields);
    }

    private GraphQlThing content(IssueEntry issue) {
        GraphQlThing thing = issues.apply(issue);
        return new GraphQlThing(thing.types(), "ProjectV2ItemContent", thing.fields());
    }

    private static @Nullable GraphQlThing value(ProjectEntry project, IssueEntry issue, String field) {
        @Nullable String value = project.items.getOrDefault(issue, Map.of()).get(field);
        return value == null
                ? null
                : new GraphQlThing(
                        List.of("ProjectV2ItemFieldSingleSelectValue"),
                        "ProjectV2ItemFieldValue",
                        Map.of("name", value));
    }

    /** A page of a list. A cursor is the place of the item that it stands behind. */
    private static GraphQlThing connection(String type, List<GraphQlThing> all, Selection selection) {
        @Nullable JsonNode first = selection.arguments().get("first");
        int size = first == null ? 0 : first.asInt(0);
        if (size < 1 || size > MOST) {
            throw new GraphQlQuery.SyntaxException("You must provide a `first` or `last` value of 1 to " + MOST
                    + " on the `" + selection.name() + "`");
        }
        @Nullable JsonNode after = selection.arguments().get("after");
        int begin = after == null || !after.isString() ? 0 : Integer.parseInt(after.stringValue());
        int end = Math.min(all.size(), begin + size);
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("hasNextPage", end < all.size());
        page.put("endCursor", end == begin ? null : Integer.toString(end));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("nodes", all.subList(begin, end));
        fields.put("pageInfo", GraphQlThing.of("PageInfo", page));
        fields.put("totalCount", all.size());
        return GraphQlThing.of(type, fields);
    }

    private static String argument(Selection selection, String name) {
        @Nullable JsonNode value = selection.arguments().get(name);
        if (value == null || value.isMissingNode() || value.isNull()) {
            throw new GraphQlQuery.SyntaxException(
                    "Field '" + selection.name() + "' is missing required arguments: " + name);
        }
        return value.asString("");
    }
}
