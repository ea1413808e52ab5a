package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Changes issues and their conversations, and notes each change as GitHub does. Asks for no permission. */
final class Issues {

    /** GitHub's limit for the text of an issue, pull request or comment, in characters. */
    static final int LONGEST_BODY = 65_536;

    private static final int LONGEST_TITLE = 256;
    private static final String NEW_LABEL_COLOR = "ededed";
    private static final Pattern REFERENCE = Pattern.compile("(?<![\\w/#])#(\\d{1,9})\\b");
    private static final Set<String> REACTIONS =
            Set.of("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes");

    private final ForgeState state;
    private final AccountJson accounts;

    Issues(ForgeState state, AccountJson accounts) {
        this.state = state;
        this.accounts = accounts;
    }

    IssueEntry create(
            RepositoryEntry repository,
            ForgeUser author,
            @Nullable String title,
            @Nullable String body,
            Collection<String> labels) {
        IssueEntry issue = draft(repository, author, "Issue", title, body);
        return publish(issue, labels);
    }

    /** An issue that has its number but is not to be seen yet. */
    IssueEntry draft(
            RepositoryEntry repository,
            ForgeUser author,
            String resource,
            @Nullable String title,
            @Nullable String body) {
        String checked = checkTitle(resource, title);
        checkLength(resource, body);
        return new IssueEntry(state.nextId(), repository, author, checked, body, state.now());
    }

    IssueEntry publish(IssueEntry issue, Collection<String> labels) {
        issue.repository.issues.put(issue.number, issue);
        labels.forEach(label -> addLabel(issue, issue.author, label));
        noteReferences(issue, issue.body, issue.author);
        return issue;
    }

    CommentEntry comment(IssueEntry issue, ForgeUser author, @Nullable String body) {
        String text = checkComment("IssueComment", body);
        CommentEntry comment = new CommentEntry(state.nextId(), issue, author, text, state.now(), null);
        issue.comments.add(comment);
        issue.updatedAt = comment.createdAt;
        noteReferences(issue, text, author);
        return comment;
    }

    CommentEntry reviewComment(
            IssueEntry issue, ForgeUser author, @Nullable String body, CommentEntry.ReviewPlace place) {
        String text = checkComment("PullRequestReviewComment", body);
        CommentEntry comment = new CommentEntry(state.nextId(), issue, author, text, state.now(), place);
        pull(issue).reviewComments.add(comment);
        issue.updatedAt = comment.createdAt;
        return comment;
    }

    void editComment(CommentEntry comment, ForgeUser editor, @Nullable String body) {
        edit(comment, editor, checkComment("IssueComment", body));
    }

    void editBody(IssueEntry issue, ForgeUser editor, @Nullable String body) {
        checkLength("Issue", body);
        edit(issue, editor, body);
        noteReferences(issue, body, editor);
    }

    void rename(IssueEntry issue, ForgeUser actor, @Nullable String title) {
        String checked = checkTitle("Issue", title);
        if (!checked.equals(issue.title)) {
            note(issue, actor, "renamed", Json.object("rename", Json.object("from", issue.title, "to", checked)));
            issue.title = checked;
            issue.updatedAt = state.now();
        }
    }

    void deleteComment(CommentEntry comment) {
        comment.issue.comments.remove(comment);
        if (comment.issue.pull != null) {
            comment.issue.pull.reviewComments.remove(comment);
        }
    }

    /**
     * Closes or opens again.
     *
     * @param reason GitHub's word: {@code completed}, {@code not_planned}, {@code reopened}, or null
     */
    void setOpen(IssueEntry issue, ForgeUser actor, boolean open, @Nullable String reason) {
        if (issue.open == open) {
            return;
        }
        Instant now = state.now();
        issue.open = open;
        issue.closedAt = open ? null : now;
        issue.closedBy = open ? null : actor;
        issue.stateReason = issue.pull != null ? null : reason;
        issue.updatedAt = now;
        note(issue, actor, open ? "reopened" : "closed", Json.object());
    }

    void setLocked(IssueEntry issue, ForgeUser actor, boolean locked) {
        if (issue.locked != locked) {
            issue.locked = locked;
            note(issue, actor, locked ? "locked" : "unlocked", Json.object("lock_reason", null));
        }
    }

    /** Puts a label on an issue, and makes it when the repository has none of that name. */
    void addLabel(IssueEntry issue, ForgeUser actor, String name) {
        LabelEntry label =
                issue.repository.label(name).orElseGet(() -> createLabel(issue.repository, name, null, null));
        if (issue.labels.add(label)) {
            note(issue, actor, "labeled", eventLabel(label));
        }
    }

    /** Takes a label off; false when it was not there. */
    boolean removeLabel(IssueEntry issue, ForgeUser actor, String name) {
        LabelEntry label = issue.repository.label(name).orElse(null);
        if (label == null || !issue.labels.remove(label)) {
            return false;
        }
        note(issue, actor, "unlabeled", eventLabel(label));
        return true;
    }

    LabelEntry createLabel(
            RepositoryEntry repository, String name, @Nullable String color, @Nullable String description) {
        if (name.isBlank()) {
            throw ApiException.invalid("Label", "name", "missing_field");
        }
        if (repository.label(name).isPresent()) {
            throw ApiException.invalid("Label", "name", "already_exists");
        }
        if (color != null && !color.matches("[0-9A-Fa-f]{6}")) {
            throw ApiException.invalid("Label", "color", "invalid");
        }
        LabelEntry label = new LabelEntry(state.nextId(), name, color == null ? NEW_LABEL_COLOR : color, description);
        repository.putLabel(label);
        return label;
    }

    void deleteLabel(RepositoryEntry repository, LabelEntry label) {
        repository.removeLabel(label);
        repository.issues.values().forEach(issue -> issue.labels.remove(label));
    }

    void assign(IssueEntry issue, ForgeUser actor, ForgeUser assignee) {
        if (issue.assignees.add(assignee)) {
            note(issue, actor, "assigned", assignment(actor, assignee));
        }
    }

    void unassign(IssueEntry issue, ForgeUser actor, ForgeUser assignee) {
        if (issue.assignees.remove(assignee)) {
            note(issue, actor, "unassigned", assignment(actor, assignee));
        }
    }

    /** Who reacts in the same way twice has reacted once; the second is the first. */
    ReactionEntry react(DocumentEntry document, ForgeUser user, @Nullable String content) {
        if (content == null || !REACTIONS.contains(content)) {
            throw ApiException.invalid("Reaction", "content", "invalid");
        }
        for (ReactionEntry reaction : document.reactions) {
            if (reaction.user().equals(user) && reaction.content().equals(content)) {
                return reaction;
            }
        }
        ReactionEntry reaction = new ReactionEntry(state.nextId(), user, content, state.now());
        document.reactions.add(reaction);
        return reaction;
    }

    void delete(IssueEntry issue) {
        issue.repository.issues.remove(issue.number);
        issue.repository.deleted.add(issue.number);
    }

    /** Moves an issue to another repository, where it gets a new number and keeps its id and its comments' ids. */
    void transfer(IssueEntry issue, ForgeUser actor, RepositoryEntry target) {
        RepositoryEntry source = issue.repository;
        source.issues.remove(issue.number);
        source.transferred.put(issue.number, issue);
        issue.repository = target;
        issue.number = target.nextNumber();
        // GitHub carries only those labels over that the target has too.
        issue.labels.removeIf(label -> target.label(label.name).isEmpty());
        Set<LabelEntry> there = Set.copyOf(issue.labels);
        issue.labels.clear();
        there.forEach(label -> issue.labels.add(target.label(label.name).orElseThrow()));
        target.issues.put(issue.number, issue);
        note(issue, actor, "transferred", Json.object());
    }

    void note(IssueEntry issue, ForgeUser actor, String name, ObjectNode details) {
        issue.events.add(new EventEntry(state.nextId(), name, actor, state.now(), details, null));
    }

    private void edit(DocumentEntry document, ForgeUser editor, @Nullable String body) {
        Instant now = state.now();
        document.body = body;
        document.editor = editor;
        document.editors.add(editor);
        document.editedAt = now;
        document.updatedAt = now;
    }

    /** As GitHub does, an issue that another's text names gets an event, once for each that names it. */
    private void noteReferences(IssueEntry from, @Nullable String text, ForgeUser actor) {
        if (text == null) {
            return;
        }
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            from.repository
                    .issue(Integer.parseInt(matcher.group(1)))
                    .filter(target -> target != from)
                    .filter(target -> target.events.stream().noneMatch(event -> event.source() == from))
                    .ifPresent(target -> target.events.add(new EventEntry(
                            state.nextId(), "cross-referenced", actor, state.now(), Json.object(), from)));
        }
    }

    private static PullEntry pull(IssueEntry issue) {
        if (issue.pull == null) {
            throw ApiException.notFound();
        }
        return issue.pull;
    }

    private static ObjectNode eventLabel(LabelEntry label) {
        return Json.object("label", Json.object("name", label.name, "color", label.color));
    }

    private ObjectNode assignment(ForgeUser actor, ForgeUser assignee) {
        return Json.object("assignee", accounts.simple(assignee), "assigner", accounts.simple(actor));
    }

    private static String checkTitle(String resource, @Nullable String title) {
        if (title == null || title.isBlank()) {
            throw ApiException.invalid(resource, "title", "missing_field");
        }
        if (title.length() > LONGEST_TITLE) {
            throw ApiException.custom(resource, "title", "title is too long (maximum is 256 characters)");
        }
        return title;
    }

    private static void checkLength(String resource, @Nullable String body) {
        if (body != null && body.codePointCount(0, body.length()) > LONGEST_BODY) {
            throw ApiException.custom(resource, "body", "body is too long (maximum is 65536 characters)");
        }
    }

    private static String checkComment(String resource, @Nullable String body) {
        if (body == null || body.isBlank()) {
            throw ApiException.unprocessable(resource, "Body can't be blank");
        }
        if (body.codePointCount(0, body.length()) > LONGEST_BODY) {
            throw ApiException.unprocessable(resource, "Body is too long (maximum is 65536 characters)");
        }
        return body;
    }
}
