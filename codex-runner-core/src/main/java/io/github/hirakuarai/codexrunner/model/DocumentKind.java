package io.github.hirakuarai.codexrunner.model;

/** Where on the forge a document stands. A pull request's body and conversation count as an issue's. */
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

    /** How the kind is written in a brief's id and in its branch: {@code body}, {@code c} or {@code r}. */
    public String mark() {
        return mark;
    }
}
