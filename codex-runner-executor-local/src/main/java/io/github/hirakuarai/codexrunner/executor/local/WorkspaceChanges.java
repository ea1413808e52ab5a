package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.model.FileChange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** Compares the files with the base commit. */
final class WorkspaceChanges {

    /** A longer file is named in the diff, not compared: a step could make the comparison take hours. */
    private static final int COMPARED = 512 * 1024;

    private WorkspaceChanges() {}

    static List<FileChange> list(Repository repository, Shadow shadow) throws IOException {
        List<FileChange> changes = new ArrayList<>();
        try (TreeWalk walk = CloneState.differences(repository, index(shadow))) {
            while (walk.next()) {
                FileMode before = walk.getFileMode(0);
                FileMode after = walk.getFileMode(1);
                WorkingTreeIterator file = walk.getTree(1, WorkingTreeIterator.class);
                String path = walk.getPathString();
                if (after == FileMode.MISSING) {
                    changes.add(new FileChange(path, FileChange.Kind.DELETED, mode(before), 0));
                } else {
                    FileChange.Kind kind =
                            before == FileMode.MISSING ? FileChange.Kind.ADDED : FileChange.Kind.MODIFIED;
                    long size = after == FileMode.GITLINK ? 0 : file.getEntryLength();
                    changes.add(new FileChange(path, kind, mode(after), size));
                }
            }
        }
        changes.sort(Comparator.comparing(FileChange::path));
        return List.copyOf(changes);
    }

    static String diff(Repository repository, Shadow shadow, int limit) throws IOException {
        DirCache index = index(shadow);
        Bounded text = new Bounded(limit);
        try (DiffFormatter formatter = new DiffFormatter(text)) {
            formatter.setRepository(repository);
            formatter.setBinaryFileThreshold(COMPARED);
            List<DiffEntry> entries =
                    formatter.scan(new DirCacheIterator(index), new FileTree(repository, Shadow.submodules(index)));
            for (DiffEntry entry : entries) {
                if (text.full()) {
                    break;
                }
                formatter.format(entry);
                formatter.flush();
            }
        }
        return text.text();
    }

    /** The filter that attributes assign to a path. */
    static Optional<String> filter(Repository repository, Shadow shadow, String path) throws IOException {
        DirCache index = index(shadow);
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(new DirCacheIterator(index));
            walk.addTree(new FileTree(repository, Shadow.submodules(index)));
            walk.setOperationType(OperationType.CHECKIN_OP);
            walk.setRecursive(true);
            walk.setFilter(PathFilter.create(path));
            while (walk.next()) {
                if (walk.getPathString().equals(path)) {
                    Attribute filter = walk.getAttributes().get("filter");
                    return filter != null && filter.getState() == Attribute.State.CUSTOM
                            ? Optional.of(filter.getValue())
                            : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static DirCache index(Shadow shadow) throws IOException {
        return DirCache.read(shadow.index(), GitIsolation.fileSystem());
    }

    private static FileChange.Mode mode(FileMode mode) {
        if (mode == FileMode.EXECUTABLE_FILE) {
            return FileChange.Mode.EXECUTABLE;
        }
        if (mode == FileMode.SYMLINK) {
            return FileChange.Mode.SYMLINK;
        }
        return mode == FileMode.GITLINK ? FileChange.Mode.SUBMODULE : FileChange.Mode.REGULAR;
    }

    /** Keeps the beginning of what is written. */
    private static final class Bounded extends OutputStream {

        private final java.io.ByteArrayOutputStream kept = new java.io.ByteArrayOutputStream();
        private final int limit;

        Bounded(int limit) {
            this.limit = limit;
        }

        boolean full() {
            return kept.size() >= limit;
        }

        @Override
        public void write(int value) {
            if (!full()) {
                kept.write(value);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, limit - kept.size()));
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
