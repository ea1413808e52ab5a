package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws issues, their comments, labels, reactions and events as GitHub's REST interface does. */
final class IssueJson {

    private static final List<String> REACTIONS =
            List.of("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes");

    private final Urls urls;
    private final AccountJson accounts;

    IssueJson(Urls urls, AccountJson accounts) {
        this.urls = urls;
        this.accounts = accounts;
    }

    /** The shape {@code issue}; a pull request's has a member {@code pull_request}. */
    ObjectNode issue(IssueEntry issue) {
        String api = api(issue);
        ObjectNode drawn = Json.object(
                "url",
                api,
                "repository_url",
                urls.api(issue.repository, ""),
                "labels_url",
                api + "/labels{/name}",
                "comments_url",
                api + "/comments",
                "events_url",
                api + "/events",
                "timeline_url",
                api + "/timeline",
                "html_url",
                urls.page(issue),
                "id",
                issue.id,
                "node_id",
                NodeId.issue(issue),
                "number",
                issue.number,
                "title",
                issue.title,
                "user",
                accounts.simple(issue.author),
                "labels",
                Json.array(issue.labels, label -> label(issue.repository, label)),
                "state",
                issue.open ? "open" : "closed",
                "locked",
                issue.locked,
                "active_lock_reason",
                null,
                "assignee",
                issue.assignees.isEmpty()
                        ? null
                        : accounts.simple(issue.assignees.iterator().next()),
                "assignees",
                Json.array(issue.assignees, accounts::simple),
                "milestone",
                null,
                "comments",
                issue.comments.size(),
                "created_at",
                issue.createdAt,
                "updated_at",
                issue.updatedAt,
                "closed_at",
                issue.closedAt,
                "closed_by",
                accounts.simple(issue.closedBy),
                "author_association",
                association(issue.repository, issue.author),
                "body",
                issue.body,
                "reactions",
                reactions(api, issue),
                "performed_via_github_app",
                null,
                "state_reason",
                issue.stateReason);
        if (issue.pull != null) {
            drawn.put("draft", issue.pull.draft);
            drawn.set(
                    "pull_request",
                    Json.object(
                            "url",
                            urls.api(issue.repository, "/pulls/" + issue.number),
                            "html_url",
                            urls.page(issue),
                            "diff_url",
                            urls.page(issue) + ".diff",
                            "patch_url",
                            urls.page(issue) + ".patch",
                            "merged_at",
                            issue.pull.mergedAt));
        }
        return drawn;
    }

    /** The shape {@code issue-comment}. */
    ObjectNode comment(CommentEntry comment) {
        String api = urls.api(comment.issue.repository, "/issues/comments/" + comment.id);
        return Json.object(
                "url",
                api,
                "html_url",
                urls.page(comment),
                "issue_url",
                api(comment.issue),
                "id",
                comment.id,
                "node_id",
                NodeId.comment(comment),
                "user",
                accounts.simple(comment.author),
                "created_at",
                comment.createdAt,
                "updated_at",
                comment.updatedAt,
                "body",
                comment.body,
                "author_association",
                association(comment.issue.repository, comment.author),
                "reactions",
                reactions(api, comment),
                "performed_via_github_app",
                null);
    }

    /** The shape {@code label}. */
    ObjectNode label(RepositoryEntry repository, LabelEntry label) {
        return Json.object(
                "id", label.id,
                "node_id", NodeId.of("LA", label.id),
                "url", urls.api(repository, "/labels/" + Urls.encode(label.name)),
                "name", label.name,
                "color", label.color,
                "default", false,
                "description", label.description);
    }

    /** The shape {@code reaction}. */
    ObjectNode reaction(ReactionEntry reaction) {
        return Json.object(
                "id", reaction.id(),
                "node_id", NodeId.of("REA", reaction.id()),
                "user", accounts.simple(reaction.user()),
                "content", reaction.content(),
                "created_at", reaction.at());
    }

    /** The shapes of events, in {@code /events} and in {@code /timeline}. */
    ObjectNode event(IssueEntry issue, EventEntry event) {
        IssueEntry source = event.source();
        if (source != null) {
            return Json.object(
                    "actor", accounts.simple(event.actor()),
                    "created_at", event.at(),
                    "updated_at", event.at(),
                    "event", event.name(),
                    "source", Json.object("type", "issue", "issue", issue(source)));
        }
        ObjectNode drawn = Json.object(
                "id", event.id(),
                "node_id", NodeId.of("EV", event.id()),
                "url", urls.api(issue.repository, "/issues/events/" + event.id()),
                "actor", accounts.simple(event.actor()),
                "event", event.name(),
                "commit_id", null,
                "commit_url", null,
                "created_at", event.at(),
                "performed_via_github_app", null);
        return Json.merge(drawn, event.details());
    }

    /** The shape {@code timeline-comment-event}. */
    ObjectNode commented(CommentEntry comment) {
        return Json.merge(
                Json.object("event", "commented", "actor", accounts.simple(comment.author)), comment(comment));
    }

    /** The shape {@code reaction-rollup}. */
    ObjectNode reactions(String api, DocumentEntry document) {
        ObjectNode drawn = Json.object("url", api + "/reactions", "total_count", document.reactions.size());
        for (String content : REACTIONS) {
            drawn.put(content, (int) document.reactions.stream()
                    .filter(reaction -> reaction.content().equals(content))
                    .count());
        }
        return drawn;
    }

    String api(IssueEntry issue) {
        return urls.api(issue.repository, "/issues/" + issue.number);
    }

    /** How somebody stands to a repository. It is no permission. */
    static JsonNode association(RepositoryEntry repository, ForgeUser user) {
        if (repository.owner.equals(user)) {
            return Json.node("OWNER");
        }
        return Json.node(repository.allows(user, Permission.TRIAGE) ? "COLLABORATOR" : "NONE");
    }
}
