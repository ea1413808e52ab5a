package io.github.hirakuarai.codexrunner.model;

/**
 * A path of the workspace that differs from the base commit.
 *
 * @param path from the repository's root, with {@code /}
 * @param kind what happened to it
 * @param mode the mode of the current file; for a deletion, of the deleted one
 * @param size in bytes, of the current file; 0 for a deletion
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

    /** The kinds of entries that Git distinguishes. */
    public enum Mode {
        /** A file. */
        REGULAR,
        /** An executable file. */
        EXECUTABLE,
        /** A symbolic link; its content is the path of its target. */
        SYMLINK,
        /** A commit of another repository. */
        SUBMODULE
    }
}
