package io.github.hirakuarai.codexrunner.github;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a repository's polls have found: its issues that carry one of the labels, their comments, and up to when changes were
 * seen, by the forge's clock.
 *
 * @param version of this form
 * @param host of the forge's API
 * @param repository what was looked at
 * @param labels which issues were looked for
 * @param scannedAt when everything was read anew, by the runner's clock
 * @param issuesSeen the newest change of an issue that was seen
 * @param commentsSeen the newest change of a comment that was seen
 * @param reviewsSeen the newest change of a review comment that was seen
 * @param eventSeen the id of the newest event on an issue that was seen; 0 when the forge does not tell of events
 * @param anchor the numeric id of the issue that changed last, by which the repository is known again; 0 for none
 * @param issues open, in no order
 * @param comments of these issues only, in no order
 * @param unread the numbers of issues that could not be read, or of which some comment could not
 */
record Snapshot(
        int version,
        String host,
        RepositoryEntry repository,
        Set<String> labels,
        Instant scannedAt,
        Instant issuesSeen,
        Instant commentsSeen,
        Instant reviewsSeen,
        long eventSeen,
        long anchor,
        List<IssueEntry> issues,
        List<CommentEntry> comments,
        Set<Integer> unread) {

    /** The form that this class has. Another one on disk is ignored, which costs a scan. */
    static final int VERSION = 3;

    Snapshot {
        labels = Set.copyOf(labels);
        issues = List.copyOf(issues);
        Set<Integer> numbers = new HashSet<>();
        issues.forEach(issue -> numbers.add(issue.issue().number()));
        comments = comments.stream()
                .filter(comment -> numbers.contains(comment.number()))
                .toList();
        unread = Set.copyOf(unread);
    }

    /** The same, without these issues: the next look asks for each of them. */
    Snapshot without(Set<Integer> numbers) {
        return new Snapshot(
                version,
                host,
                repository,
                labels,
                scannedAt,
                issuesSeen,
                commentsSeen,
                reviewsSeen,
                eventSeen,
                anchor,
                issues.stream()
                        .filter(issue -> !numbers.contains(issue.issue().number()))
                        .toList(),
                comments,
                numbers.stream()
                        .filter(number -> number != OddEntries.UNKNOWN_ISSUE)
                        .collect(Collectors.toSet()));
    }

    /** The same, with what was seen of issues. */
    Snapshot seen(Instant issues, long event, long newAnchor) {
        return new Snapshot(
                version,
                host,
                repository,
                labels,
                scannedAt,
                issues,
                commentsSeen,
                reviewsSeen,
                event,
                newAnchor,
                this.issues,
                comments,
                unread);
    }
}
