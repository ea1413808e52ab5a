package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came along when issues were listed or read, so that nobody asks for it again: the comments that were there at that moment, and how
 * GraphQL names each document. Safe for many threads.
 */
final class KnownDocuments {

    /** More than a runner has lanes that read at the same time. */
    private static final int MOST_READ = 32;

    private static final Comparator<CommentEntry> OLDEST_FIRST =
            Comparator.comparing(CommentEntry::createdAt).thenComparing(CommentEntry::id);

    private final Map<Long, Listing> listings = new ConcurrentHashMap<>();
    private final Deque<Read> read = new ArrayDeque<>();

    /**
     * What a listing of a repository gave, in place of what the one before gave.
     *
     * @param comments all of these issues, and perhaps of others
     */
    void listed(long repositoryId, Collection<IssueEntry> issues, Collection<CommentEntry> comments) {
        listings.put(repositoryId, Listing.of(issues, comments));
    }

    /** What was read with an issue. */
    synchronized void read(Issue issue, List<CommentEntry> conversation) {
        read.addFirst(new Read(issue, List.copyOf(conversation)));
        if (read.size() > MOST_READ) {
            read.removeLast();
        }
    }

    /**
     * The comments of an issue's conversation as they were at the moment at which this very value was made; empty when not all of them
     * are known. By identity: an issue that was read anew equals another, but other comments may have come with it. Those of a reading
     * answer one question: who asks again wants to know what is new.
     */
    @SuppressWarnings("ReferenceEquality")
    synchronized Optional<List<CommentEntry>> conversation(Issue issue) {
        for (Iterator<Read> all = read.iterator(); all.hasNext(); ) {
            Read one = all.next();
            if (one.issue() == issue) {
                all.remove();
                return Optional.of(one.conversation());
            }
        }
        return Optional.ofNullable(listings.get(issue.repositoryId())).flatMap(listing -> listing.conversation(issue));
    }

    /** How GraphQL names a document that was listed; empty when it was not, or its forge has no such names. */
    Optional<Name> name(DocumentRef ref) {
        return Optional.ofNullable(listings.get(ref.repositoryId()))
                .map(listing -> listing.names().get(new Place(ref.kind(), ref.databaseId())))
                .filter(name -> !name.nodeId().isEmpty());
    }

    /**
     * @param nodeId the document's
     * @param author as REST names it: GraphQL gives bots other names
     * @param issueId the numeric id of the issue in which it stands
     * @param ofPullRequest whether that is a pull request
     */
    record Name(String nodeId, Account author, long issueId, boolean ofPullRequest) {}

    private record Place(DocumentKind kind, long id) {}

    private record Read(Issue issue, List<CommentEntry> conversation) {}

    private record Listing(
            IdentityHashMap<Issue, IssueEntry> issues,
            Map<Integer, List<CommentEntry>> conversations,
            Map<Place, Name> names) {

        static Listing of(Collection<IssueEntry> issues, Collection<CommentEntry> comments) {
            IdentityHashMap<Issue, IssueEntry> byIssue = new IdentityHashMap<>();
            Map<Integer, IssueEntry> byNumber = new HashMap<>();
            Map<Integer, List<CommentEntry>> conversations = new HashMap<>();
            Map<Place, Name> names = new HashMap<>();
            for (IssueEntry entry : issues) {
                byIssue.put(entry.issue(), entry);
                byNumber.put(entry.issue().number(), entry);
                names.put(
                        new Place(DocumentKind.ISSUE_BODY, entry.id()),
                        new Name(
                                entry.nodeId(),
                                entry.author(),
                                entry.id(),
                                entry.issue().pullRequest()));
            }
            for (CommentEntry comment : comments) {
                IssueEntry entry = byNumber.get(comment.number());
                if (entry != null && comment.kind() == DocumentKind.ISSUE_COMMENT) {
                    conversations
                            .computeIfAbsent(comment.number(), number -> new ArrayList<>())
                            .add(comment);
                    names.put(
                            new Place(comment.kind(), comment.id()),
                            new Name(
                                    comment.nodeId(),
                                    comment.author(),
                                    entry.id(),
                                    entry.issue().pullRequest()));
                }
            }
            conversations.values().forEach(all -> all.sort(OLDEST_FIRST));
            return new Listing(byIssue, conversations, names);
        }

        /** A comment that was deleted is no news to a listing: the issue's own count tells. */
        Optional<List<CommentEntry>> conversation(Issue issue) {
            return Optional.ofNullable(issues.get(issue)).flatMap(entry -> {
                List<CommentEntry> all = conversations.getOrDefault(issue.number(), List.of());
                return all.size() == entry.comments() ? Optional.of(List.copyOf(all)) : Optional.empty();
            });
        }
    }
}
