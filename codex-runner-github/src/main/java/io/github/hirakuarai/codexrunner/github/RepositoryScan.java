package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads issues of one repository and all their comments, in as few requests as it can. */
final class RepositoryScan {

    private static final int PAGE_SIZE = 100;

    private final GitHubClient client;
    private final RepositoryEntry repository;
    private final Set<String> labels;
    private final Map<Integer, RunnerException> unread = new HashMap<>();

    /** @param labels which issues are looked for; those that are named are read whatever they carry */
    RepositoryScan(GitHubClient client, RepositoryEntry repository, Set<String> labels) {
        this.client = client;
        this.repository = repository;
        this.labels = labels;
    }

    /** The open issues that carry any of the labels. */
    List<IssueEntry> issues() {
        OddEntries odd = new OddEntries(repository, labels);
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        for (String label : labels) {
            for (IssueEntry issue : client.openIssues(repository, label, odd)) {
                issues.put(issue.issue().number(), issue);
            }
        }
        unread.putAll(odd.byIssue());
        return List.copyOf(issues.values());
    }

    /** All comments of these issues, and perhaps of others. */
    List<CommentEntry> comments(Collection<IssueEntry> issues) {
        List<IssueEntry> discussed =
                issues.stream().filter(issue -> issue.comments() != 0).toList();
        int pages = discussed.stream()
                .mapToInt(issue -> Math.max(1, (issue.comments() + PAGE_SIZE - 1) / PAGE_SIZE))
                .sum();
        List<CommentEntry> comments = new ArrayList<>(comments(discussed, DocumentKind.ISSUE_COMMENT, pages));
        List<IssueEntry> pulls =
                issues.stream().filter(issue -> issue.issue().pullRequest()).toList();
        // A listing does not tell how many review comments there are: one page each is the least.
        comments.addAll(comments(pulls, DocumentKind.REVIEW_COMMENT, pulls.size()));
        return comments;
    }

    /**
     * @param pages how many pages it takes to read the comments issue by issue
     */
    private List<CommentEntry> comments(List<IssueEntry> issues, DocumentKind kind, int pages) {
        if (pages <= 1) {
            return oneByOne(issues, kind);
        }
        OddEntries odd = new OddEntries(repository, labels);
        Optional<List<CommentEntry>> all = client.allComments(repository.name(), kind, pages, odd);
        unread.putAll(odd.of(issues));
        return all.orElseGet(() -> oneByOne(issues, kind));
    }

    /** The comments of these issues, asked for issue by issue. One that the forge does not give stops no other. */
    List<CommentEntry> oneByOne(List<IssueEntry> issues, DocumentKind kind) {
        List<CommentEntry> comments = new ArrayList<>();
        for (IssueEntry issue : issues) {
            int number = issue.issue().number();
            try {
                comments.addAll(client.comments(repository.name(), number, kind));
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.REFUSED) {
                    throw e;
                }
                unread.put(number, e);
            }
        }
        return comments;
    }

    /** Why some issues, or their comments, could not be read, by number; see {@link OddEntries#byIssue}. */
    Map<Integer, RunnerException> unread() {
        return Map.copyOf(unread);
    }
}
