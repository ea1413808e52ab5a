package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks GraphQL for a document with everything by which a run is judged, all of one moment: its text and last editor, its issue with labels
 * and conversation, and what its author may do. Where anything of it is missing or odd there is no answer, and REST is asked piece by piece.
 */
final class DocumentQuery {

    private static final String ACTOR = "{ __typename login ... on User { databaseId } ... on Bot { databaseId } }";

    private static final String COMMENT = "id url body createdAt updatedAt author " + ACTOR;

    private static final String ISSUE = """
            id number title state locked url createdAt updatedAt body author %s
            labels(first: 100) { nodes { name } pageInfo { hasNextPage } }
            comments(first: 100) { nodes { %s } pageInfo { hasNextPage } }
            repository {
              databaseId nameWithOwner
              collaborators(query: $login, first: 20) { edges { permission node { databaseId } } }
            }
            """.formatted(ACTOR, COMMENT);

    private static final String QUERY = """
            query($id: ID!, $login: String!) {
              node(id: $id) {
                __typename
                ... on Comment { body lastEditedAt editor %1$s }
                ... on Minimizable { isMinimized }
                ... on Issue { %2$s }
                ... on PullRequest { %2$s }
                ... on IssueComment { %3$s issue { %2$s } }
              }
            }
            """.formatted(ACTOR, ISSUE, COMMENT);

    private static final Pattern COMMENT_PAGE = Pattern.compile(".*#issuecomment-([1-9][0-9]{0,17})");

    private final GitHubHttp http;
    /** A forge that lacks the question's words is not asked twice. */
    private volatile boolean supported = true;

    DocumentQuery(GitHubHttp http) {
        this.http = http;
    }

    /**
     * A document and what came with it.
     *
     * @param issue in which it stands
     * @param comment which it is, or null for the issue's own text
     * @param edit its last one
     * @param conversation of the issue, oldest first; null when it is longer than an answer
     * @param permission what its author may do in the repository; null when that is not told
     */
    record Found(
            IssueEntry issue,
            @Nullable CommentEntry comment,
            LastEdit edit,
            @Nullable List<CommentEntry> conversation,
            @Nullable Permission permission) {}

    /** Empty where the forge cannot tell everything, or the document is gone. */
    Optional<Found> ask(DocumentRef ref, KnownDocuments.Name name) {
        boolean comment = ref.kind() == DocumentKind.ISSUE_COMMENT;
        // A comment of a pull request names no issue, and one on a diff has no conversation.
        if (!supported || ref.kind() == DocumentKind.REVIEW_COMMENT || (comment && name.ofPullRequest())) {
            return Optional.empty();
        }
        JsonNode answer;
        try {
            answer = http.query(Map.of(
                    "query",
                    QUERY,
                    "variables",
                    Map.of("id", name.nodeId(), "login", name.author().login())));
        } catch (RefusedException e) {
            if (LastEditQuery.NO_GRAPHQL.contains(e.status())) {
                supported = false;
                return Optional.empty();
            }
            throw e;
        }
        if (answer.path("data").isMissingNode()) {
            supported = false;
            return Optional.empty();
        }
        JsonNode node = answer.path("data").path("node");
        try {
            return node.path("body").isString() ? read(node, ref, name) : Optional.empty();
        } catch (OddAnswerException e) {
            return Optional.empty();
        }
    }

    private static Optional<Found> read(JsonNode node, DocumentRef ref, KnownDocuments.Name name) {
        boolean comment = ref.kind() == DocumentKind.ISSUE_COMMENT;
        JsonNode json = comment ? node.path("issue") : node;
        JsonNode repository = json.path("repository");
        boolean complete = json.path("labels").path("nodes").isArray()
                && !json.path("labels").path("pageInfo").path("hasNextPage").asBoolean(true);
        Optional<RepositoryName> named =
                RepositoryName.parse(repository.path("nameWithOwner").asString(""));
        if (!complete
                || named.isEmpty()
                || GitHubJson.number(repository, "databaseId") != ref.repositoryId()
                || GitHubJson.count(json, "number") != ref.number()) {
            return Optional.empty();
        }
        URI url = GitHubJson.uri(json, "url");
        Issue issue = new Issue(
                Origin.host(url),
                ref.repositoryId(),
                named.get(),
                ref.number(),
                GitHubJson.text(json, "title"),
                name.ofPullRequest(),
                GitHubJson.text(json, "state").equals("OPEN"),
                GitHubJson.required(json, "locked"),
                labels(json),
                url);
        IssueEntry entry = new IssueEntry(
                issue,
                name.issueId(),
                GitHubJson.text(json, "id"),
                json.path("body").asString(""),
                comment ? GitHubJson.actor(json.path("author")) : author(json, name),
                IssueEntry.UNKNOWN,
                GitHubJson.time(json, "createdAt"),
                GitHubJson.time(json, "updatedAt"));
        @Nullable
        CommentEntry own = comment
                ? comment(node, ref.number(), author(node, name))
                        .filter(read -> read.id() == ref.databaseId())
                        .orElse(null)
                : null;
        if (comment && own == null) {
            return Optional.empty();
        }
        Account author = own == null ? entry.author() : own.author();
        return Optional.of(new Found(
                entry,
                own,
                LastEditQuery.read(node),
                conversation(json, ref.number()),
                permission(repository.path("collaborators"), author)));
    }

    /** GraphQL names a person as REST does, but a bot otherwise, and nobody else at all. */
    private static Account author(JsonNode json, KnownDocuments.Name name) {
        Account told = GitHubJson.actor(json.path("author"));
        return told.bot() || told.id() == 0 ? name.author() : told;
    }

    private static Set<String> labels(JsonNode issue) {
        Set<String> names = new LinkedHashSet<>();
        issue.path("labels").path("nodes").values().forEach(label -> names.add(GitHubJson.text(label, "name")));
        return names;
    }

    private static @Nullable List<CommentEntry> conversation(JsonNode issue, int number) {
        JsonNode all = issue.path("comments");
        if (!all.path("nodes").isArray()
                || all.path("pageInfo").path("hasNextPage").asBoolean(true)) {
            return null;
        }
        List<CommentEntry> comments = new ArrayList<>();
        for (JsonNode json : all.path("nodes").values()) {
            Optional<CommentEntry> comment = comment(json, number, GitHubJson.actor(json.path("author")));
            if (comment.isEmpty()) {
                return null;
            }
            comments.add(comment.get());
        }
        return List.copyOf(comments);
    }

    /** The id stands in the page's address: GraphQL's {@code databaseId} ends at 31 bits, which GitHub's comments have passed. */
    private static Optional<CommentEntry> comment(JsonNode json, int number, Account author) {
        URI url = GitHubJson.uri(json, "url");
        Matcher page = COMMENT_PAGE.matcher(url.toString());
        return page.matches()
                ? Optional.of(new CommentEntry(
                        DocumentKind.ISSUE_COMMENT,
                        Long.parseLong(page.group(1)),
                        GitHubJson.text(json, "id"),
                        number,
                        GitHubJson.text(json, "body"),
                        author,
                        GitHubJson.time(json, "createdAt"),
                        GitHubJson.time(json, "updatedAt"),
                        url))
                : Optional.empty();
    }

    private static @Nullable Permission permission(JsonNode collaborators, Account account) {
        if (account.bot() || account.id() == 0) {
            return null;
        }
        for (JsonNode edge : collaborators.path("edges").values()) {
            if (edge.path("node").path("databaseId").asLong(0) == account.id()) {
                return switch (edge.path("permission").asString("")) {
                    case "ADMIN" -> Permission.ADMIN;
                    case "MAINTAIN" -> Permission.MAINTAIN;
                    case "WRITE" -> Permission.WRITE;
                    case "TRIAGE" -> Permission.TRIAGE;
                    case "READ" -> Permission.READ;
                    default -> null;
                };
            }
        }
        return null;
    }
}
