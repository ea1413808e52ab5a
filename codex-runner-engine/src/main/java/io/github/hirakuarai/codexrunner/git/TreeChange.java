package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.FileChange;
import org.jspecify.annotations.Nullable;

/**
 * A path at which two trees differ.
 *
 * @param path from the root, with {@code /}; a byte that is not UTF-8 is U+FFFD in it
 * @param utf8 whether its name is UTF-8
 * @param before what the first tree has there; null for nothing
 * @param after what the second tree has there; null for nothing
 * @param object the id of what the second tree has there, 40 hexadecimal digits
 */
public record TreeChange(
        String path, boolean utf8, FileChange.@Nullable Mode before, FileChange.@Nullable Mode after, String object) {}
