package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.time.Instant;

/**
 * An issue or pull request as the API gives it.
 *
 * @param issue what every plugin knows of it
 * @param id its numeric id, which is not its number
 * @param nodeId its id in GraphQL; empty when the forge gives none
 * @param body its text; empty when it has none
 * @param author who opened it
 * @param comments how many comments its conversation has; {@link #UNKNOWN} when the forge does not say
 * @param createdAt when it was opened
 * @param updatedAt when the forge last touched it
 */
record IssueEntry(
        Issue issue,
        long id,
        String nodeId,
        String body,
        Account author,
        int comments,
        Instant createdAt,
        Instant updatedAt) {

    static final int UNKNOWN = -1;

    /** The same, as it stands in the configured Project column or not. */
    IssueEntry inColumn(boolean stands) {
        return new IssueEntry(issue.inColumn(stands), id, nodeId, body, author, comments, createdAt, updatedAt);
    }
}
