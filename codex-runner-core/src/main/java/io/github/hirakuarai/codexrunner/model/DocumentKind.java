package io.github.hirakuarai.codexrunner.model;

/** The kind of a document on the forge. A pull request's body and conversation count as those of an issue. */
public enum DocumentKind {
    /** The body of an issue or of a pull request. */
    ISSUE_BODY("body"),
    /** A comment in the conversation of an issue or of a pull request. */
    ISSUE_COMMENT("c"),
    /** A comment on a line of a pull request's diff. */
    REVIEW_COMMENT("r");

    private final String mark;

    DocumentKind(String mark) {
        this.mark = mark;
    }

    /** Returns the form in a brief's id and in its branch: {@code body}, {@code c} or {@code r}. */
    public String mark() {
        return mark;
    }
}
