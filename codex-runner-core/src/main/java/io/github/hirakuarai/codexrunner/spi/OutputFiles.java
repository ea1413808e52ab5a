package io.github.hirakuarai.codexrunner.spi;

/** Reads what the steps wrote for an output; see {@link Workspace#readOutput}. */
@FunctionalInterface
public interface OutputFiles {

    /**
     * The bytes of a file.
     *
     * @param path relative to the repository's root, or beginning with {@code $CODEX_OUTPUT_DIR/}
     * @param limit the largest accepted size in bytes
     */
    byte[] read(String path, int limit);
}
