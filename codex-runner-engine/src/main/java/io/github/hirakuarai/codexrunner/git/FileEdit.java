package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.FileChange;
import java.io.InputStream;
import java.util.function.Supplier;

/** One path of a commit that differs from its base. */
public sealed interface FileEdit {

    /** From the repository's root, with {@code /}. */
    String path();

    /**
     * A file or link that stands there now.
     *
     * @param mode regular, executable or a symbolic link
     * @param size in bytes
     * @param content opens its bytes; for a link, its target's name
     */
    record Put(String path, FileChange.Mode mode, long size, Supplier<InputStream> content) implements FileEdit {}

    /** Nothing stands there any more. */
    record Delete(String path) implements FileEdit {}
}
