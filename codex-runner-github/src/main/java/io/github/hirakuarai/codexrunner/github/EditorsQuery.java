package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Asks a forge's GraphQL who ever edited a document's text: a listing of edits, which REST does not have. */
final class EditorsQuery {

    /** More than anybody edits a brief; GitHub gives no more on one page. */
    private static final int MOST = 100;

    private static final String QUERY = """
            query($id: ID!) {
              node(id: $id) {
                ... on Comment {
                  body
                  editor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
                  lastEditedAt
                  userContentEdits(first: %d) {
                    nodes { editor { __typename login ... on User { databaseId } ... on Bot { databaseId } } }
                    pageInfo { hasNextPage }
                  }
                }
              }
            }
            """.formatted(MOST);

    private final GitHubHttp http;

    EditorsQuery(GitHubHttp http) {
        this.http = http;
    }

    /** Everybody but the author; empty where the forge cannot tell all of them. */
    Optional<Set<Account>> ask(String nodeId) {
        if (nodeId.isEmpty()) {
            return Optional.empty();
        }
        JsonNode answer;
        try {
            answer = http.query(Map.of("query", QUERY, "variables", Map.of("id", nodeId)));
        } catch (RefusedException e) {
            if (LastEditQuery.NO_GRAPHQL.contains(e.status())) {
                return Optional.empty();
            }
            throw e;
        }
        JsonNode node = answer.path("data").path("node");
        if (!node.path("body").isString()) {
            return Optional.empty();
        }
        boolean edited =
                node.path("lastEditedAt").isString() || node.path("editor").isObject();
        if (!edited) {
            return Optional.of(Set.of());
        }
        JsonNode edits = node.path("userContentEdits");
        boolean complete = !edits.path("nodes").isEmpty()
                && !edits.path("pageInfo").path("hasNextPage").asBoolean(true);
        if (!complete) {
            // An edit that is not in the list: whose it was is not told.
            return Optional.empty();
        }
        Set<Account> editors = new LinkedHashSet<>();
        for (JsonNode edit : edits.path("nodes")) {
            // An account that was deleted approves nothing any more.
            if (edit.path("editor").isObject()) {
                editors.add(GitHubJson.actor(edit.path("editor")));
            }
        }
        return Optional.of(editors);
    }
}
