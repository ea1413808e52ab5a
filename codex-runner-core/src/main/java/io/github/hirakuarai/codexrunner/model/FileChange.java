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
        ADDED,
        MODIFIED,
        DELETED
    }

    /** What git knows to tell apart at a path. */
    public enum Mode {
        REGULAR,
        EXECUTABLE,
        SYMLINK,
        SUBMODULE
    }
}
