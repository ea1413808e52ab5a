package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.FileChange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Files of a workspace as git records them.
 *
 * @param entries one for each path that was asked for, in any order
 * @param pack a Git pack that holds their blobs, not thin; read once
 */
public record StagedFiles(List<Entry> entries, InputStream pack) implements AutoCloseable {

    public StagedFiles {
        entries = List.copyOf(entries);
    }

    /**
     * A file.
     *
     * @param path from the repository's root
     * @param mode regular, executable or symbolic link
     * @param blob the id of its content, 40 hexadecimal digits
     */
    public record Entry(String path, FileChange.Mode mode, String blob) {}

    @Override
    public void close() {
        try {
            pack.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
