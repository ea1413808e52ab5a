package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Reads and builds commits in a mirror, from trees: nothing is checked out. Commit ids are 40 hexadecimal digits.
 *
 * <p>Not safe for threads, as the mirror is not.
 */
public final class Commits {

    private static final ObjectId EMPTY_TREE = ObjectId.fromString("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    private static final long LARGEST_WORDS = 1 << 20;
    private static final int LONGEST_HISTORY = 10_000;

    private final Repository repository;

    public Commits(Mirror mirror) {
        this.repository = mirror.repository();
    }

    /**
     * Builds a commit whose tree is its parent's with the edits applied.
     *
     * @param signer signs it; null for a commit without a signature
     * @return its id; or the parent's id when the edits change nothing
     */
    public String onTopOf(
            String parent, List<FileEdit> edits, String message, Committer committer, @Nullable CommitSigner signer) {
        return inRepository(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter();
                    ObjectReader reader = inserter.newReader();
                    RevWalk walk = new RevWalk(reader)) {
                RevCommit base = walk.parseCommit(ObjectId.fromString(parent));
                DirCache tree = DirCache.newInCore();
                DirCacheBuilder builder = tree.builder();
                builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, base.getTree());
                builder.finish();
                DirCacheEditor editor = tree.editor();
                for (FileEdit edit : edits) {
                    editor.add(pathEdit(edit));
                }
                editor.finish();
                ObjectId treeId = tree.writeTree(inserter);
                if (treeId.equals(base.getTree())) {
                    return parent;
                }
                ObjectId commit = insert(inserter, treeId, parent, message, committer, signer);
                inserter.flush();
                return commit.name();
            }
        });
    }

    /**
     * What of a commit cannot stand beside a file at a path: a file where the path needs a folder, or a folder in its place.
     *
     * @return its path; empty when the file can be put there
     */
    public Optional<String> inTheWay(String commit, String path) {
        return inRepository(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevTree tree = walk.parseCommit(ObjectId.fromString(commit)).getTree();
                for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                    String folder = path.substring(0, end);
                    if (isThere(folder, tree, false)) {
                        return Optional.of(folder);
                    }
                }
                return isThere(path, tree, true) ? Optional.of(path) : Optional.empty();
            }
        });
    }

    private boolean isThere(String path, RevTree tree, boolean folder) throws IOException {
        try (TreeWalk found = TreeWalk.forPath(repository, path, tree)) {
            return found != null && found.isSubtree() == folder;
        }
    }

    /** Whether a commit is another one or stands in its history; no commit that is not here does. */
    public boolean isAncestor(String commit, String of) {
        return inRepository(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                ObjectId id = ObjectId.fromString(commit);
                return repository.getObjectDatabase().has(id)
                        && walk.isMergedInto(walk.parseCommit(id), walk.parseCommit(ObjectId.fromString(of)));
            }
        });
    }

    /** Stores a blob, and returns its id. */
    public String store(byte[] content) {
        return inRepository(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
                inserter.flush();
                return blob.name();
            }
        });
    }

    /**
     * Stores what is in a pack. Every object's id is computed here.
     *
     * @param largest the most bytes that one object may have
     */
    public void store(InputStream pack, long largest) {
        inRepository(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                PackParser parser = inserter.newPackParser(pack);
                parser.setMaxObjectSizeLimit(largest);
                parser.setLockMessage("files of a run");
                PackLock lock = parser.parse(NullProgressMonitor.INSTANCE);
                inserter.flush();
                if (lock != null) {
                    lock.unlock();
                }
                return true;
            }
        });
    }

    /** Opens the content of a blob; the caller closes it. */
    public InputStream open(String blob) {
        return inRepository(() ->
                repository.open(ObjectId.fromString(blob), Constants.OBJ_BLOB).openStream());
    }

    /** Builds a commit that holds words only: its tree is empty. */
    public String ofWords(@Nullable String parent, String message, Committer committer) {
        return inRepository(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId empty = inserter.insert(Constants.OBJ_TREE, new byte[0]);
                ObjectId commit = insert(inserter, empty, parent, message, committer, null);
                inserter.flush();
                return commit.name();
            }
        });
    }

    /**
     * What a commit that holds words only says, whoever made it.
     *
     * @return empty when the object is no commit, holds files, or is far too large to have been written by a runner
     */
    public Optional<String> words(String commit) {
        return inRepository(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                ObjectLoader loader = walk.getObjectReader().open(ObjectId.fromString(commit));
                if (loader.getType() != Constants.OBJ_COMMIT || loader.getSize() > LARGEST_WORDS) {
                    return Optional.empty();
                }
                RevCommit read = walk.parseCommit(ObjectId.fromString(commit));
                return read.getTree().equals(EMPTY_TREE) ? Optional.of(read.getFullMessage()) : Optional.empty();
            }
        });
    }

    /**
     * The commits from a tip back to its first, newest first, along first parents; of very long histories the newest.
     *
     * @return empty when the tip is no commit
     */
    public List<String> history(String tip) {
        return inRepository(() -> {
            List<String> commits = new ArrayList<>();
            try (RevWalk walk = new RevWalk(repository)) {
                RevObject object = walk.parseAny(ObjectId.fromString(tip));
                while (object instanceof RevCommit commit && commits.size() < LONGEST_HISTORY) {
                    commits.add(commit.name());
                    object = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
                }
            }
            return List.copyOf(commits);
        });
    }

    /** Whether every commit that the tip has over the base was made by the runner: its committer, and its trailer. */
    public boolean allMadeBy(String committerEmail, String trailer, String tip, String base) {
        return inRepository(() -> {
            try (RevWalk walk = new RevWalk(repository)) {
                walk.markStart(walk.parseCommit(ObjectId.fromString(tip)));
                walk.markUninteresting(walk.parseCommit(ObjectId.fromString(base)));
                for (RevCommit commit : walk) {
                    boolean marked = commit.getFullMessage().lines().anyMatch(line -> line.startsWith(trailer + ": "));
                    if (!marked || !commit.getCommitterIdent().getEmailAddress().equals(committerEmail)) {
                        return false;
                    }
                }
                return true;
            }
        });
    }

    private static ObjectId insert(
            ObjectInserter inserter,
            ObjectId tree,
            @Nullable String parent,
            String message,
            Committer committer,
            @Nullable CommitSigner signer)
            throws IOException {
        CommitBuilder commit = CommitSigner.draft(tree.name(), parent, committer, message);
        if (signer != null) {
            signer.sign(commit);
        }
        return inserter.insert(commit);
    }

    private static DirCacheEditor.PathEdit pathEdit(FileEdit edit) {
        if (edit instanceof FileEdit.Put put) {
            ObjectId blob = ObjectId.fromString(put.blob());
            FileMode mode = mode(put.mode());
            return new DirCacheEditor.PathEdit(put.path()) {
                @Override
                public void apply(DirCacheEntry entry) {
                    entry.setFileMode(mode);
                    entry.setObjectId(blob);
                }
            };
        }
        return new DirCacheEditor.DeletePath(edit.path());
    }

    private static FileMode mode(FileChange.Mode mode) {
        return switch (mode) {
            case REGULAR -> FileMode.REGULAR_FILE;
            case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
            case SYMLINK -> FileMode.SYMLINK;
            case SUBMODULE -> FileMode.GITLINK;
        };
    }

    private <T> T inRepository(java.util.concurrent.Callable<T> work) {
        try {
            return GitIsolation.call(work);
        } catch (RunnerException e) {
            throw e;
        } catch (IOException e) {
            throw MirrorDamage.unreadable(repository.getDirectory().toPath(), e);
        } catch (Exception e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot work in the mirror " + repository.getDirectory(), e);
        }
    }

    /**
     * Who makes a commit, and when.
     *
     * @param name of author and committer
     * @param email of author and committer
     * @param at the time, written in UTC
     */
    public record Committer(String name, String email, Instant at) {}
}
