package io.github.hirakuarai.codexrunner.github;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Asks GraphQL for what REST does not tell of a document. */
final class LastEditQuery {

    private static final Logger LOG = LoggerFactory.getLogger(LastEditQuery.class);

    /** How forges that have no GraphQL say so. */
    static final Set<Integer> NO_GRAPHQL = Set.of(404, 405, 410, 501);

    private static final String QUERY = """
            query($id: ID!) {
              node(id: $id) {
                ... on Comment {
                  body
                  lastEditedAt
                  editor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
                }
                ... on Minimizable { isMinimized }
              }
            }
            """;

    private final GitHubHttp http;

    LastEditQuery(GitHubHttp http) {
        this.http = http;
    }

    /** Empty where the forge cannot tell. */
    Optional<LastEdit> ask(String nodeId) {
        if (nodeId.isEmpty()) {
            return Optional.empty();
        }
        JsonNode answer;
        try {
            answer = http.query(Map.of("query", QUERY, "variables", Map.of("id", nodeId)));
        } catch (RefusedException e) {
            if (NO_GRAPHQL.contains(e.status())) {
                return Optional.empty();
            }
            throw e;
        }
        JsonNode node = answer.path("data").path("node");
        if (!node.path("body").isString()) {
            LOG.warn("{} does not tell who edited a document: {}", http.origin().host(), GraphQlErrors.read(answer));
            return Optional.empty();
        }
        return Optional.of(read(node));
    }

    /** What a document's node tells. */
    static LastEdit read(JsonNode node) {
        boolean edited =
                node.path("lastEditedAt").isString() || node.path("editor").isObject();
        return new LastEdit(
                node.path("body").stringValue(),
                edited ? GitHubJson.actor(node.path("editor")) : null,
                node.path("lastEditedAt").isString() ? GitHubJson.time(node, "lastEditedAt") : null,
                node.path("isMinimized").asBoolean(false));
    }
}
