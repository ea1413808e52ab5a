package io.github.hirakuarai.codexrunner.model;

/**
 * A path of the workspace that differs from the base commit.
 *
 * @param path from the repository's root, with {@code /}
 * @param kind what happened to it
 * @param mode what stands there now; for a deletion, what stood there
 * @param size in bytes, of what stands there now; 0 for a deletion
 */
public record FileChange(String path, Kind kind, Mode mode, long size) {

    /** What happened to the path. */
    public enum Kind {
        /** It is not in the base. */
        ADDED,
        /** Its content or mode differs. */
        MODIFIED,
        /** It is in the base only. */
        DELETED
    }

    /** What git knows to tell apart at a path. */
    public enum Mode {
        /** A file. */
        REGULAR,
        /** A file that may be run. */
        EXECUTABLE,
        /** A link; its content is the name of its target. */
        SYMLINK,
        /** A commit of another repository. */
        SUBMODULE
    }
}
