package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The column of a GitHub Project that enables issues besides the label (key {@code project}): the items whose field has the
 * configured value. Projects are known to GraphQL only.
 */
final class ProjectColumn {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectColumn.class);

    private static final String VALUE = """
            fieldValueByName(name: $field) { ... on ProjectV2ItemFieldSingleSelectValue { name } }""";

    private static final String ITEMS = """
            query($owner: String!, $number: Int!, $field: String!, $after: String) {
              repositoryOwner(login: $owner) {
                ... on ProjectV2Owner {
                  projectV2(number: $number) {
                    items(first: 100, after: $after) {
                      pageInfo { hasNextPage endCursor }
                      nodes {
                        isArchived
                        VALUE
                        content {
                          ... on Issue { number state repository { databaseId } }
                          ... on PullRequest { number state repository { databaseId } }
                        }
                      }
                    }
                  }
                }
              }
            }
            """.replace("VALUE", VALUE);

    private static final String PLACES = """
            projectItems(first: 100) {
              nodes {
                isArchived
                VALUE
                project { number owner { ... on User { login } ... on Organization { login } } }
              }
            }""".replace("VALUE", VALUE);

    private static final String ITEMS_OF_ISSUE = """
            query($id: ID!, $field: String!) {
              node(id: $id) { ... on Issue { PLACES } ... on PullRequest { PLACES } }
            }
            """.replace("PLACES", PLACES);

    private final GitHubHttp http;
    private final String owner;
    private final int number;
    private final String field;
    private final String value;

    private ProjectColumn(GitHubHttp http, String owner, int number, String field, String value) {
        this.http = http;
        this.owner = owner;
        this.number = number;
        this.field = field;
        this.value = value;
    }

    /** The column of a configuration; empty when it names none. */
    static Optional<ProjectColumn> of(Settings settings, GitHubHttp http) {
        return settings.text("project.owner")
                .map(owner -> new ProjectColumn(
                        http,
                        owner,
                        settings.number("project.number").orElseThrow(),
                        settings.text("project.field").orElseThrow(),
                        settings.text("project.value").orElseThrow()));
    }

    /** The numbers of the open issues and pull requests in the column, by their repository's id. */
    Map<Long, Set<Integer>> issues() {
        Map<Long, Set<Integer>> numbers = new HashMap<>();
        @Nullable String after = null;
        do {
            JsonNode items = page(after);
            for (JsonNode item : items.path("nodes").values()) {
                JsonNode content = item.path("content");
                if (standsHere(item) && content.path("state").asString("").equals("OPEN")) {
                    add(numbers, content);
                }
            }
            JsonNode page = items.path("pageInfo");
            after = page.path("hasNextPage").asBoolean(false)
                    ? page.path("endCursor").stringValue(null)
                    : null;
        } while (after != null);
        return numbers;
    }

    private void add(Map<Long, Set<Integer>> numbers, JsonNode content) {
        try {
            long repository = GitHubJson.number(content.path("repository"), "databaseId");
            numbers.computeIfAbsent(repository, id -> new HashSet<>()).add(GitHubJson.count(content, "number"));
        } catch (OddAnswerException e) {
            LOG.warn("the project {}/{} holds an item that is left out: {}", owner, this.number, e.getMessage());
        }
    }

    /** Whether an issue or pull request stands in the column this moment. */
    boolean holds(String nodeId) {
        JsonNode node = ask(Map.of("query", ITEMS_OF_ISSUE, "variables", Map.of("id", nodeId, "field", field)))
                .path("node");
        for (JsonNode item : node.path("projectItems").path("nodes").values()) {
            JsonNode project = item.path("project");
            if (standsHere(item)
                    && project.path("number").asInt(0) == number
                    && project.path("owner").path("login").asString("").equalsIgnoreCase(owner)) {
                return true;
            }
        }
        return false;
    }

    private boolean standsHere(JsonNode item) {
        return !item.path("isArchived").asBoolean(false)
                && item.path("fieldValueByName").path("name").asString("").equals(value);
    }

    private JsonNode page(@Nullable String after) {
        Map<String, Object> variables = new HashMap<>(Map.of("owner", owner, "number", number, "field", field));
        if (after != null) {
            variables.put("after", after);
        }
        JsonNode items = ask(Map.of("query", ITEMS, "variables", variables))
                .path("repositoryOwner")
                .path("projectV2")
                .path("items");
        if (!items.isObject()) {
            throw unreadable("it does not exist, or the token cannot see it");
        }
        return items;
    }

    private JsonNode ask(Map<String, Object> question) {
        JsonNode answer;
        try {
            answer = http.query(question);
        } catch (RefusedException e) {
            if (e.missing()) {
                throw unreadable("this forge has no GraphQL, which projects need");
            }
            throw e;
        }
        if (!answer.path("errors").isEmpty()) {
            throw unreadable(http.plain(GraphQlErrors.read(answer)));
        }
        return answer.path("data");
    }

    private RunnerException unreadable(String why) {
        return new RunnerException(
                ErrorCode.REFUSED,
                "the project " + owner + "/" + number + " cannot be read (" + why
                        + "): check the key 'project', and that the token may read projects (scope read:project)");
    }
}
