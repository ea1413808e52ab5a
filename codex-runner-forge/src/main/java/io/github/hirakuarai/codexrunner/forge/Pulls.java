package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** Opens pull requests, merges them, and follows the branches that they stand on. Asks for no permission. */
final class Pulls {

    private static final int MOST_COMMITS = 250;
    private static final Pattern CLOSING = Pattern.compile(
            "\\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\\s+#(\\d{1,9})\\b", Pattern.CASE_INSENSITIVE);

    private final ForgeState state;
    private final Issues issues;

    Pulls(ForgeState state, Issues issues) {
        this.state = state;
        this.issues = issues;
    }

    /**
     * What somebody asks for.
     *
     * @param title its title
     * @param body its text, or null
     * @param head the branch to take from: {@code branch} or {@code owner:branch}
     * @param base the branch to bring it to
     * @param draft whether it is not ready yet
     */
    record Wish(
            @Nullable String title,
            @Nullable String body,
            @Nullable String head,
            @Nullable String base,
            boolean draft) {}

    IssueEntry open(RepositoryEntry repository, ForgeUser author, Wish wish) {
        String base = wish.base() == null ? "" : wish.base();
        String head = headBranch(repository, wish.head());
        String baseCommit = repository.git.branch(base).orElseThrow(() -> invalid("base"));
        String headCommit = repository.git.branch(head).orElseThrow(() -> invalid("head"));
        if (commits(repository, headCommit, baseCommit).isEmpty()) {
            throw ApiException.custom("PullRequest", "No commits between " + base + " and " + head);
        }
        if (repository.issues.values().stream().anyMatch(issue -> isOpenPull(issue, head, base))) {
            throw ApiException.custom(
                    "PullRequest", "A pull request already exists for " + repository.owner.login() + ":" + head + ".");
        }
        IssueEntry issue = issues.draft(repository, author, "PullRequest", wish.title(), wish.body());
        issue.pull = new PullEntry(head, headCommit, base, baseCommit, wish.draft());
        issues.publish(issue, List.of());
        repository.git.move(hiddenRef(issue), ObjectId.fromString(headCommit));
        return issue;
    }

    /** Called after a push: open pull requests follow their head, and are closed when it is deleted. */
    void followPush(RepositoryEntry repository, ForgeUser actor, String branch, String before, Optional<String> after) {
        repository.pushedAt = state.now();
        for (IssueEntry issue : repository.issues.values()) {
            PullEntry pull = issue.pull;
            if (pull == null || !issue.open || !pull.head.equals(branch)) {
                continue;
            }
            if (after.isEmpty()) {
                issues.note(issue, actor, "head_ref_deleted", Json.object());
                issues.setOpen(issue, actor, false, null);
            } else {
                boolean forced = repository
                        .git
                        .mergeBase(before, after.get())
                        .filter(before::equals)
                        .isEmpty();
                if (forced) {
                    issues.note(issue, actor, "head_ref_force_pushed", Json.object("commit_id", after.get()));
                }
                pull.headCommit = after.get();
                issue.updatedAt = state.now();
                repository.git.move(hiddenRef(issue), ObjectId.fromString(pull.headCommit));
            }
        }
    }

    /** Merges, and closes the issues that its text says it closes. */
    void merge(IssueEntry issue, PullEntry pull, ForgeUser actor) {
        if (!issue.open || pull.mergedAt != null) {
            throw ApiException.of(405, "Pull Request is not mergeable");
        }
        Instant now = state.now();
        String message = "Merge pull request #" + issue.number + " from " + issue.repository.owner.login() + "/"
                + pull.head + "\n\n" + issue.title;
        pull.mergeCommit = issue.repository
                .git
                .merge(pull.base, pull.headCommit, message, actor, now)
                .orElseThrow(() -> ApiException.of(405, "Pull Request has merge conflicts"));
        pull.mergedAt = now;
        pull.mergedBy = actor;
        issues.note(issue, actor, "merged", Json.object("commit_id", pull.mergeCommit));
        issues.setOpen(issue, actor, false, null);
        if (issue.body != null && pull.base.equals(issue.repository.defaultBranch)) {
            Matcher closing = CLOSING.matcher(issue.body);
            while (closing.find()) {
                issue.repository
                        .issue(Integer.parseInt(closing.group(1)))
                        .ifPresent(closed -> issues.setOpen(closed, actor, false, "completed"));
            }
        }
    }

    /** The pull request's own commits, oldest first. */
    static List<RevCommit> commits(IssueEntry issue, PullEntry pull) {
        List<RevCommit> newestFirst = commits(issue.repository, pull.headCommit, diffBase(issue, pull));
        return newestFirst.stream()
                .sorted((one, other) -> newestFirst.indexOf(other) - newestFirst.indexOf(one))
                .toList();
    }

    /** What a pull request changes, against the point where it left its base. */
    static List<GitDiff.FileDiff> files(IssueEntry issue, PullEntry pull) {
        return GitDiff.between(issue.repository.git, diffBase(issue, pull), pull.headCommit);
    }

    private static List<RevCommit> commits(RepositoryEntry repository, String head, String base) {
        return repository.git.commits(head, base, MOST_COMMITS);
    }

    private static String diffBase(IssueEntry issue, PullEntry pull) {
        GitStore git = issue.repository.git;
        // Against a merged pull request's base of today there would be no difference left.
        String base =
                pull.mergedAt != null ? pull.baseCommit : git.branch(pull.base).orElse(pull.baseCommit);
        return git.mergeBase(base, pull.headCommit).orElse(pull.baseCommit);
    }

    private static boolean isOpenPull(IssueEntry issue, String head, String base) {
        PullEntry pull = issue.pull;
        return issue.open && pull != null && pull.head.equals(head) && pull.base.equals(base);
    }

    private static String headBranch(RepositoryEntry repository, @Nullable String head) {
        if (head == null) {
            throw invalid("head");
        }
        int colon = head.indexOf(':');
        if (colon >= 0 && !head.substring(0, colon).equalsIgnoreCase(repository.owner.login())) {
            throw invalid("head");
        }
        return head.substring(colon + 1);
    }

    private static String hiddenRef(IssueEntry issue) {
        return "refs/pull/" + issue.number + "/head";
    }

    private static ApiException invalid(String field) {
        return ApiException.invalid("PullRequest", field, "invalid");
    }
}
