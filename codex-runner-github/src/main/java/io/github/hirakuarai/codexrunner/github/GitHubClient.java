package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What the runner asks of GitHub, in its own terms. Shared by the plugins of one runner, so that one pacing holds for all. Safe
 * for many threads. Every method fails as {@link GitHubHttp} says; a write asks its fence first.
 */
final class GitHubClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GitHubClient.class);

    private static final String DEFAULT_API = "https://api.github.com";
    /** The most that a page holds. */
    static final String PAGES = "per_page=100";

    private final GitHubHttp http;
    private final LastEditQuery lastEdits;
    private final EditorsQuery editors;
    private final DocumentQuery documents;
    private final KnownDocuments known = new KnownDocuments();
    private final OwnAccount ownAccount;
    private final Changes changes = new Changes();
    private final GitHubPulls pulls;
    private final GitHubForge forge;
    private final AtomicBoolean eventsMissed = new AtomicBoolean();

    GitHubClient(GitHubHttp http, @Nullable Long ownId) {
        this.http = http;
        this.lastEdits = new LastEditQuery(http);
        this.editors = new EditorsQuery(http);
        this.documents = new DocumentQuery(http);
        this.pulls = new GitHubPulls(http);
        this.forge = new GitHubForge(http);
        this.ownAccount = new OwnAccount(http, ownId);
    }

    /** The client of this runner. */
    static GitHubClient shared(PluginContext context) {
        return context.shared(
                GitHubClient.class,
                () -> new GitHubClient(
                        new GitHubHttp(
                                context.http(),
                                apiUrl(context.settings()),
                                context.tokens(),
                                context.texts(),
                                context.clock(),
                                HttpTimings.of(context.settings()),
                                Waiting.real()),
                        context.settings()
                                .text("github.account")
                                .map(Long::valueOf)
                                .orElse(null)));
    }

    /** Where the API is. */
    static URI apiUrl(Settings settings) {
        return URI.create(settings.text("github.apiUrl").orElse(DEFAULT_API));
    }

    /** The host of the API, with its port. */
    String host() {
        return http.origin().host();
    }

    /** What was asked for so far. */
    ForgeUse use() {
        return http.use();
    }

    /** Requests of other plugins. */
    GitHubForge forge() {
        return forge;
    }

    /** What concerns pull requests. */
    GitHubPulls pulls() {
        return pulls;
    }

    /** What the polls of this runner have seen change. */
    Changes changes() {
        return changes;
    }

    /** What came along when issues were listed or read. */
    KnownDocuments known() {
        return known;
    }

    /** A document that was listed, with everything by which a run is judged; empty where one answer cannot tell all of it. */
    Optional<DocumentQuery.Found> document(DocumentRef ref) {
        return known.name(ref).flatMap(name -> documents.ask(ref, name));
    }

    /** The comments of an issue's conversation: those that came with it, else as they are now. */
    List<CommentEntry> conversation(Issue issue) {
        return known.conversation(issue)
                .orElseGet(() -> comments(issue.repository(), issue.number(), DocumentKind.ISSUE_COMMENT));
    }

    /** The numeric id of the account that the token belongs to; for an App, of its bot user. */
    long ownId() {
        return ownAccount.id();
    }

    /** A repository; empty when it is not there or may not be seen. */
    Optional<RepositoryEntry> repository(RepositoryName name) {
        return http.find(path(name)).map(GitHubJson::repository);
    }

    /** A repository that has to be there. */
    RepositoryEntry requireRepository(RepositoryName name) {
        return repository(name)
                .orElseThrow(() -> new RunnerException(
                        ErrorCode.NOT_FOUND,
                        "repository " + name + " does not exist, or the token cannot see it: "
                                + http.toCheck("'repositories'")));
    }

    /** The open issues and pull requests that carry a label, newest first. */
    List<IssueEntry> openIssues(RepositoryEntry repository, String label, OddEntries odd) {
        String query = "/issues?state=open&labels=" + encode(label) + "&sort=created&direction=desc&" + PAGES;
        return http.list(path(repository.name()) + query).stream()
                .flatMap(issue -> odd.issue(issue).stream())
                .toList();
    }

    /**
     * The issues and pull requests, in whatever state, that have changed since, newest change first. What is changed while
     * they are read comes first, and hides nothing behind a page's end.
     *
     * @param known stands for what was read before: a page that holds nothing else is the last
     */
    List<IssueEntry> issuesSince(
            RepositoryEntry repository, Instant since, Predicate<IssueEntry> known, OddEntries odd) {
        return changed(issuesPath(repository.name(), since), odd::issue, known);
    }

    /**
     * Asks at the same time for what a poll reads one after another: {@link #issuesSince}, {@link #eventsSince} and {@link
     * #commentsSince}.
     *
     * @param kinds whose comments are read, and since when
     * @return to be closed after them
     */
    GitHubHttp.Ahead askAhead(
            RepositoryName repository, Instant issuesSince, boolean events, Map<DocumentKind, Instant> kinds) {
        List<String> paths = new ArrayList<>();
        paths.add(issuesPath(repository, issuesSince));
        if (events) {
            paths.add(eventsPath(repository));
        }
        kinds.forEach((kind, since) -> paths.add(commentsPath(repository, kind, since)));
        return http.askAhead(paths);
    }

    /** Has what {@link #issuesSince}, {@link #eventsSince} and {@link #commentsSince} give sent in full once more. */
    void forgetUnchanged() {
        http.forgetPolledPages();
    }

    /** The issue that changed last; empty when there is none that can be read. */
    Optional<IssueEntry> newestChange(RepositoryEntry repository) {
        Page page = http.firstPage(newestChangePath(repository.name()));
        return page.items().stream().findFirst().flatMap(new OddEntries(repository, Set.of())::issue);
    }

    /**
     * The issues on which anything was done since an event, as they stand now, and the newest event: labels, too, which need
     * not move an issue's {@code updated_at}. Empty on a forge that does not tell.
     *
     * @param seen the id of the newest event that was read before
     */
    Optional<IssueEvents> eventsSince(RepositoryEntry repository, long seen, OddEntries odd) {
        Optional<List<JsonNode>> events = supported(() -> http.until(
                http.polledPage(eventsPath(repository.name())),
                page -> page.stream().anyMatch(event -> IssueEvents.isSeen(event, seen))));
        return events.map(all -> IssueEvents.of(all, seen, odd));
    }

    /** The id of the newest event on any issue; 0 when there is none, or the forge does not tell. */
    long newestEvent(RepositoryEntry repository) {
        return supported(() -> http.firstPage(newestEventPath(repository.name())))
                .flatMap(page -> page.items().stream().findFirst())
                .map(IssueEvents::id)
                .orElse(0L);
    }

    /** An issue or pull request; empty when it was deleted. One that was transferred names its new repository. */
    Optional<IssueEntry> issue(RepositoryEntry repository, int number) {
        return http.find(issuePath(repository.name(), number))
                .map(json -> reading(repository.name() + "#" + number, () -> GitHubJson.issue(json, repository)));
    }

    /** The comments of an issue's conversation, or those on a pull request's diff, oldest first. */
    List<CommentEntry> comments(RepositoryName repository, int number, DocumentKind kind) {
        String list = kind == DocumentKind.REVIEW_COMMENT
                ? path(repository) + "/pulls/" + number + "/comments?"
                : issuePath(repository, number) + "/comments?";
        List<JsonNode> all = http.list(list + PAGES);
        return reading(
                repository + "#" + number,
                () -> all.stream()
                        .map(comment -> GitHubJson.comment(comment, kind, number))
                        .toList());
    }

    /**
     * The comments of all issues of a repository, if they come on at most so many pages; empty otherwise.
     *
     * @param pages 1 or more
     */
    Optional<List<CommentEntry>> allComments(RepositoryName repository, DocumentKind kind, int pages, OddEntries odd) {
        // By creation, upwards: what is written meanwhile comes last and shifts no page.
        Optional<Page> first =
                supported(() -> http.firstPage(listPath(repository, kind) + "?sort=created&direction=asc&" + PAGES));
        boolean tooLong = first.isEmpty()
                || (first.get().next() != null
                        && (first.get().pages() == null || first.get().pages() > pages));
        return tooLong
                ? Optional.empty()
                : Optional.of(http.all(first.get()).stream()
                        .flatMap(comment -> odd.comment(comment, kind).stream())
                        .toList());
    }

    /**
     * The comments of all issues of a repository that have changed since; as {@link #issuesSince}. Empty on a forge that
     * lists comments by issue only.
     */
    Optional<List<CommentEntry>> commentsSince(
            RepositoryName repository,
            DocumentKind kind,
            Instant since,
            Predicate<CommentEntry> known,
            OddEntries odd) {
        return supported(
                () -> changed(commentsPath(repository, kind, since), comment -> odd.comment(comment, kind), known));
    }

    /** A comment on an issue; empty when it was deleted. Some forges give comments in lists only. */
    Optional<CommentEntry> comment(RepositoryName repository, int number, DocumentKind kind, long id) {
        return comment(repository, kind, id)
                .or(() -> comments(repository, number, kind).stream()
                        .filter(comment -> comment.id() == id)
                        .findFirst());
    }

    /** A comment; empty when it was deleted, or the forge gives no single comments. */
    Optional<CommentEntry> comment(RepositoryName repository, DocumentKind kind, long id) {
        return supported(() -> http.get(listPath(repository, kind) + "/" + id))
                .map(json ->
                        reading("comment " + id + " in " + repository, () -> GitHubJson.comment(json, kind, null)));
    }

    /** Whether a comment carries a reaction, whoever gave it; not where the forge does not tell. */
    boolean hasReaction(RepositoryName repository, long commentId, String content) {
        return supported(() -> http.get(path(repository) + "/issues/comments/" + commentId))
                .filter(json -> json.path("reactions").path(content).asInt(0) > 0)
                .isPresent();
    }

    /** Text, last editor and whether it is minimised; empty where the forge cannot tell. */
    Optional<LastEdit> lastEdit(String nodeId) {
        return lastEdits.ask(nodeId);
    }

    /** Who edited a document besides its author; empty where the forge cannot tell. */
    Optional<Set<Account>> editors(String nodeId) {
        return editors.ask(nodeId);
    }

    /** The Project column of a configuration; empty when it names none. */
    Optional<ProjectColumn> column(Settings settings) {
        return ProjectColumn.of(settings, http);
    }

    /**
     * The forge's answer to what an account may do in a repository; empty when it is no collaborator. An account that took
     * over the login of another is none.
     */
    Optional<JsonNode> permission(RepositoryName repository, Account account) {
        return http.find(path(repository) + "/collaborators/" + encode(account.login()) + "/permission")
                .filter(json -> json.path("user").path("id").asLong(0) == account.id() && account.id() != 0);
    }

    /**
     * Whether an account is an active member of a team. A token that may not read the organization's teams knows of no
     * member.
     */
    boolean isMember(String organization, String team, Account account) {
        try {
            return http.find("/orgs/" + encode(organization) + "/teams/" + encode(team) + "/memberships/"
                            + encode(account.login()))
                    .filter(json -> json.path("state").asString("").equals("active"))
                    .isPresent();
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.REFUSED) {
                throw e;
            }
            return false;
        }
    }

    /** Whether a repository belongs to an account: some forges do not list the owner as a collaborator. */
    boolean isOwner(RepositoryName repository, Account account) {
        return account.id() != 0
                && account.login().equalsIgnoreCase(repository.owner())
                && http.find(path(repository))
                        .filter(json -> json.path("owner").path("id").asLong(0) == account.id())
                        .isPresent();
    }

    /** What was done with labels on an issue, oldest first; nothing on a forge that does not tell. */
    List<LabelEvent> labelEvents(RepositoryName repository, int number) {
        Optional<List<JsonNode>> all = supported(() -> http.list(issuePath(repository, number) + "/events?" + PAGES));
        if (all.isEmpty() && !eventsMissed.getAndSet(true)) {
            LOG.warn("{} does not tell of label events: commands are taken from comments only", host());
        }
        List<LabelEvent> events = new ArrayList<>();
        for (JsonNode event : all.orElse(List.of())) {
            String kind = event.path("event").asString("");
            if (kind.equals("labeled") || kind.equals("unlabeled")) {
                events.add(GitHubJson.labelEvent(event));
            }
        }
        return events;
    }

    /** The labels of an issue as they stand. */
    Set<String> labels(RepositoryName repository, int number) {
        return GitHubJson.labels(http.get(issuePath(repository, number) + "/labels?" + PAGES));
    }

    /** Puts labels on an issue, next to those that it has; gives all that it has then. */
    Set<String> addLabels(RepositoryName repository, int number, Collection<String> labels, Fence fence) {
        JsonNode answer =
                http.write("POST", issuePath(repository, number) + "/labels", Map.of("labels", labels), fence);
        return answer.isArray() ? GitHubJson.labels(answer) : labels(repository, number);
    }

    /** Takes a label off an issue; that somebody else did so is as good. */
    void removeLabel(RepositoryName repository, int number, String label, Fence fence) {
        try {
            http.write("DELETE", issuePath(repository, number) + "/labels/" + encode(label), null, fence);
        } catch (RefusedException e) {
            if (!e.missing()) {
                throw e;
            }
        }
    }

    /** Writes a comment. When the answer is lost it may stand there all the same. */
    CommentEntry createComment(RepositoryName repository, int number, String body, Fence fence) {
        JsonNode json =
                http.writeOnce("POST", issuePath(repository, number) + "/comments", Map.of("body", body), true, fence);
        return GitHubJson.comment(json, DocumentKind.ISSUE_COMMENT, number);
    }

    /** Deletes a comment; that it is gone already, or that the forge does not let the runner, is no failure. */
    void deleteComment(RepositoryName repository, long id, Fence fence) {
        try {
            http.write("DELETE", path(repository) + "/issues/comments/" + id, null, fence);
        } catch (RefusedException e) {
            LOG.debug("comment {} of {} is not deleted: {}", id, repository, e.getMessage());
        }
    }

    /** Puts the runner's reaction on a comment, once however often it is done: {@code eyes}, {@code +1}, … */
    void react(RepositoryName repository, long commentId, String content, Fence fence) {
        http.write(
                "POST",
                path(repository) + "/issues/comments/" + commentId + "/reactions",
                Map.of("content", content),
                fence);
    }

    /** Replaces a comment's text; empty when the comment is gone. */
    Optional<CommentEntry> updateComment(RepositoryName repository, long id, String body, Fence fence) {
        try {
            JsonNode json =
                    http.write("PATCH", path(repository) + "/issues/comments/" + id, Map.of("body", body), fence);
            return Optional.of(GitHubJson.comment(json, DocumentKind.ISSUE_COMMENT, null));
        } catch (RefusedException e) {
            if (e.missing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives the forge a moment after a lost answer, before one looks for what became of the write. */
    void settle() {
        http.settle();
    }

    @Override
    public void close() {
        // The JDK's client ends by itself when nobody refers to it any more.
    }

    /** What can be read of a list; an element that cannot is never known. */
    private <T> List<T> changed(String path, Function<JsonNode, Optional<T>> read, Predicate<T> known) {
        List<JsonNode> items = http.until(
                http.polledPage(path),
                page -> page.stream()
                        .allMatch(item -> read.apply(item).filter(known).isPresent()));
        return items.stream().flatMap(item -> read.apply(item).stream()).toList();
    }

    /** Reads something of which the message of an odd answer should tell. */
    private static <T> T reading(String thing, Supplier<T> read) {
        try {
            return read.get();
        } catch (OddAnswerException e) {
            throw e.of(thing);
        }
    }

    /** Empty where the forge lacks what is asked for, or it is not there. */
    private static <T> Optional<T> supported(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RefusedException e) {
            if (e.unsupported()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static String path(RepositoryName repository) {
        return "/repos/" + repository;
    }

    static String issuePath(RepositoryName repository, int number) {
        return path(repository) + "/issues/" + number;
    }

    private static String listPath(RepositoryName repository, DocumentKind kind) {
        return path(repository) + (kind == DocumentKind.REVIEW_COMMENT ? "/pulls/comments" : "/issues/comments");
    }

    private static String issuesPath(RepositoryName repository, Instant since) {
        return path(repository) + "/issues?state=all&sort=updated&direction=desc&since=" + second(since) + "&" + PAGES;
    }

    private static String newestChangePath(RepositoryName repository) {
        return path(repository) + "/issues?state=all&sort=updated&direction=desc&per_page=1";
    }

    private static String newestEventPath(RepositoryName repository) {
        return path(repository) + "/issues/events?per_page=1";
    }

    private static String eventsPath(RepositoryName repository) {
        return path(repository) + "/issues/events?" + PAGES;
    }

    private static String commentsPath(RepositoryName repository, DocumentKind kind, Instant since) {
        return listPath(repository, kind) + "?sort=updated&direction=desc&since=" + second(since) + "&" + PAGES;
    }

    /** GitHub takes whole seconds, and nothing before 1970. */
    private static String second(Instant since) {
        Instant earliest = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since;
        return earliest.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A file's path, encoded for a URL. */
    static String encodedPath(String file) {
        return encode(file).replace("%2F", "/");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
