package io.github.hirakuarai.codexrunner.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Whether an event is known already, and so are those after it in the list. */
    static boolean isSeen(JsonNode event, long seen) {
        return id(event) > 0 && id(event) <= seen;
    }

    /** The id of an event; 0 when it has none. */
    static long id(JsonNode event) {
        return event.path("id").asLong(0);
    }

    /**
     * Reads a list of events.
     *
     * @param events newest first
     * @param seen the id of the newest event that is known already
     */
    static IssueEvents of(List<JsonNode> events, long seen, OddEntries odd) {
        long newest = seen;
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        for (JsonNode event : events) {
            // An event without an id is no news, or each poll would take it for some.
            newest = Math.max(newest, id(event));
            if (id(event) > seen && event.path("issue").isObject()) {
                // One that was transferred names another repository.
                odd.issue(event.path("issue"))
                        .filter(issue -> issue.issue().repositoryId() != 0)
                        .ifPresent(issue -> issues.put(issue.issue().number(), issue));
            }
        }
        return new IssueEvents(newest, List.copyOf(issues.values()));
    }
}
