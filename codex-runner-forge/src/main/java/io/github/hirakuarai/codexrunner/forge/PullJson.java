package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.CommentEntry.ReviewPlace;
import io.github.hirakuarai.codexrunner.forge.GitDiff.FileDiff;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws pull requests, their files and review comments as GitHub's REST interface does. */
final class PullJson {

    private final Urls urls;
    private final AccountJson accounts;
    private final RepositoryJson repositories;
    private final IssueJson issues;

    PullJson(Urls urls, AccountJson accounts, RepositoryJson repositories, IssueJson issues) {
        this.urls = urls;
        this.accounts = accounts;
        this.repositories = repositories;
        this.issues = issues;
    }

    /** The shape {@code pull-request-simple}, as lists give it. */
    ObjectNode simple(IssueEntry issue, PullEntry pull) {
        String api = api(issue);
        String issueApi = issues.api(issue);
        String statuses = urls.api(issue.repository, "/statuses/" + pull.headCommit);
        return Json.object(
                "url",
                api,
                "id",
                issue.id,
                "node_id",
                NodeId.issue(issue),
                "html_url",
                urls.page(issue),
                "diff_url",
                urls.page(issue) + ".diff",
                "patch_url",
                urls.page(issue) + ".patch",
                "issue_url",
                issueApi,
                "number",
                issue.number,
                "state",
                issue.open ? "open" : "closed",
                "locked",
                issue.locked,
                "title",
                issue.title,
                "user",
                accounts.simple(issue.author),
                "body",
                issue.body,
                "created_at",
                issue.createdAt,
                "updated_at",
                issue.updatedAt,
                "closed_at",
                issue.closedAt,
                "merged_at",
                pull.mergedAt,
                "merge_commit_sha",
                pull.mergeCommit,
                "assignee",
                issue.assignees.isEmpty()
                        ? null
                        : accounts.simple(issue.assignees.iterator().next()),
                "assignees",
                Json.array(issue.assignees, accounts::simple),
                "requested_reviewers",
                Json.array(pull.requestedReviewers, accounts::simple),
                "requested_teams",
                Json.array(),
                "labels",
                Json.array(issue.labels, label -> pullLabel(issue.repository, label)),
                "milestone",
                null,
                "draft",
                pull.draft,
                "commits_url",
                api + "/commits",
                "review_comments_url",
                api + "/comments",
                "review_comment_url",
                urls.api(issue.repository, "/pulls/comments{/number}"),
                "comments_url",
                issueApi + "/comments",
                "statuses_url",
                statuses,
                "head",
                end(issue.repository, pull.head, pull.headCommit),
                "base",
                end(issue.repository, pull.base, baseCommit(issue, pull)),
                "_links",
                Json.object(
                        "self", link(api),
                        "html", link(urls.page(issue)),
                        "issue", link(issueApi),
                        "comments", link(issueApi + "/comments"),
                        "review_comments", link(api + "/comments"),
                        "review_comment", link(urls.api(issue.repository, "/pulls/comments{/number}")),
                        "commits", link(api + "/commits"),
                        "statuses", link(statuses)),
                "author_association",
                IssueJson.association(issue.repository, issue.author),
                "auto_merge",
                null,
                "active_lock_reason",
                null);
    }

    /** The shape {@code pull-request}. */
    ObjectNode full(IssueEntry issue, PullEntry pull) {
        List<FileDiff> files = Pulls.files(issue, pull);
        return Json.merge(
                simple(issue, pull),
                Json.object(
                        "merged", pull.mergedAt != null,
                        "mergeable", issue.open ? true : null,
                        "rebaseable", issue.open ? true : null,
                        "mergeable_state", issue.open ? "clean" : "unknown",
                        "merged_by", accounts.simple(pull.mergedBy),
                        "comments", issue.comments.size(),
                        "review_comments", pull.reviewComments.size(),
                        "maintainer_can_modify", false,
                        "commits", Pulls.commits(issue, pull).size(),
                        "additions",
                                files.stream().mapToInt(FileDiff::additions).sum(),
                        "deletions",
                                files.stream().mapToInt(FileDiff::deletions).sum(),
                        "changed_files", files.size()));
    }

    /** The shape {@code diff-entry}. */
    ObjectNode file(RepositoryEntry repository, String commit, FileDiff file) {
        String path = Urls.encode(file.path());
        ObjectNode drawn = Json.object(
                "sha", file.blob(),
                "filename", file.path(),
                "status", file.status(),
                "additions", file.additions(),
                "deletions", file.deletions(),
                "changes", file.additions() + file.deletions(),
                "blob_url", urls.web(repository, "/blob/" + commit + "/" + path),
                "raw_url", urls.web(repository, "/raw/" + commit + "/" + path),
                "contents_url", urls.api(repository, "/contents/" + path + "?ref=" + commit));
        if (file.patch() != null) {
            drawn.put("patch", file.patch());
        }
        if (file.previousPath() != null) {
            drawn.put("previous_filename", file.previousPath());
        }
        return drawn;
    }

    /** The shape {@code pull-request-review-comment}. */
    ObjectNode reviewComment(CommentEntry comment, ReviewPlace place) {
        String api = urls.api(comment.issue.repository, "/pulls/comments/" + comment.id);
        ObjectNode drawn = Json.object(
                "url", api,
                "pull_request_review_id", null,
                "id", comment.id,
                "node_id", NodeId.comment(comment),
                "diff_hunk", place.hunk(),
                "path", place.path(),
                "line", place.line(),
                "original_line", place.line(),
                "start_line", null,
                "original_start_line", null,
                "start_side", null,
                "side", "RIGHT",
                "subject_type", "line",
                "commit_id", place.commit(),
                "original_commit_id", place.commit(),
                "user", accounts.simple(comment.author),
                "body", comment.body,
                "created_at", comment.createdAt,
                "updated_at", comment.updatedAt,
                "html_url", urls.page(comment),
                "pull_request_url", api(comment.issue),
                "author_association", IssueJson.association(comment.issue.repository, comment.author),
                "_links",
                        Json.object(
                                "self", link(api),
                                "html", link(urls.page(comment)),
                                "pull_request", link(api(comment.issue))),
                "reactions", issues.reactions(api, comment));
        if (place.inReplyTo() != null) {
            drawn.put("in_reply_to_id", place.inReplyTo());
        }
        return drawn;
    }

    /** In a list of pull requests GitHub's description allows no null here. */
    private ObjectNode pullLabel(RepositoryEntry repository, LabelEntry label) {
        ObjectNode drawn = issues.label(repository, label);
        return label.description == null ? drawn.put("description", "") : drawn;
    }

    private JsonNode end(RepositoryEntry repository, String branch, String commit) {
        return Json.object(
                "label",
                repository.owner.login() + ":" + branch,
                "ref",
                branch,
                "sha",
                commit,
                "user",
                accounts.simple(repository.owner),
                "repo",
                repositories.plain(repository));
    }

    private static String baseCommit(IssueEntry issue, PullEntry pull) {
        return issue.open ? issue.repository.git.branch(pull.base).orElse(pull.baseCommit) : pull.baseCommit;
    }

    private String api(IssueEntry issue) {
        return urls.api(issue.repository, "/pulls/" + issue.number);
    }

    private static JsonNode link(String address) {
        return Json.object("href", address);
    }
}
