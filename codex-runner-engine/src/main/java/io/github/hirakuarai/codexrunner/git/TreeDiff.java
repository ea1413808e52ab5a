package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Compares the trees of commits in a mirror. Used by one thread at a time. */
public final class TreeDiff {

    private final Repository repository;

    /** @param mirror holds the commits */
    public TreeDiff(Mirror mirror) {
        this(mirror.repository());
    }

    TreeDiff(Repository repository) {
        this.repository = repository;
    }

    /** Every path at which two commits differ, at any depth. A folder in the place of a file is both its removal and more. */
    public List<TreeChange> between(String before, String after) {
        return inRepository(() -> {
            List<TreeChange> changes = new ArrayList<>();
            try (RevWalk commits = new RevWalk(repository);
                    TreeWalk walk = new TreeWalk(commits.getObjectReader())) {
                walk.addTree(commits.parseCommit(ObjectId.fromString(before)).getTree());
                walk.addTree(commits.parseCommit(ObjectId.fromString(after)).getTree());
                walk.setRecursive(true);
                walk.setFilter(TreeFilter.ANY_DIFF);
                while (walk.next()) {
                    changes.add(change(walk));
                }
            }
            return List.copyOf(changes);
        });
    }

    /** The best common ancestors of two commits; empty when they have none that the mirror knows. */
    public List<String> mergeBases(String one, String other) {
        return inRepository(() -> {
            List<String> bases = new ArrayList<>();
            try (RevWalk walk = new RevWalk(repository)) {
                walk.setRevFilter(RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
                walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
                for (RevCommit base : walk) {
                    bases.add(base.name());
                }
            }
            return List.copyOf(bases);
        });
    }

    /** The size of a blob, in bytes. */
    public long size(String blob) {
        return inRepository(() -> {
            try (var reader = repository.newObjectReader()) {
                return reader.getObjectSize(ObjectId.fromString(blob), Constants.OBJ_BLOB);
            }
        });
    }

    /** The bytes of a blob. The caller closes the stream. */
    public InputStream open(String blob) {
        return inRepository(() ->
                repository.open(ObjectId.fromString(blob), Constants.OBJ_BLOB).openStream());
    }

    private static TreeChange change(TreeWalk walk) {
        byte[] path = walk.getRawPath();
        return new TreeChange(
                new String(path, StandardCharsets.UTF_8),
                isUtf8(path),
                mode(walk.getFileMode(0)),
                mode(walk.getFileMode(1)),
                walk.getObjectId(1).name());
    }

    private static boolean isUtf8(byte[] name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static FileChange.@Nullable Mode mode(FileMode mode) {
        return switch (mode.getObjectType()) {
            case Constants.OBJ_BLOB ->
                FileMode.SYMLINK.equals(mode)
                        ? FileChange.Mode.SYMLINK
                        : FileMode.EXECUTABLE_FILE.equals(mode) ? FileChange.Mode.EXECUTABLE : FileChange.Mode.REGULAR;
            case Constants.OBJ_COMMIT -> FileChange.Mode.SUBMODULE;
            default -> null;
        };
    }

    private <T> T inRepository(Callable<T> work) {
        try {
            return GitIsolation.call(work);
        } catch (RunnerException e) {
            throw e;
        } catch (IOException e) {
            throw MirrorDamage.unreadable(repository.getDirectory().toPath(), e);
        } catch (Exception e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot read the mirror " + repository.getDirectory(), e);
        }
    }
}
