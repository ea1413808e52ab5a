package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads all documents of some issues of one repository, in as few requests as it can. */
final class RepositoryScan {

    private static final int PAGE_SIZE = 100;
    private static final Comparator<CommentEntry> AS_THEY_STAND =
            Comparator.comparing(CommentEntry::createdAt).thenComparing(CommentEntry::id);

    private final GitHubClient client;
    private final RepositoryEntry repository;

    RepositoryScan(GitHubClient client, RepositoryEntry repository) {
        this.client = client;
        this.repository = repository;
    }

    /** The open issues that carry any of the labels. */
    List<IssueEntry> issues(Collection<String> labels) {
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        for (String label : labels) {
            for (IssueEntry issue : client.openIssues(repository, label)) {
                issues.put(issue.issue().number(), issue);
            }
        }
        return List.copyOf(issues.values());
    }

    /** The documents of each of these issues: its text first, then its comments, oldest first. */
    Map<IssueEntry, List<SourceDocument>> documents(Collection<IssueEntry> issues) {
        Map<Integer, List<CommentEntry>> comments = new HashMap<>();
        List<IssueEntry> discussed =
                issues.stream().filter(issue -> issue.comments() > 0).toList();
        int pages = discussed.stream()
                .mapToInt(issue -> (issue.comments() + PAGE_SIZE - 1) / PAGE_SIZE)
                .sum();
        collect(discussed, DocumentKind.ISSUE_COMMENT, pages, comments);
        List<IssueEntry> pulls =
                issues.stream().filter(issue -> issue.issue().pullRequest()).toList();
        // A listing does not tell how many review comments there are: one page each is the least.
        collect(pulls, DocumentKind.REVIEW_COMMENT, pulls.size(), comments);

        Map<IssueEntry, List<SourceDocument>> documents = new LinkedHashMap<>();
        for (IssueEntry issue : issues) {
            List<SourceDocument> ofIssue = new ArrayList<>();
            ofIssue.add(Documents.body(issue));
            comments.getOrDefault(issue.issue().number(), List.of()).stream()
                    .sorted(AS_THEY_STAND)
                    .forEach(comment -> ofIssue.add(Documents.comment(issue, comment)));
            documents.put(issue, ofIssue);
        }
        return documents;
    }

    /**
     * @param pages how many pages it takes to read the comments issue by issue
     */
    private void collect(
            List<IssueEntry> issues, DocumentKind kind, int pages, Map<Integer, List<CommentEntry>> comments) {
        List<CommentEntry> found = new ArrayList<>();
        if (pages <= 1) {
            issues.forEach(issue -> found.addAll(ofIssue(issue, kind)));
        } else {
            client.allComments(repository.name(), kind, pages)
                    .ifPresentOrElse(found::addAll, () -> issues.forEach(issue -> found.addAll(ofIssue(issue, kind))));
        }
        found.forEach(comment -> comments.computeIfAbsent(comment.number(), number -> new ArrayList<>())
                .add(comment));
    }

    private List<CommentEntry> ofIssue(IssueEntry issue, DocumentKind kind) {
        return client.comments(repository.name(), issue.issue().number(), kind);
    }
}
