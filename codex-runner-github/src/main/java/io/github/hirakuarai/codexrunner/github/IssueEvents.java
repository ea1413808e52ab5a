package io.github.hirakuarai.codexrunner.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What was done on the issues of a repository.
 *
 * @param newest the id of the newest event
 * @param issues those on which it was done, as they stood when the forge answered
 */
record IssueEvents(long newest, List<IssueEntry> issues) {

    IssueEvents {
        issues = List.copyOf(issues);
    }

    /**
     * Reads a list of events.
     *
     * @param events newest first
     * @param seen the id of the newest event that is known already
     */
    static IssueEvents of(List<JsonNode> events, long seen, Function<JsonNode, IssueEntry> read) {
        long newest = seen;
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        for (JsonNode event : events) {
            long id = GitHubJson.number(event, "id");
            newest = Math.max(newest, id);
            if (id > seen && event.path("issue").isObject()) {
                IssueEntry issue = read.apply(event.path("issue"));
                // One that was transferred names another repository.
                if (issue.issue().repositoryId() != 0) {
                    issues.put(issue.issue().number(), issue);
                }
            }
        }
        return new IssueEvents(newest, List.copyOf(issues.values()));
    }
}
