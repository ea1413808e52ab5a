package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.FileChange;

/** One path of a commit that differs from its base. */
public sealed interface FileEdit {

    /** From the repository's root, with {@code /}. */
    String path();

    /**
     * A file or link that stands there now.
     *
     * @param mode regular, executable or a symbolic link
     * @param blob the id of its content, which the mirror has
     */
    record Put(String path, FileChange.Mode mode, String blob) implements FileEdit {}

    /** Nothing stands there any more. */
    record Delete(String path) implements FileEdit {}
}
