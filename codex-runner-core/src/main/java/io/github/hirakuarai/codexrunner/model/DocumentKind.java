package io.github.hirakuarai.codexrunner.model;

import java.util.Arrays;
import java.util.Optional;

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

    /** Returns the kind with this mark, or empty when none has it. */
    public static Optional<DocumentKind> ofMark(String mark) {
        return Arrays.stream(values()).filter(kind -> kind.mark.equals(mark)).findFirst();
    }

    /** Returns the form in a brief's id and in its branch: {@code body}, {@code c} or {@code r}. */
    public String mark() {
        return mark;
    }
}
