package io.github.hirakuarai.codexrunner.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that an output brings to the run's branch, in place of whatever the base or the steps have at its path. Immutable. */
public final class BranchFile {

    private final String path;
    private final byte[] content;
    private final boolean executable;

    /**
     * Creates a file.
     *
     * @param path from the repository's root, with {@code /}
     * @param content its bytes, at most 100 MB; committed as they are, so a configured secret in them fails the brief
     * @param executable whether its mode is 100755 instead of 100644
     */
    public BranchFile(String path, byte[] content, boolean executable) {
        this.path = path;
        this.content = content.clone();
        this.executable = executable;
    }

    /** Creates a text file in UTF-8. */
    public static BranchFile text(String path, String text) {
        return new BranchFile(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Returns the path from the repository's root, with {@code /}. */
    public String path() {
        return path;
    }

    /** Returns a copy of the bytes. */
    public byte[] content() {
        return content.clone();
    }

    /** Returns whether its mode is 100755 instead of 100644. */
    public boolean executable() {
        return executable;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BranchFile file
                && path.equals(file.path)
                && executable == file.executable
                && Arrays.equals(content, file.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, executable, Arrays.hashCode(content));
    }

    @Override
    public String toString() {
        return path + " (" + content.length + " bytes)";
    }
}
