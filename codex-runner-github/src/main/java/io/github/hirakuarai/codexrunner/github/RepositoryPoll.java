package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one repository again and again, asking only for what has changed.
 *
 * <p>Changes are found by {@code updated_at}, and by events, because labelling may not move it. What was deleted is listed
 * by neither: so every tenth poll, or one after a hundred minutes, reads everything; of polls that come sooner than their
 * interval, because somebody wakes the service, as many as come in nine intervals count as nine. A forge that tells of no events is
 * asked for its labelled issues at the first poll of a process, because whoever set a label and then starts the runner
 * expects to be seen. Used by one thread at a time.
 */
final class RepositoryPoll {

    private static final int POLLS_BETWEEN_SCANS = 10;
    private static final Duration LONGEST_BETWEEN_SCANS = Duration.ofMinutes(100);

    /** What became visible late is asked for once more. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final GitHubClient client;
    private final RepositoryName name;
    private final Set<String> labels;
    private final SnapshotFile file;
    private final Duration interval;
    private final Clock clock;
    /** What was read of the time that is asked for once more, whether or not it is wanted. */
    private final Set<IssueEntry> issuesRead = new HashSet<>();

    private final Set<CommentEntry> commentsRead = new HashSet<>();
    /** What the poll under way has read: a poll that fails has read nothing, and the next one reads it all again. */
    private final Set<IssueEntry> issuesNow = new HashSet<>();

    private final Set<CommentEntry> commentsNow = new HashSet<>();
    /** Why some issues, or their comments, could not be read at this look, by number. */
    private final Map<Integer, RunnerException> unread = new HashMap<>();

    private Map<Long, Set<Integer>> column = Map.of();
    private @Nullable Snapshot known;
    private Instant now = Instant.EPOCH;
    private int polls;

    RepositoryPoll(
            GitHubClient client,
            RepositoryName name,
            Set<String> labels,
            SnapshotFile file,
            Duration interval,
            Clock clock) {
        this.client = client;
        this.name = name;
        this.labels = labels;
        this.file = file;
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * What stands there now.
     *
     * @param inColumn numbers of open issues that are wanted whatever they carry, by their repository's id
     */
    Snapshot poll(Map<Long, Set<Integer>> inColumn) {
        column = inColumn;
        now = clock.instant();
        unread.clear();
        issuesNow.clear();
        commentsNow.clear();
        boolean begins = known == null;
        Optional<Snapshot> before =
                (begins ? file.read() : Optional.ofNullable(known)).filter(snapshot -> !outdated(snapshot));
        Snapshot found = before.flatMap(snapshot -> next(snapshot, begins)).orElseGet(this::scan);
        Snapshot read = found.without(unread.keySet());
        if (!unread.isEmpty()) {
            client.forgetUnchanged();
        }
        if (!read.equals(known)) {
            file.write(read);
        }
        known = read;
        issuesRead.addAll(issuesNow);
        commentsRead.addAll(commentsNow);
        return found;
    }

    /** Why the last look lacks some issues, or their comments, by number: the next one asks for them again. */
    Map<Integer, RunnerException> unread() {
        return Map.copyOf(unread);
    }

    /** The snapshot with all that has changed; empty when it is of another repository, or of one that was renamed. */
    private Optional<Snapshot> next(Snapshot before, boolean begins) {
        polls++;
        // Review comments move their pull request's updated_at, but who knows of their edits: so they have every other
        // turn, and events the rest.
        boolean reviewsTurn = !begins
                && polls % 2 == 0
                && before.issues().stream().anyMatch(issue -> issue.issue().pullRequest());
        Map<DocumentKind, Instant> comments = new EnumMap<>(DocumentKind.class);
        comments.put(DocumentKind.ISSUE_COMMENT, since(before.commentsSeen()));
        if (reviewsTurn) {
            comments.put(DocumentKind.REVIEW_COMMENT, since(before.reviewsSeen()));
        }
        try (GitHubHttp.Ahead ignored =
                client.askAhead(before.repository().name(), since(before.issuesSeen()), !reviewsTurn, comments)) {
            return next(before, begins, reviewsTurn);
        }
    }

    private Optional<Snapshot> next(Snapshot before, boolean begins, boolean reviewsTurn) {
        RepositoryEntry repository = before.repository();
        Set<Integer> touched = new HashSet<>();
        OddEntries odd = new OddEntries(repository, labels);
        List<IssueEntry> changed = issuesSince(before, touched, odd);
        boolean renamed = changed.stream().anyMatch(issue -> issue.issue().repositoryId() == 0);
        if (renamed || (begins && !isSame(before, changed))) {
            return Optional.empty();
        }
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        before.issues().forEach(issue -> issues.put(issue.issue().number(), issue));
        changed.forEach(issue -> issues.put(issue.issue().number(), issue));
        long eventSeen = before.eventSeen();
        if (!reviewsTurn) {
            Optional<IssueEvents> events = client.eventsSince(repository, eventSeen, odd);
            if (events.isPresent()) {
                eventSeen = events.get().newest();
                for (IssueEntry issue : events.get().issues()) {
                    issues.put(issue.issue().number(), issue);
                    touched.add(issue.issue().number());
                }
            } else if (begins) {
                listed(repository).forEach(issue -> issues.put(issue.issue().number(), issue));
            }
        }
        unread.putAll(odd.byIssue());
        issues.keySet().removeAll(unread.keySet());
        addMissing(issues, repository, before.unread());
        Set<Integer> here = column.getOrDefault(repository.id(), Set.of());
        issues.values().removeIf(issue -> !wanted(issue, here));
        addMissing(issues, repository, here);
        // What the overlap brings once more is no news.
        boolean reviews = reviewsTurn
                || changed.stream()
                        .map(IssueEntry::issue)
                        .anyMatch(issue -> issue.pullRequest() && touched.contains(issue.number()));
        Optional<IssueEntry> last = changed.stream().max(Comparator.comparing(IssueEntry::updatedAt));
        Snapshot found = withComments(before, List.copyOf(issues.values()), reviews, touched)
                .seen(
                        newest(before.issuesSeen(), changed, IssueEntry::updatedAt),
                        eventSeen,
                        last.map(IssueEntry::id).orElse(before.anchor()));
        client.changes().polled(repository.id(), touched);
        return Optional.of(found);
    }

    private List<IssueEntry> issuesSince(Snapshot before, Set<Integer> touched, OddEntries odd) {
        Instant since = since(before.issuesSeen());
        issuesRead.removeIf(issue -> issue.updatedAt().isBefore(since));
        issuesRead.addAll(before.issues());
        List<IssueEntry> changed = client.issuesSince(before.repository(), since, issuesRead::contains, odd);
        for (IssueEntry issue : changed) {
            issuesNow.add(issue);
            if (!issuesRead.contains(issue)) {
                touched.add(issue.issue().number());
            }
        }
        return changed;
    }

    /** Whether the repository of this name is still the snapshot's: that is asked for when no issue proves it. */
    private boolean isSame(Snapshot before, List<IssueEntry> changed) {
        return changed.stream().anyMatch(issue -> issue.id() == before.anchor())
                || client.requireRepository(name).equals(before.repository());
    }

    private Snapshot scan() {
        polls = 1;
        RepositoryEntry repository = client.requireRepository(name);
        // Asked before the scan: what changes meanwhile is then asked for once more.
        long event = client.newestEvent(repository);
        Optional<IssueEntry> last = client.newestChange(repository);
        Instant seen = last.map(IssueEntry::updatedAt).orElse(Instant.EPOCH);
        List<IssueEntry> issues = listed(repository);
        List<CommentEntry> comments = read(repository, scan -> scan.comments(issues));
        client.changes().scanned(repository.id());
        // A comment that is written changes its issue too, so the issues' newest change is early enough for comments.
        return new Snapshot(
                Snapshot.VERSION,
                client.host(),
                repository,
                labels,
                clock.instant(),
                seen,
                seen,
                seen,
                event,
                last.map(IssueEntry::id).orElse(0L),
                issues,
                comments,
                Set.of());
    }

    private List<IssueEntry> listed(RepositoryEntry repository) {
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        RepositoryScan scan = new RepositoryScan(client, repository, labels);
        scan.issues().forEach(issue -> issues.put(issue.issue().number(), issue));
        unread.putAll(scan.unread());
        addMissing(issues, repository, column.getOrDefault(repository.id(), Set.of()));
        return List.copyOf(issues.values());
    }

    /**
     * Asks one by one for what no listing gives: what stands in the column carries no label that it could be listed by, and what
     * could not be read before need not have changed since.
     */
    private void addMissing(Map<Integer, IssueEntry> issues, RepositoryEntry repository, Set<Integer> numbers) {
        for (int number : numbers) {
            if (!issues.containsKey(number) && !unread.containsKey(number)) {
                issue(repository, number).ifPresent(issue -> issues.put(number, issue));
            }
        }
    }

    /** An open issue; one that the forge does not give stops no other. */
    private Optional<IssueEntry> issue(RepositoryEntry repository, int number) {
        try {
            return client.issue(repository, number)
                    .filter(issue -> issue.issue().open() && issue.issue().repositoryId() == repository.id());
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.REFUSED) {
                throw e;
            }
            unread.put(number, e);
            return Optional.empty();
        }
    }

    /** The snapshot with these issues, and with the comments that have changed since the last one. */
    private Snapshot withComments(Snapshot before, List<IssueEntry> issues, boolean withReviews, Set<Integer> touched) {
        RepositoryEntry repository = before.repository();
        commentsRead.removeIf(comment -> comment.updatedAt().isBefore(since(before.commentsSeen())));
        commentsRead.addAll(before.comments());
        List<CommentEntry> comments =
                commentsSince(repository, issues, DocumentKind.ISSUE_COMMENT, before.commentsSeen(), touched);
        List<CommentEntry> reviews = withReviews
                ? commentsSince(repository, issues, DocumentKind.REVIEW_COMMENT, before.reviewsSeen(), touched)
                : List.of();
        Map<String, CommentEntry> all = new LinkedHashMap<>();
        before.comments().forEach(comment -> all.put(key(comment), comment));
        comments.forEach(comment -> all.put(key(comment), comment));
        reviews.forEach(comment -> all.put(key(comment), comment));
        read(repository, scan -> scan.comments(newcomers(before, issues)))
                .forEach(comment -> all.put(key(comment), comment));
        return new Snapshot(
                Snapshot.VERSION,
                before.host(),
                repository,
                labels,
                before.scannedAt(),
                before.issuesSeen(),
                newest(before.commentsSeen(), comments, CommentEntry::updatedAt),
                newest(before.reviewsSeen(), reviews, CommentEntry::updatedAt),
                before.eventSeen(),
                before.anchor(),
                issues,
                List.copyOf(all.values()),
                Set.of());
    }

    private List<CommentEntry> commentsSince(
            RepositoryEntry repository,
            List<IssueEntry> issues,
            DocumentKind kind,
            Instant seen,
            Set<Integer> touched) {
        OddEntries odd = new OddEntries(repository, labels);
        Optional<List<CommentEntry>> since =
                client.commentsSince(repository.name(), kind, since(seen), commentsRead::contains, odd);
        unread.putAll(odd.of(issues));
        List<CommentEntry> changed = since.orElseGet(() -> read(
                repository,
                scan -> scan.oneByOne(
                        issues.stream()
                                .filter(issue -> kind == DocumentKind.ISSUE_COMMENT
                                        || issue.issue().pullRequest())
                                .toList(),
                        kind)));
        for (CommentEntry comment : changed) {
            commentsNow.add(comment);
            if (!commentsRead.contains(comment)) {
                touched.add(comment.number());
            }
        }
        return changed;
    }

    private List<CommentEntry> read(RepositoryEntry repository, Function<RepositoryScan, List<CommentEntry>> comments) {
        RepositoryScan scan = new RepositoryScan(client, repository, labels);
        List<CommentEntry> read = comments.apply(scan);
        unread.putAll(scan.unread());
        return read;
    }

    private static List<IssueEntry> newcomers(Snapshot before, Collection<IssueEntry> issues) {
        Set<Integer> there = new HashSet<>();
        before.issues().forEach(issue -> there.add(issue.issue().number()));
        List<IssueEntry> newcomers = new ArrayList<>();
        for (IssueEntry issue : issues) {
            if (!there.contains(issue.issue().number())) {
                newcomers.add(issue);
            }
        }
        return newcomers;
    }

    private boolean wanted(IssueEntry issue, Set<Integer> here) {
        return issue.issue().open()
                && (here.contains(issue.issue().number())
                        || issue.issue().labels().stream()
                                .anyMatch(label -> labels.stream().anyMatch(label::equalsIgnoreCase)));
    }

    private boolean outdated(Snapshot snapshot) {
        Duration age = Duration.between(snapshot.scannedAt(), now);
        return age.isNegative()
                || age.compareTo(LONGEST_BETWEEN_SCANS) >= 0
                || (polls >= POLLS_BETWEEN_SCANS && age.compareTo(interval.multipliedBy(POLLS_BETWEEN_SCANS - 1)) >= 0);
    }

    /** From when on changes are asked for: not from later than now, because a forge's clock that was ahead may be put back. */
    private Instant since(Instant seen) {
        return (seen.isBefore(now) ? seen : now).minus(OVERLAP);
    }

    private static String key(CommentEntry comment) {
        return comment.kind().mark() + comment.id();
    }

    private static <T> Instant newest(Instant seen, Collection<T> changed, Function<T, Instant> updatedAt) {
        return changed.stream().map(updatedAt).reduce(seen, (one, other) -> one.isAfter(other) ? one : other);
    }
}
