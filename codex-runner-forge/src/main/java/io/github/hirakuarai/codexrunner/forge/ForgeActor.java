package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.CommentEntry.ReviewPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one account does on the forge, as if on its pages: with no token, and with no question whether it may. Repositories
 * are named {@code owner/name}; numbers are those of issues and pull requests, ids those of comments and review comments.
 */
public final class ForgeActor {

    private final Services services;
    private final ForgeUser user;

    ForgeActor(Services services, ForgeUser user) {
        this.services = services;
        this.user = user;
    }

    /** Opens an issue, and gives its number. */
    public int createIssue(String repository, String title, String body, List<String> labels) {
        return locked(() -> services.issues().create(services.known(repository), user, title, body, labels).number);
    }

    /** Writes a comment, and gives its id. */
    public long comment(String repository, int number, String body) {
        return locked(() -> services.issues().comment(issue(repository, number), user, body).id);
    }

    /** Opens a pull request, and gives its number. */
    public int openPull(String repository, String head, String base, String title, String body) {
        return locked(() -> services.pulls()
                .open(services.known(repository), user, new Pulls.Wish(title, body, head, base, false))
                .number);
    }

    /** Writes a comment on a line of a pull request's diff, and gives its id. */
    public long reviewComment(String repository, int number, String path, int line, String body) {
        return locked(() -> {
            IssueEntry issue = issue(repository, number);
            ReviewPlace place = ReviewCommentRoutes.place(issue, path, line);
            return services.issues().reviewComment(issue, user, body, place).id;
        });
    }

    /** Changes the text of an issue or pull request, whoever wrote it. */
    public void editIssue(String repository, int number, String body) {
        on(repository, number, (issues, issue) -> issues.editBody(issue, user, body));
    }

    /** Changes the text of a comment or review comment, whoever wrote it. */
    public void editComment(String repository, long id, String body) {
        onComment(repository, id, (issues, comment) -> issues.editComment(comment, user, body));
    }

    /** Deletes a comment or review comment. */
    public void deleteComment(String repository, long id) {
        onComment(repository, id, (issues, comment) -> issues.deleteComment(comment));
    }

    /**
     * Hides a comment or review comment, or shows it again.
     *
     * @param reason GitHub's word: {@code spam}, {@code off-topic}, {@code outdated}, …; null shows it again
     */
    public void minimize(String repository, long id, @Nullable String reason) {
        onComment(repository, id, (issues, comment) -> comment.minimized = reason);
    }

    /** Puts a label on an issue; one that the repository does not have is made. */
    public void addLabel(String repository, int number, String label) {
        on(repository, number, (issues, issue) -> issues.addLabel(issue, user, label));
    }

    /** Takes a label off an issue; that it is not there is no error. */
    public void removeLabel(String repository, int number, String label) {
        on(repository, number, (issues, issue) -> issues.removeLabel(issue, user, label));
    }

    /**
     * Sets an issue's or pull request's field in a project, into which it is put first when it is not there.
     *
     * @param project the project's number among those of its owner
     * @param value an option of the field; null takes it away
     */
    public void setProjectField(
            String owner, int project, String repository, int number, String field, @Nullable String value) {
        on(repository, number, (issues, issue) -> {
            ForgeState state = services.state();
            ProjectEntry entry = state.project(state.knownUser(owner), project)
                    .orElseThrow(() -> new IllegalArgumentException("there is no project " + owner + "/" + project));
            Map<String, String> values = entry.items.computeIfAbsent(issue, there -> new HashMap<>());
            if (value == null) {
                values.remove(field);
            } else {
                values.put(field, value);
            }
        });
    }

    /** Closes an issue or pull request. */
    public void close(String repository, int number) {
        on(repository, number, (issues, issue) -> issues.setOpen(issue, user, false, "completed"));
    }

    /** Opens an issue or pull request again. */
    public void reopen(String repository, int number) {
        on(repository, number, (issues, issue) -> issues.setOpen(issue, user, true, "reopened"));
    }

    /** Locks a conversation. */
    public void lock(String repository, int number) {
        on(repository, number, (issues, issue) -> issues.setLocked(issue, user, true));
    }

    /** Unlocks a conversation. */
    public void unlock(String repository, int number) {
        on(repository, number, (issues, issue) -> issues.setLocked(issue, user, false));
    }

    /** Deletes an issue: from then on it is 410. */
    public void deleteIssue(String repository, int number) {
        on(repository, number, Issues::delete);
    }

    /** Moves an issue to another repository, and gives its new number. From then on the old address is 301. */
    public int transferIssue(String repository, int number, String target) {
        return locked(() -> {
            IssueEntry issue = issue(repository, number);
            services.issues().transfer(issue, user, services.known(target));
            return issue.number;
        });
    }

    /** Merges a pull request. */
    public void merge(String repository, int number) {
        on(repository, number, (issues, issue) -> services.pulls().merge(issue, PullRoutes.pull(issue), user));
    }

    /**
     * Pushes a commit to a branch; a branch that is not there yet starts from the default branch. Pull requests on it
     * follow.
     *
     * @param files contents by path, a null one deletes; what is not named stays
     * @return the commit, 40 hexadecimal digits
     */
    public String push(String repository, String branch, String message, Map<String, @Nullable String> files) {
        return locked(() -> {
            RepositoryEntry entry = services.known(repository);
            String start = entry.git
                    .branch(branch)
                    .or(() -> entry.git.branch(entry.defaultBranch))
                    .orElseThrow();
            String commit = entry.git.write(
                    branch, start, message, files, user, services.state().now());
            services.pulls().followPush(entry, user, branch, start, Optional.of(commit));
            return commit;
        });
    }

    /** Deletes a branch; pull requests from it are closed. */
    public void deleteBranch(String repository, String branch) {
        locked(() -> {
            RepositoryEntry entry = services.known(repository);
            String before = entry.git.branch(branch).orElseThrow();
            entry.git.delete("refs/heads/" + branch);
            services.pulls().followPush(entry, user, branch, before, Optional.empty());
            return branch;
        });
    }

    private void on(String repository, int number, BiConsumer<Issues, IssueEntry> act) {
        locked(() -> {
            act.accept(services.issues(), issue(repository, number));
            return number;
        });
    }

    private void onComment(String repository, long id, BiConsumer<Issues, CommentEntry> act) {
        locked(() -> {
            CommentEntry comment = services.known(repository).issues.values().stream()
                    .flatMap(issue -> Stream.concat(
                            issue.comments.stream(),
                            issue.pull == null ? Stream.empty() : issue.pull.reviewComments.stream()))
                    .filter(candidate -> candidate.id == id)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no comment " + id));
            act.accept(services.issues(), comment);
            return id;
        });
    }

    private IssueEntry issue(String repository, int number) {
        return services.known(repository)
                .issue(number)
                .orElseThrow(() -> new IllegalArgumentException("there is no issue " + repository + "#" + number));
    }

    private <T> T locked(Supplier<T> act) {
        synchronized (services.state()) {
            return act.get();
        }
    }
}
