package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes documents of what the API gives. */
final class Documents {

    private static final Comparator<CommentEntry> AS_THEY_STAND =
            Comparator.comparing(CommentEntry::createdAt).thenComparing(CommentEntry::id);

    private Documents() {}

    /** Each issue's documents: its text first, then its comments, oldest first. */
    static Map<IssueEntry, List<SourceDocument>> of(List<IssueEntry> issues, List<CommentEntry> comments) {
        Map<Integer, List<CommentEntry>> ofIssue = new HashMap<>();
        comments.stream()
                .sorted(AS_THEY_STAND)
                .forEach(comment -> ofIssue.computeIfAbsent(comment.number(), number -> new ArrayList<>())
                        .add(comment));
        Map<IssueEntry, List<SourceDocument>> documents = new LinkedHashMap<>();
        for (IssueEntry issue : issues) {
            List<SourceDocument> all = new ArrayList<>();
            all.add(body(issue));
            ofIssue.getOrDefault(issue.issue().number(), List.of())
                    .forEach(comment -> all.add(comment(issue, comment)));
            documents.put(issue, all);
        }
        return documents;
    }

    /** The text of an issue, as a listing tells it. */
    static SourceDocument body(IssueEntry entry) {
        return new SourceDocument(
                ref(entry.issue(), DocumentKind.ISSUE_BODY, entry.id()),
                entry.issue(),
                entry.body(),
                entry.author(),
                null,
                false,
                false,
                entry.createdAt(),
                entry.updatedAt(),
                entry.issue().url());
    }

    /** A comment, as a listing tells it. */
    static SourceDocument comment(IssueEntry entry, CommentEntry comment) {
        return new SourceDocument(
                ref(entry.issue(), comment.kind(), comment.id()),
                entry.issue(),
                comment.body(),
                comment.author(),
                null,
                false,
                false,
                comment.createdAt(),
                comment.updatedAt(),
                comment.url());
    }

    /** The document with what GraphQL tells of it. Text and editor are of one moment, so the text is GraphQL's too. */
    static SourceDocument with(SourceDocument document, LastEdit edit) {
        return new SourceDocument(
                document.ref(),
                document.issue(),
                edit.body(),
                document.author(),
                edit.editor(),
                true,
                edit.minimized(),
                document.createdAt(),
                document.updatedAt(),
                document.url(),
                edit.editedAt());
    }

    /**
     * A comment with what GraphQL tells of it; where it cannot tell, the comment was edited when it was last updated, if ever it was.
     * An issue does not tell so much: whatever happens on it updates it.
     */
    static SourceDocument edited(SourceDocument comment, Optional<LastEdit> edit) {
        if (edit.isPresent()) {
            return with(comment, edit.get());
        }
        return !comment.updatedAt().isAfter(comment.createdAt())
                ? comment
                : new SourceDocument(
                        comment.ref(),
                        comment.issue(),
                        comment.markdown(),
                        comment.author(),
                        comment.editor(),
                        false,
                        comment.minimized(),
                        comment.createdAt(),
                        comment.updatedAt(),
                        comment.url(),
                        comment.updatedAt());
    }

    private static DocumentRef ref(Issue issue, DocumentKind kind, long databaseId) {
        return new DocumentRef(
                issue.host(), issue.repositoryId(), issue.repository(), issue.number(), kind, databaseId);
    }
}
