package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
 * <p>Changes are found by {@code updated_at}. That misses two things: labelling may not move it, and what was deleted is not
 * listed. So the first poll of a process lists the labelled issues anew, because whoever set a label and then starts the
 * runner expects to be seen; and every tenth poll, or one after a hundred minutes, reads everything. Used by one thread at a
 * time.
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
    private final Clock clock;
    /** What was read of the time that is asked for once more, whether or not it is wanted. */
    private final Set<IssueEntry> issuesRead = new HashSet<>();

    private final Set<CommentEntry> commentsRead = new HashSet<>();
    private Map<Long, Set<Integer>> column = Map.of();
    private @Nullable Snapshot known;
    private int polls;

    RepositoryPoll(GitHubClient client, RepositoryName name, Set<String> labels, SnapshotFile file, Clock clock) {
        this.client = client;
        this.name = name;
        this.labels = labels;
        this.file = file;
        this.clock = clock;
    }

    /**
     * What stands there now.
     *
     * @param inColumn numbers of open issues that are wanted whatever they carry, by their repository's id
     */
    Snapshot poll(Map<Long, Set<Integer>> inColumn) {
        column = inColumn;
        Snapshot before = known;
        Snapshot now = before == null ? first() : next(before);
        if (!now.equals(before)) {
            file.write(now);
        }
        known = now;
        return now;
    }

    private Snapshot first() {
        RepositoryEntry repository = client.requireRepository(name);
        Optional<Snapshot> kept =
                file.read().filter(snapshot -> snapshot.repository().equals(repository) && !outdated(snapshot));
        if (kept.isEmpty()) {
            return scan(repository);
        }
        polls = 1;
        List<IssueEntry> issues = listed(repository);
        // The cursor stays: a change between the last poll and this listing is seen once more by the next one.
        return follow(kept.get(), issues, kept.get().issuesSeen());
    }

    private Snapshot next(Snapshot before) {
        if (polls >= POLLS_BETWEEN_SCANS || outdated(before)) {
            return scanAnew();
        }
        polls++;
        Instant since = before.issuesSeen().minus(OVERLAP);
        issuesRead.removeIf(issue -> issue.updatedAt().isBefore(since));
        issuesRead.addAll(before.issues());
        List<IssueEntry> changed = client.issuesSince(before.repository(), since, issuesRead::contains);
        issuesRead.addAll(changed);
        if (changed.stream().anyMatch(issue -> issue.issue().repositoryId() == 0)) {
            // It was renamed.
            return scanAnew();
        }
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        before.issues().forEach(issue -> issues.put(issue.issue().number(), issue));
        changed.forEach(issue -> issues.put(issue.issue().number(), issue));
        Set<Integer> here = column.getOrDefault(before.repository().id(), Set.of());
        issues.values().removeIf(issue -> !wanted(issue, here));
        addMissing(issues, before.repository());
        return follow(before, issues.values(), newest(before.issuesSeen(), changed, IssueEntry::updatedAt));
    }

    private Snapshot scanAnew() {
        return scan(client.requireRepository(name));
    }

    private Snapshot scan(RepositoryEntry repository) {
        polls = 1;
        // Asked before the scan: what changes meanwhile is then asked for once more.
        Instant seen = client.newestChange(repository).orElse(Instant.EPOCH);
        RepositoryScan scan = new RepositoryScan(client, repository);
        List<IssueEntry> issues = listed(repository);
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
                issues,
                scan.comments(issues));
    }

    private List<IssueEntry> listed(RepositoryEntry repository) {
        Map<Integer, IssueEntry> issues = new LinkedHashMap<>();
        new RepositoryScan(client, repository)
                .issues(labels)
                .forEach(issue -> issues.put(issue.issue().number(), issue));
        addMissing(issues, repository);
        return List.copyOf(issues.values());
    }

    /** What stands in the column carries no label that it could be listed by. */
    private void addMissing(Map<Integer, IssueEntry> issues, RepositoryEntry repository) {
        for (int number : column.getOrDefault(repository.id(), Set.of())) {
            if (!issues.containsKey(number)) {
                client.issue(repository, number)
                        .filter(issue -> issue.issue().open() && issue.issue().repositoryId() == repository.id())
                        .ifPresent(issue -> issues.put(number, issue));
            }
        }
    }

    /** The snapshot with these issues, and with the comments that have changed since the last one. */
    private Snapshot follow(Snapshot before, Collection<IssueEntry> issues, Instant issuesSeen) {
        RepositoryEntry repository = before.repository();
        commentsRead.removeIf(
                comment -> comment.updatedAt().isBefore(before.commentsSeen().minus(OVERLAP)));
        commentsRead.addAll(before.comments());
        List<CommentEntry> comments = commentsSince(repository, DocumentKind.ISSUE_COMMENT, before.commentsSeen());
        // Most repositories have no pull request that carries the label, and are spared the request.
        List<CommentEntry> reviews =
                issues.stream().anyMatch(issue -> issue.issue().pullRequest())
                        ? commentsSince(repository, DocumentKind.REVIEW_COMMENT, before.reviewsSeen())
                        : List.of();
        Map<String, CommentEntry> all = new LinkedHashMap<>();
        before.comments().forEach(comment -> all.put(key(comment), comment));
        comments.forEach(comment -> all.put(key(comment), comment));
        reviews.forEach(comment -> all.put(key(comment), comment));
        new RepositoryScan(client, repository)
                .comments(newcomers(before, issues))
                .forEach(comment -> all.put(key(comment), comment));
        return new Snapshot(
                Snapshot.VERSION,
                before.host(),
                repository,
                labels,
                before.scannedAt(),
                issuesSeen,
                newest(before.commentsSeen(), comments, CommentEntry::updatedAt),
                newest(before.reviewsSeen(), reviews, CommentEntry::updatedAt),
                List.copyOf(issues),
                List.copyOf(all.values()));
    }

    private List<CommentEntry> commentsSince(RepositoryEntry repository, DocumentKind kind, Instant seen) {
        List<CommentEntry> changed =
                client.commentsSince(repository.name(), kind, seen.minus(OVERLAP), commentsRead::contains);
        commentsRead.addAll(changed);
        return changed;
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
        Duration age = Duration.between(snapshot.scannedAt(), clock.instant());
        return age.isNegative() || age.compareTo(LONGEST_BETWEEN_SCANS) >= 0;
    }

    private static String key(CommentEntry comment) {
        return comment.kind().mark() + comment.id();
    }

    private static <T> Instant newest(Instant seen, Collection<T> changed, Function<T, Instant> updatedAt) {
        return changed.stream().map(updatedAt).reduce(seen, (one, other) -> one.isAfter(other) ? one : other);
    }
}
