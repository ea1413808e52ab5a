package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Comments in the conversations of issues and pull requests. */
final class CommentRoutes {

    private static final String ISSUES = "/repos/{owner}/{repo}/issues";
    private static final String OF_ISSUE = ISSUES + "/{#number}/comments";
    private static final String COMMENT = ISSUES + "/comments/{#comment}";

    private final Services services;
    private final IssueJson json;

    CommentRoutes(Services services) {
        this.services = services;
        this.json = services.issueJson();
    }

    void register(Router router) {
        router.on("GET", ISSUES + "/comments", this::listAll);
        router.on("GET", OF_ISSUE, this::list);
        router.on("POST", OF_ISSUE, this::create);
        router.on("GET", COMMENT, call -> Answer.ok(json.comment(comment(call))));
        router.on("PATCH", COMMENT, this::update);
        router.on("DELETE", COMMENT, this::delete);
        router.on("POST", COMMENT + "/reactions", this::react);
    }

    private Answer listAll(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<CommentEntry> comments = new ArrayList<>();
        repository.issues.values().forEach(issue -> comments.addAll(issue.comments));
        arrange(call, comments);
        return Paging.page(services.urls(), repository, call, comments, json::comment);
    }

    /** Drops what is older than {@code since}, and sorts as asked: without {@code sort} by id, oldest first. */
    static void arrange(Call call, List<CommentEntry> comments) {
        Optional<Instant> since = IssueRoutes.since(call);
        comments.removeIf(comment -> since.isPresent() && comment.updatedAt.isBefore(since.get()));
        Comparator<CommentEntry> byId = Comparator.comparingLong(comment -> comment.id);
        Optional<String> sort = call.query("sort");
        if (sort.isEmpty()) {
            comments.sort(byId);
            return;
        }
        Comparator<CommentEntry> order = sort.get().equals("updated")
                ? Comparator.comparing((CommentEntry comment) -> comment.updatedAt)
                        .thenComparing(byId)
                : Comparator.comparing((CommentEntry comment) -> comment.createdAt)
                        .thenComparing(byId);
        boolean ascending = call.query("direction").orElse("desc").equals("asc");
        comments.sort(ascending ? order : order.reversed());
    }

    private Answer list(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        Optional<Instant> since = IssueRoutes.since(call);
        List<CommentEntry> comments = new ArrayList<>(issue.comments);
        comments.removeIf(comment -> since.isPresent() && comment.updatedAt.isBefore(since.get()));
        return Paging.page(services.urls(), issue.repository, call, comments, json::comment);
    }

    private Answer create(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        ForgeUser author = services.speaker(call, issue);
        CommentEntry comment = services.issues().comment(issue, author, call.text("body"));
        return Answer.created(json.comment(comment))
                .with("location", json.comment(comment).path("url").asString());
    }

    private Answer update(Call call) {
        CommentEntry comment = comment(call);
        ForgeUser editor = services.editor(call, comment.issue.repository, comment);
        services.issues().editComment(comment, editor, call.text("body"));
        return Answer.ok(json.comment(comment));
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

    private CommentEntry comment(Call call) {
        RepositoryEntry repository = services.repository(call);
        long id = call.number("comment");
        return repository.issues.values().stream()
                .flatMap(issue -> issue.comments.stream())
                .filter(comment -> comment.id == id)
                .findFirst()
                .orElseThrow(ApiException::notFound);
    }
}
