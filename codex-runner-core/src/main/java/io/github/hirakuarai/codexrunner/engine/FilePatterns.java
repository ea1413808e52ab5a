package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.model.FileChange;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Which changed paths an entry of an output's {@code files} means: a path, a folder, or a glob. */
final class FilePatterns {

    private FilePatterns() {}

    /** The changes that an entry means; empty when nothing that it means has changed. */
    static List<FileChange> matching(String entry, List<FileChange> changes) {
        String plain = entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry;
        // A name is taken as it stands first: brackets are legal in file names.
        List<FileChange> named = changes.stream()
                .filter(change -> change.path().equals(plain) || change.path().startsWith(plain + "/"))
                .toList();
        return named.isEmpty() ? globbed(plain, changes) : named;
    }

    private static List<FileChange> globbed(String glob, List<FileChange> changes) {
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            return List.of();
        }
        return changes.stream()
                .filter(change -> matcher.matches(Path.of(change.path())))
                .toList();
    }
}
