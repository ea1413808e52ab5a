package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.CommentEntry.ReviewPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The page of an issue or pull request: what it says, what was said, what happened, and a pull request's changes. */
final class IssuePage {

    private final IssueEntry issue;
    private final String issues;

    IssuePage(IssueEntry issue) {
        this.issue = issue;
        this.issues = PageParts.path(issue.repository) + "/issues/";
    }

    String draw() {
        PullEntry pull = issue.pull;
        Html content = Html.of(
                "<h1>{} <span class=\"number\">#{}</span></h1><div class=\"facts\">{} {} {}</div>{}{}{}",
                issue.title,
                issue.number,
                PageParts.state(issue),
                pull == null ? opened() : proposed(pull),
                PageParts.labels(issue),
                document(issue, "issue-" + issue.id, issue.body == null ? "" : issue.body),
                conversation(),
                pull == null ? Html.NOTHING : changes(pull));
        return PageParts.page(issue.repository, issue.title + " #" + issue.number, content);
    }

    private Html opened() {
        Html assigned = issue.assignees.isEmpty()
                ? Html.NOTHING
                : Html.of(
                        "<span class=\"quiet\">assigned to {}</span>",
                        String.join(
                                ", ",
                                issue.assignees.stream().map(ForgeUser::login).toList()));
        return Html.of(
                "<span class=\"quiet\">{} opened this {}{}</span>{}",
                PageParts.user(issue.author),
                PageParts.time(issue.createdAt),
                issue.locked ? "; locked" : "",
                assigned);
    }

    private Html proposed(PullEntry pull) {
        return Html.of(
                "<span class=\"quiet\">{} wants to merge <span class=\"branch\">{}</span> into <span class=\"branch\">{}</span>,"
                        + " since {}</span>",
                PageParts.user(issue.author),
                pull.head,
                pull.base,
                PageParts.time(issue.createdAt));
    }

    /** Commits, comments and events by time; what was done in one second stays in the order of its ids. */
    private Html conversation() {
        List<Moment> moments = new ArrayList<>();
        if (issue.pull != null) {
            Pulls.commits(issue, issue.pull)
                    .forEach(commit ->
                            moments.add(new Moment(commit.getCommitterIdent().getWhenAsInstant(), 0, pushed(commit))));
        }
        issue.events.forEach(event -> moments.add(new Moment(event.at(), event.id(), happened(event))));
        issue.comments.forEach(comment -> moments.add(new Moment(comment.createdAt, comment.id, comment(comment))));
        moments.sort(Comparator.comparing(Moment::at).thenComparing(Moment::id));
        return Html.each(moments, Moment::drawn);
    }

    private Html comment(CommentEntry comment) {
        return document(
                comment,
                (comment.place == null ? "issuecomment-" : "discussion_r") + comment.id,
                comment.body == null ? "" : comment.body);
    }

    private Html document(DocumentEntry document, String anchor, String body) {
        Html edited = document.editor == null || document.editedAt == null
                ? Html.NOTHING
                : Html.of(" · edited by {} {}", document.editor.login(), PageParts.time(document.editedAt));
        Html text = body.isBlank() ? Html.of("<p class=\"quiet\">No text.</p>") : Markdown.render(body, issues);
        if (document instanceof CommentEntry comment && comment.minimized != null) {
            text = Html.of(
                    "<details class=\"hidden\"><summary>Hidden as {}</summary>{}</details>", comment.minimized, text);
        }
        return Html.of(
                "<div class=\"comment\" id=\"{}\"><div class=\"by\">{} {}{}{}</div><div class=\"text\">{}</div>{}</div>",
                anchor,
                PageParts.user(document.author),
                PageParts.time(document.createdAt),
                place(document),
                edited,
                text,
                PageParts.reactions(document));
    }

    private static Html place(DocumentEntry document) {
        if (document instanceof CommentEntry comment && comment.place != null) {
            return Html.of(" · on line {}", comment.place.line());
        }
        return Html.NOTHING;
    }

    private Html happened(EventEntry event) {
        return Html.of(
                "<div class=\"event\">{} {} {}</div>",
                PageParts.user(event.actor()),
                words(event),
                PageParts.time(event.at()));
    }

    private static Html words(EventEntry event) {
        IssueEntry source = event.source();
        JsonNode details = event.details();
        if (source != null) {
            return Html.of(
                    "mentioned this in <a href=\"{}\">{} #{}</a>", PageParts.path(source), source.title, source.number);
        }
        return switch (event.name()) {
            case "labeled" -> Html.of("added {}", label(details));
            case "unlabeled" -> Html.of("removed {}", label(details));
            case "renamed" ->
                Html.of(
                        "changed the title from “{}”",
                        details.path("rename").path("from").asString());
            case "assigned" ->
                Html.of("assigned {}", details.path("assignee").path("login").asString());
            case "unassigned" ->
                Html.of("unassigned {}", details.path("assignee").path("login").asString());
            case "review_requested" ->
                Html.of(
                        "requested a review from {}",
                        details.path("requested_reviewer").path("login").asString());
            case "head_ref_force_pushed" -> Html.of("replaced the branch");
            case "head_ref_deleted" -> Html.of("deleted the branch");
            default -> Html.of("{} this", event.name());
        };
    }

    private static Html label(JsonNode details) {
        JsonNode label = details.path("label");
        return PageParts.label(
                label.path("name").asString(), label.path("color").asString());
    }

    private Html pushed(RevCommit commit) {
        return Html.of(
                "<div class=\"event\"><a class=\"mono\" href=\"{}/commit/{}\">{}</a> {} <span class=\"quiet\">by {}</span></div>",
                PageParts.path(issue.repository),
                commit.name(),
                PageParts.shortId(commit.name()),
                commit.getShortMessage(),
                commit.getAuthorIdent().getName());
    }

    private Html changes(PullEntry pull) {
        return Html.of(
                "<h2 id=\"files\">Changes</h2>{}",
                DiffPart.draw(
                        Pulls.files(issue, pull),
                        file -> Html.each(
                                pull.reviewComments.stream()
                                        .filter(comment -> isOn(comment.place, file))
                                        .toList(),
                                this::comment)));
    }

    private static boolean isOn(@Nullable ReviewPlace place, GitDiff.FileDiff file) {
        return place != null && place.path().equals(file.path());
    }

    private record Moment(Instant at, long id, Html drawn) {}
}
