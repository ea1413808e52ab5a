package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The issues and pull requests of GitHub repositories. By label only open ones are looked at: a closed issue's briefs could
 * not run, and an archive would cost a request for each hundred of them at every poll.
 */
final class GitHubBriefSource implements BriefSource {

    private static final Comparator<IssueEntry> NEWEST_FIRST = Comparator.comparing(IssueEntry::createdAt)
            .thenComparing(entry -> entry.issue().number())
            .reversed();

    private final GitHubClient client;
    private final Clock clock;
    private final Path folder;
    private final Duration interval;
    private final Permissions permissions;
    private final @Nullable ProjectColumn column;
    private final Map<Question, RepositoryPoll> polls = new HashMap<>();

    /**
     * @param folder where snapshots are kept between polls
     * @param interval between two polls, unless something wakes the service
     * @param column what enables issues besides a label, or null
     * @param permissions what accounts may do
     */
    GitHubBriefSource(
            GitHubClient client,
            Clock clock,
            Path folder,
            Duration interval,
            @Nullable ProjectColumn column,
            Permissions permissions) {
        this.client = client;
        this.clock = clock;
        this.folder = folder;
        this.interval = interval;
        this.permissions = permissions;
        this.column = column;
    }

    @Override
    public List<SourceDocument> documents(SourceQuery query) {
        if (query.issue() != null) {
            return ofIssue(query, query.repositories().get(0), query.issue());
        }
        Map<IssueEntry, List<SourceDocument>> documents = new LinkedHashMap<>();
        Map<Long, Set<Integer>> inColumn = column == null ? Map.of() : column.issues();
        for (RepositoryName name : query.repositories()) {
            Snapshot found;
            try {
                found = poll(name, query, inColumn);
            } catch (RunnerException e) {
                // A limit of requests is the whole forge's.
                if (e.code().category() != ErrorCode.Category.UNAVAILABLE || e.code() == ErrorCode.RATE_LIMITED) {
                    throw e;
                }
                query.unreadable().add(name, e);
                continue;
            }
            Set<Integer> here = inColumn.getOrDefault(found.repository().id(), Set.of());
            List<IssueEntry> issues = found.issues().stream()
                    .map(entry -> entry.inColumn(here.contains(entry.issue().number())))
                    .toList();
            client.known().listed(found.repository().id(), issues, found.comments());
            documents.putAll(Documents.of(issues, found.comments()));
        }
        client.changes()
                .given(documents.keySet().stream().map(IssueEntry::issue).toList());
        return documents.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(NEWEST_FIRST))
                .flatMap(issue -> issue.getValue().stream())
                .toList();
    }

    @Override
    public Optional<SourceDocument> read(DocumentRef ref) {
        permissions.reading(ref.repository());
        Instant asked = clock.instant();
        Optional<SourceDocument> document =
                client.document(ref).map(found -> read(found, asked)).or(() -> readOnce(ref));
        if (document.isPresent()) {
            return document;
        }
        // A fresh document may be 404 for a moment, and to take that for a deletion would end a run.
        client.settle();
        return readOnce(ref);
    }

    @Override
    public Optional<Set<Account>> editors(DocumentRef ref) {
        RepositoryEntry repository = new RepositoryEntry(ref.repositoryId(), ref.repository());
        if (ref.kind() == DocumentKind.ISSUE_BODY) {
            return client.issue(repository, ref.number())
                    .filter(issue -> issue.id() == ref.databaseId())
                    .flatMap(issue -> withAuthor(Documents.body(issue).author(), issue.nodeId()));
        }
        return client.comment(ref.repository(), ref.number(), ref.kind(), ref.databaseId())
                .flatMap(comment -> withAuthor(comment.author(), comment.nodeId()));
    }

    private Optional<Set<Account>> withAuthor(Account author, String nodeId) {
        return client.editors(nodeId).map(editors -> {
            Set<Account> all = new LinkedHashSet<>(editors);
            all.add(author);
            return all;
        });
    }

    @Override
    public Optional<Issue> issue(RepositoryName repository, int number) {
        return client.repository(repository)
                .flatMap(found -> client.issue(found, number)
                        .filter(issue -> issue.issue().repositoryId() == found.id()))
                .map(IssueEntry::issue);
    }

    @Override
    public Permission permission(RepositoryName repository, Account account, boolean fresh) {
        return permissions.of(repository, account, fresh);
    }

    @Override
    public boolean isMember(String organization, String team, Account account, boolean fresh) {
        return client.isMember(organization, team, account);
    }

    @Override
    public Optional<String> unknownRole(RepositoryName repository, Account account) {
        return permissions.unknownRole(repository, account);
    }

    @Override
    public boolean isOwn(Account account) {
        return account.id() == client.ownId();
    }

    @Override
    public Optional<Long> repositoryId(RepositoryName repository) {
        return client.repository(repository).map(RepositoryEntry::id);
    }

    @Override
    public Optional<ForgeClient> forge() {
        return Optional.of(client.forge());
    }

    @Override
    public ForgeUse use() {
        return client.use();
    }

    @Override
    public void close() {
        // The client belongs to the runner.
    }

    private List<SourceDocument> ofIssue(SourceQuery query, RepositoryName name, int number) {
        RepositoryEntry repository = client.requireRepository(name);
        IssueEntry issue = client.issue(repository, number)
                .filter(found -> found.issue().repositoryId() == repository.id())
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.NOT_FOUND,
                        "issue " + name + "#" + number
                                + " does not exist, or the token cannot see it: check the number"));
        IssueEntry placed = placed(issue);
        List<IssueEntry> one = List.of(placed);
        RepositoryScan scan = new RepositoryScan(client, repository, query.labels());
        List<CommentEntry> comments = scan.comments(one);
        client.known().listed(repository.id(), one, comments);
        scan.unread().forEach((unread, why) -> query.unreadable().addIssue(repository.name(), unread, why));
        return Documents.of(one, comments).getOrDefault(placed, List.of());
    }

    /** The issue, and whether it stands in the column this moment. */
    private IssueEntry placed(IssueEntry issue) {
        return column == null ? issue : issue.inColumn(column.holds(issue.nodeId()));
    }

    private synchronized Snapshot poll(RepositoryName name, SourceQuery query, Map<Long, Set<Integer>> inColumn) {
        Set<String> labels = query.labels();
        RepositoryPoll poll = polls.computeIfAbsent(
                new Question(name, labels),
                question -> new RepositoryPoll(
                        client, name, labels, new SnapshotFile(folder, client.host(), name, labels), interval, clock));
        Snapshot found = poll.poll(inColumn);
        poll.unread()
                .forEach((number, why) ->
                        query.unreadable().addIssue(found.repository().name(), number, why));
        return found;
    }

    private SourceDocument read(DocumentQuery.Found found, Instant asked) {
        IssueEntry issue = placed(found.issue());
        SourceDocument document = Documents.with(
                found.comment() == null ? Documents.body(issue) : Documents.comment(issue, found.comment()),
                found.edit());
        if (found.conversation() != null) {
            client.known().read(document.issue(), found.conversation());
        }
        if (found.permission() != null) {
            permissions.came(issue.issue().repository(), document.author(), found.permission(), asked);
        }
        return document;
    }

    private Optional<SourceDocument> readOnce(DocumentRef ref) {
        RepositoryEntry asked = new RepositoryEntry(ref.repositoryId(), ref.repository());
        Optional<IssueEntry> found = client.issue(asked, ref.number()).flatMap(issue -> inRepository(issue, asked));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        IssueEntry issue = placed(found.get());
        if (ref.kind() == DocumentKind.ISSUE_BODY) {
            return issue.id() == ref.databaseId()
                    ? Optional.of(fresh(Documents.body(issue), issue.nodeId()))
                    : Optional.empty();
        }
        return client.comment(issue.issue().repository(), issue.issue().number(), ref.kind(), ref.databaseId())
                .filter(comment -> comment.number() == issue.issue().number())
                .map(comment -> Documents.edited(Documents.comment(issue, comment), client.lastEdit(comment.nodeId())));
    }

    /** The issue, when it is still in the repository that was asked, perhaps under its new name; empty when it was transferred. */
    private Optional<IssueEntry> inRepository(IssueEntry issue, RepositoryEntry asked) {
        if (issue.issue().repositoryId() == asked.id()) {
            return Optional.of(issue);
        }
        return client.repository(issue.issue().repository())
                .filter(repository -> repository.id() == asked.id())
                .flatMap(repository -> client.issue(repository, issue.issue().number()));
    }

    private SourceDocument fresh(SourceDocument document, String nodeId) {
        return client.lastEdit(nodeId)
                .map(edit -> Documents.with(document, edit))
                .orElse(document);
    }

    private record Question(RepositoryName repository, Set<String> labels) {}
}
