package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import java.net.URI;
import java.util.Set;

/**
 * A pull request as the API gives it.
 *
 * @param number its number
 * @param url the page for people
 * @param open whether it is open
 * @param merged whether it was merged
 * @param title its title
 * @param body its text; empty when it has none
 * @param base the branch that it goes into
 * @param headCommit the tip of its own branch; when it is not open, as it stood then
 * @param author who opened it
 * @param labels names of its labels
 * @param assignees logins
 * @param reviewers logins, and teams as {@code owner/team}, whose review is asked for and not given yet
 */
record PullRequestEntry(
        int number,
        URI url,
        boolean open,
        boolean merged,
        String title,
        String body,
        String base,
        String headCommit,
        Account author,
        Set<String> labels,
        Set<String> assignees,
        Set<String> reviewers) {

    PullRequestEntry {
        labels = Set.copyOf(labels);
        assignees = Set.copyOf(assignees);
        reviewers = Set.copyOf(reviewers);
    }
}
