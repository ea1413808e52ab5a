package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.CommentEntry.ReviewPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Comments on lines of a pull request's diff. */
final class ReviewCommentRoutes {

    private static final String PULLS = "/repos/{owner}/{repo}/pulls";
    private static final String OF_PULL = PULLS + "/{#number}/comments";
    private static final String COMMENT = PULLS + "/comments/{#comment}";

    private final Services services;
    private final PullJson json;

    ReviewCommentRoutes(Services services) {
        this.services = services;
        this.json = services.pullJson();
    }

    void register(Router router) {
        router.on("GET", PULLS + "/comments", this::listAll);
        router.on("GET", OF_PULL, this::list);
        router.on("POST", OF_PULL, this::create);
        router.on("GET", COMMENT, call -> Answer.ok(draw(comment(call))));
        router.on("PATCH", COMMENT, this::update);
        router.on("DELETE", COMMENT, this::delete);
        router.on("POST", COMMENT + "/reactions", this::react);
    }

    private Answer listAll(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<CommentEntry> comments = new ArrayList<>();
        for (IssueEntry issue : repository.issues.values()) {
            if (issue.pull != null) {
                comments.addAll(issue.pull.reviewComments);
            }
        }
        CommentRoutes.arrange(call, comments);
        return Paging.page(services.urls(), repository, call, comments, this::draw);
    }

    private Answer list(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        List<CommentEntry> comments = new ArrayList<>(PullRoutes.pull(issue).reviewComments);
        CommentRoutes.arrange(call, comments);
        return Paging.page(services.urls(), issue.repository, call, comments, this::draw);
    }

    private Answer create(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        PullRoutes.pull(issue);
        ForgeUser author = services.speaker(call, issue);
        String path = call.text("path");
        JsonNode line = call.body().path("line");
        if (path == null || !line.isInt()) {
            throw ApiException.invalid("PullRequestReviewComment", path == null ? "path" : "line", "missing_field");
        }
        CommentEntry comment =
                services.issues().reviewComment(issue, author, call.text("body"), place(issue, path, line.intValue()));
        return Answer.created(draw(comment));
    }

    /** The place of a line in a pull request's diff, which must change that file. */
    static ReviewPlace place(IssueEntry issue, String path, int line) {
        PullEntry pull = PullRoutes.pull(issue);
        Optional<GitDiff.FileDiff> file = Pulls.files(issue, pull).stream()
                .filter(changed -> changed.path().equals(path))
                .findFirst();
        String patch = file.map(GitDiff.FileDiff::patch)
                .orElseThrow(
                        () -> ApiException.custom("PullRequestReviewComment", "path", "path could not be resolved"));
        return new ReviewPlace(path, line, pull.headCommit, patch, null);
    }

    private Answer update(Call call) {
        CommentEntry comment = comment(call);
        ForgeUser editor = services.editor(call, comment.issue.repository, comment);
        services.issues().editComment(comment, editor, call.text("body"));
        return Answer.ok(draw(comment));
    }

    private Answer delete(Call call) {
        CommentEntry comment = comment(call);
        services.editor(call, comment.issue.repository, comment);
        services.issues().deleteComment(comment);
        return Answer.noContent();
    }

    private Answer react(Call call) {
        CommentEntry comment = comment(call);
        return IssueRoutes.react(services, call, comment.issue, comment);
    }

    private JsonNode draw(CommentEntry comment) {
        if (comment.place == null) {
            throw new IllegalStateException("comment " + comment.id + " stands in no diff");
        }
        return json.reviewComment(comment, comment.place);
    }

    private CommentEntry comment(Call call) {
        RepositoryEntry repository = services.repository(call);
        long id = call.number("comment");
        for (IssueEntry issue : repository.issues.values()) {
            if (issue.pull != null) {
                for (CommentEntry comment : issue.pull.reviewComments) {
                    if (comment.id == id) {
                        return comment;
                    }
                }
            }
        }
        throw ApiException.notFound();
    }
}
