package io.github.hirakuarai.codexrunner.forge;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** What stands in a repository this moment; each method looks anew. What it gives are values that change no more. */
public final class RepositoryView {

    private final ForgeState state;
    private final RepositoryEntry repository;

    RepositoryView(ForgeState state, RepositoryEntry repository) {
        this.state = state;
        this.repository = repository;
    }

    /**
     * An issue, or a pull request's issue.
     *
     * @param number its number
     * @param id its numeric id
     * @param author login
     * @param title its title
     * @param body its text; empty when it has none
     * @param open whether it is open
     * @param locked whether its conversation is locked
     * @param labels names
     * @param assignees logins
     * @param events GitHub's words, oldest first, each with the label it concerns: {@code labeled codex:done}
     */
    public record IssueView(
            int number,
            long id,
            String author,
            String title,
            String body,
            boolean open,
            boolean locked,
            Set<String> labels,
            Set<String> assignees,
            List<String> events) {}

    /**
     * A comment or review comment.
     *
     * @param id its numeric id
     * @param author login
     * @param body its text
     * @param createdAt when it was written
     * @param updatedAt when it was last touched
     * @param reactions GitHub's words, oldest first
     */
    public record CommentView(
            long id, String author, String body, Instant createdAt, Instant updatedAt, List<String> reactions) {}

    /**
     * A pull request.
     *
     * @param issue what it has in common with issues
     * @param head the branch it comes from
     * @param headCommit that branch's commit, 40 hexadecimal digits
     * @param base the branch it goes to
     * @param draft whether it is not ready
     * @param merged whether it was merged
     * @param reviewers logins of those asked to review
     * @param files what it changes, paths
     */
    public record PullView(
            IssueView issue,
            String head,
            String headCommit,
            String base,
            boolean draft,
            boolean merged,
            Set<String> reviewers,
            List<String> files) {}

    /**
     * A commit.
     *
     * @param id 40 hexadecimal digits
     * @param parents likewise
     * @param message in full
     * @param author {@code name <email>}
     */
    public record CommitView(String id, List<String> parents, String message, String author) {}

    /** An issue or pull request; empty when it is not there. */
    public Optional<IssueView> issue(int number) {
        return locked(() -> repository.issue(number).map(RepositoryView::view));
    }

    /** The comments of an issue's or pull request's conversation, oldest first. */
    public List<CommentView> comments(int number) {
        return locked(
                () -> known(number).comments.stream().map(RepositoryView::view).toList());
    }

    /** The review comments of a pull request, oldest first. */
    public List<CommentView> reviewComments(int number) {
        return locked(() -> PullRoutes.pull(known(number)).reviewComments.stream()
                .map(RepositoryView::view)
                .toList());
    }

    /** The labels that the repository has. */
    public Set<String> labels() {
        return locked(
                () -> repository.labels().stream().map(label -> label.name).collect(Collectors.toUnmodifiableSet()));
    }

    /** Every pull request, open or not, by number. */
    public List<PullView> pulls() {
        return locked(() -> {
            List<PullView> pulls = new ArrayList<>();
            for (IssueEntry issue : repository.issues.values()) {
                PullEntry pull = issue.pull;
                if (pull != null) {
                    pulls.add(view(issue, pull));
                }
            }
            return pulls;
        });
    }

    /** Refs whose full name begins so, by name, each with its object: {@code refs/codex/}, {@code refs/heads/}. */
    public Map<String, String> refs(String prefix) {
        return repository.git.refs(prefix);
    }

    /** A commit by its id, or by the full name of a ref; empty when it is not there. */
    public Optional<CommitView> commit(String idOrRef) {
        return find(idOrRef).map(RepositoryView::view);
    }

    /** A commit and all before it, newest first: of a record's ref, its history. */
    public List<CommitView> history(String idOrRef) {
        return find(idOrRef)
                .map(commit -> repository.git.commits(commit.name(), null, Integer.MAX_VALUE).stream()
                        .map(RepositoryView::view)
                        .toList())
                .orElse(List.of());
    }

    /** Every path of a commit's files, sorted. */
    public List<String> paths(String idOrRef) {
        return find(idOrRef).map(commit -> repository.git.paths(commit.name())).orElse(List.of());
    }

    /** A file's text in a commit; empty when it is not there. */
    public Optional<String> file(String idOrRef, String path) {
        return find(idOrRef)
                .flatMap(commit -> repository.git.file(commit.name(), path))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** What the forge makes of a commit's signature, in GitHub's words: {@code valid}, {@code unsigned}, or why not. */
    public String verification(String idOrRef) {
        return find(idOrRef)
                .map(commit ->
                        new CommitSignatures(state).of(commit).path("reason").asString())
                .orElseThrow(() -> new IllegalArgumentException("there is no commit " + idOrRef));
    }

    private Optional<RevCommit> find(String idOrRef) {
        return repository.git.commitOf(idOrRef).or(() -> Optional.of(idOrRef)).flatMap(repository.git::commit);
    }

    private IssueEntry known(int number) {
        return repository
                .issue(number)
                .orElseThrow(() -> new IllegalArgumentException("there is no issue " + repository.name + "#" + number));
    }

    private <T> T locked(Supplier<T> look) {
        synchronized (state) {
            return look.get();
        }
    }

    private static IssueView view(IssueEntry issue) {
        return new IssueView(
                issue.number,
                issue.id,
                issue.author.login(),
                issue.title,
                text(issue.body),
                issue.open,
                issue.locked,
                issue.labels.stream().map(label -> label.name).collect(Collectors.toUnmodifiableSet()),
                logins(issue.assignees),
                issue.events.stream().map(RepositoryView::describe).toList());
    }

    private static PullView view(IssueEntry issue, PullEntry pull) {
        return new PullView(
                view(issue),
                pull.head,
                pull.headCommit,
                pull.base,
                pull.draft,
                pull.mergedAt != null,
                logins(pull.requestedReviewers),
                Pulls.files(issue, pull).stream().map(GitDiff.FileDiff::path).toList());
    }

    private static CommentView view(CommentEntry comment) {
        return new CommentView(
                comment.id,
                comment.author.login(),
                text(comment.body),
                comment.createdAt,
                comment.updatedAt,
                comment.reactions.stream().map(ReactionEntry::content).toList());
    }

    private static CommitView view(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        return new CommitView(
                commit.name(),
                Arrays.stream(commit.getParents()).map(RevCommit::name).toList(),
                commit.getFullMessage(),
                author.getName() + " <" + author.getEmailAddress() + ">");
    }

    private static String describe(EventEntry event) {
        String label = event.details().path("label").path("name").asString("");
        return label.isEmpty() ? event.name() : event.name() + " " + label;
    }

    private static Set<String> logins(Set<ForgeUser> users) {
        return users.stream().map(ForgeUser::login).collect(Collectors.toUnmodifiableSet());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
