package io.github.hirakuarai.codexrunner.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file that an output brings to the run's branch, in place of whatever the base or the steps have at its path.
 *
 * @param path from the repository's root, with {@code /}
 * @param content its bytes, at most 100 MB; committed as they are, so a configured secret in them fails the brief
 * @param executable whether its mode is 100755 instead of 100644
 */
public record BranchFile(String path, byte[] content, boolean executable) {

    public BranchFile {
        content = content.clone();
    }

    /** Creates a text file in UTF-8. */
    public static BranchFile text(String path, String text) {
        return new BranchFile(path, text.getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchFile file
                && path.equals(file.path)
                && executable == file.executable
                && Arrays.equals(content, file.content);
    }

    @Override
    public int hashCode() {
        return path.hashCode() ^ Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return path + " (" + content.length + " bytes)";
    }
}
