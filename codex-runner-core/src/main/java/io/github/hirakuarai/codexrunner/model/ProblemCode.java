package io.github.hirakuarai.codexrunner.model;

/** What can be wrong with a block. The names are a promise: programs match on them. */
public enum ProblemCode {
    /** The fence has no end: a paste that was cut off. */
    BRIEF_UNCLOSED,
    /** GitHub may show other blocks than CommonMark has, so that readers may not see the brief. */
    AMBIGUOUS_MARKDOWN,
    /** Over 256 KiB of UTF-8. */
    TOO_LARGE,
    /** Not YAML. */
    YAML_SYNTAX,
    /** Unsupported YAML: anchors, aliases, tags, a second document, deep nesting. */
    YAML_LIMIT,
    /** A key stands twice in one mapping. */
    DUPLICATE_KEY,
    /** A field that must be there is not. */
    MISSING_FIELD,
    /** A field that nobody knows. */
    UNKNOWN_FIELD,
    /** A value of another type than the field wants. */
    WRONG_TYPE,
    /** The right type, but not a value that the field takes. */
    BAD_VALUE,
    /** A zero-width, bidirectional or control character where it could deceive the eye. */
    HIDDEN_CHARACTER,
    /** A list of steps without a step. */
    NO_STEP,
    /** An output whose type no plugin handles. */
    UNKNOWN_OUTPUT_TYPE,
    /** A path that leads out of the repository or into {@code .git}. */
    UNSAFE_PATH,
    /** Not a branch name by git's own rules. */
    BAD_BRANCH_NAME
}
