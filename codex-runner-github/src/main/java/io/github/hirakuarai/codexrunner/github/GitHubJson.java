package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes values of the API's JSON. What is missing or of another type than GitHub documents is an error that names the field. */
final class GitHubJson {

    /** Who stands in for an account that was deleted: nobody has this id. */
    private static final Account NOBODY = new Account(0, "ghost", false);

    private static final Pattern REPOSITORY_URL = Pattern.compile(".*/repos/([^/]+/[^/]+)/?");
    private static final Pattern NUMBER_AT_END = Pattern.compile(".*/([1-9][0-9]{0,8})/?");
    private static final Pattern NUMBER_IN_PAGE =
            Pattern.compile("[^?#]*/(?:issues|pull|pulls)/([1-9][0-9]{0,8})(?:[/?#].*)?");

    private GitHubJson() {}

    static RepositoryEntry repository(JsonNode json) {
        String name = text(json, "full_name");
        return new RepositoryEntry(
                number(json, "id"), RepositoryName.parse(name).orElseThrow(() -> wrong("full_name")));
    }

    /**
     * An issue.
     *
     * @param repository the one that was asked; where the answer names another, that one's name is taken, with the id 0
     */
    static IssueEntry issue(JsonNode json, RepositoryEntry repository) {
        RepositoryName name = repositoryOf(json).orElse(repository.name());
        URI url = uri(json, "html_url");
        Issue issue = new Issue(
                Origin.host(url),
                name.equals(repository.name()) ? repository.id() : 0,
                name,
                count(json, "number"),
                text(json, "title"),
                json.path("pull_request").isObject(),
                text(json, "state").equals("open"),
                flag(json, "locked"),
                labels(json),
                url);
        long id = number(json, "id");
        return new IssueEntry(
                issue,
                // Some forges give 0 to all: a record hangs on the id, and so needs one that is the issue's alone.
                id == 0 ? issue.number() : id,
                json.path("node_id").asString(""),
                json.path("body").asString(""),
                account(json.path("user")),
                json.path("comments").asInt(IssueEntry.UNKNOWN),
                time(json, "created_at"),
                time(json, "updated_at"));
    }

    /**
     * A comment.
     *
     * @param of the number of the issue whose comments were asked for, or null when the answer has to tell
     */
    static CommentEntry comment(JsonNode json, DocumentKind kind, @Nullable Integer of) {
        int number = of == null ? issueOfComment(json, kind).orElseThrow(() -> wrong(issueField(kind))) : of;
        long id = number(json, "id");
        if (id == 0) {
            // Commands and briefs are known by it.
            throw wrong("id");
        }
        return new CommentEntry(
                kind,
                id,
                json.path("node_id").asString(""),
                number,
                json.path("body").asString(""),
                account(json.path("user")),
                time(json, "created_at"),
                time(json, "updated_at"),
                uri(json, "html_url"));
    }

    /** The number of an issue, whatever else of it cannot be read; empty when nothing tells. */
    static OptionalInt numberOfIssue(JsonNode json) {
        JsonNode number = json.path("number");
        return number.isIntegralNumber() && number.canConvertToInt() && number.intValue() > 0
                ? OptionalInt.of(number.intValue())
                : numberIn(json, "url");
    }

    /** Some forges leave the issue's address out, but none the comment's own page. */
    static OptionalInt issueOfComment(JsonNode json, DocumentKind kind) {
        return numberIn(json, issueField(kind));
    }

    private static String issueField(DocumentKind kind) {
        return kind == DocumentKind.REVIEW_COMMENT ? "pull_request_url" : "issue_url";
    }

    private static OptionalInt numberIn(JsonNode json, String field) {
        Matcher address = NUMBER_AT_END.matcher(json.path(field).asString(""));
        if (address.matches()) {
            return OptionalInt.of(Integer.parseInt(address.group(1)));
        }
        Matcher page = NUMBER_IN_PAGE.matcher(json.path("html_url").asString(""));
        return page.matches() ? OptionalInt.of(Integer.parseInt(page.group(1))) : OptionalInt.empty();
    }

    static PullRequestEntry pullRequest(JsonNode json) {
        Set<String> reviewers = logins(json.path("requested_reviewers"));
        String owner =
                json.path("base").path("repo").path("owner").path("login").asString("");
        for (JsonNode team : json.path("requested_teams").values()) {
            reviewers.add(owner + "/" + text(team, "slug"));
        }
        return new PullRequestEntry(
                count(json, "number"),
                uri(json, "html_url"),
                text(json, "state").equals("open"),
                json.path("merged_at").isString(),
                text(json, "title"),
                json.path("body").asString(""),
                text(json.path("base"), "ref"),
                text(json.path("head"), "sha"),
                account(json.path("user")),
                labels(json),
                logins(json.path("assignees")),
                reviewers);
    }

    static LabelEvent labelEvent(JsonNode json) {
        return new LabelEvent(
                number(json, "id"),
                text(json, "event").equals("labeled"),
                text(json.path("label"), "name"),
                account(json.path("actor")),
                time(json, "created_at"));
    }

    /** An account of the REST API. One without a type is a person's: only some forges leave it out. */
    static Account account(JsonNode json) {
        return json.isObject()
                ? new Account(
                        number(json, "id"),
                        text(json, "login"),
                        !json.path("type").asString("User").equals("User"))
                : NOBODY;
    }

    /** An actor of GraphQL. One that is neither person nor bot has no id there. */
    static Account actor(JsonNode json) {
        return json.isObject()
                ? new Account(
                        json.path("databaseId").asLong(0),
                        text(json, "login"),
                        !json.path("__typename").asString("User").equals("User"))
                : NOBODY;
    }

    /** The names of the labels that stand in {@code labels}, or are this list. */
    static Set<String> labels(JsonNode json) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode label : (json.isArray() ? json : json.path("labels")).values()) {
            names.add(label.isString() ? label.stringValue() : text(label, "name"));
        }
        return names;
    }

    static Set<String> logins(JsonNode accounts) {
        Set<String> logins = new LinkedHashSet<>();
        for (JsonNode account : accounts.values()) {
            logins.add(text(account, "login"));
        }
        return logins;
    }

    static String text(JsonNode json, String field) {
        @Nullable String text = json.path(field).stringValue(null);
        if (text == null) {
            throw wrong(field);
        }
        return text;
    }

    static long number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        // Ids are never negative, and some forges give 0 for all.
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(field);
        }
        return value.longValue();
    }

    /** A number that counts from 1, as those of issues do. */
    static int count(JsonNode json, String field) {
        long value = number(json, field);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw wrong(field);
        }
        return (int) value;
    }

    /** Whether something is so. Some forges leave out what is not. */
    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isBoolean() && !value.isMissingNode()) {
            throw wrong(field);
        }
        return value.booleanValue(false);
    }

    /** Whether something is so, which the answer has to say. */
    static boolean required(JsonNode json, String field) {
        if (!json.path(field).isBoolean()) {
            throw wrong(field);
        }
        return json.path(field).booleanValue();
    }

    private static Optional<RepositoryName> repositoryOf(JsonNode issue) {
        Matcher url = REPOSITORY_URL.matcher(issue.path("repository_url").asString(""));
        return url.matches() ? RepositoryName.parse(url.group(1)) : Optional.empty();
    }

    static URI uri(JsonNode json, String field) {
        try {
            return URI.create(text(json, field));
        } catch (IllegalArgumentException e) {
            throw wrong(field);
        }
    }

    static Instant time(JsonNode json, String field) {
        try {
            return Instant.parse(text(json, field));
        } catch (DateTimeException e) {
            throw wrong(field);
        }
    }

    private static OddAnswerException wrong(String field) {
        return new OddAnswerException(field);
    }
}
