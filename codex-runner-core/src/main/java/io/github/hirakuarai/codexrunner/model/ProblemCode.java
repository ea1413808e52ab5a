package io.github.hirakuarai.codexrunner.model;

/** What can be wrong with a block. The names are stable, so that programs can match them. */
public enum ProblemCode {
    /** The block has no closing fence. */
    BRIEF_UNCLOSED,
    /** GitHub may show other blocks than CommonMark has, so that readers may not see the brief. */
    AMBIGUOUS_MARKDOWN,
    /** More than 256 KiB of UTF-8. */
    TOO_LARGE,
    /** Not YAML. */
    YAML_SYNTAX,
    /** Unsupported YAML: anchors, aliases, tags, a second document, deep nesting. */
    YAML_LIMIT,
    /** A key appears twice in one mapping. */
    DUPLICATE_KEY,
    /** A required field is missing. */
    MISSING_FIELD,
    /** There is no such field. */
    UNKNOWN_FIELD,
    /** The value has the wrong type. */
    WRONG_TYPE,
    /** The type is right, but the field does not accept the value. */
    BAD_VALUE,
    /** A zero-width, bidirectional or control character where it could deceive readers. */
    HIDDEN_CHARACTER,
    /** The list of steps is empty. */
    NO_STEP,
    /** No plugin handles this type of output. */
    UNKNOWN_OUTPUT_TYPE,
    /** A path leads outside of the repository or into {@code .git}. */
    UNSAFE_PATH,
    /** Not a valid Git branch name. */
    BAD_BRANCH_NAME
}
