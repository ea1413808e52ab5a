package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.jspecify.annotations.Nullable;

/**
 * One run's stay in a clone: in, to the base commit on the run's branch; and out again, with what the steps left in a
 * commit on that branch and the files as they were before.
 */
final class CloneVisit {

    private static final String NAME = "codex-runner";
    private static final String EMAIL = "codex-runner@users.noreply.github.com";

    private final CloneLayout layout;
    private final CloneRefs refs;
    private final VisitRecord record;
    private final Shadow shadow;
    private final Path stateDir;
    private final Clock clock;

    private CloneVisit(CloneLayout layout, VisitRecord record, Shadow shadow, Path stateDir, Clock clock) {
        this.layout = layout;
        this.refs = new CloneRefs(layout);
        this.record = record;
        this.shadow = shadow;
        this.stateDir = stateDir;
        this.clock = clock;
    }

    /**
     * Brings a clean clone to the base commit, on the run's branch.
     *
     * @param transfer gives what the clone lacks
     * @param stateDir keeps the record of the visit
     */
    static CloneVisit enter(
            CloneLayout layout,
            Shadow shadow,
            ObjectTransfer transfer,
            WorkspaceRequest request,
            ObjectId base,
            Path stateDir,
            Clock clock)
            throws Exception {
        CloneRefs refs = new CloneRefs(layout);
        CloneRefs.Head before = refs.head();
        VisitRecord record =
                new VisitRecord(request.run().value(), request.branch(), base, before.text(), before.commit());
        CloneVisit visit = new CloneVisit(layout, record, shadow, stateDir, clock);
        return GitIsolation.call(() -> {
            try (Repository repository = shadow.open(layout.objects())) {
                transfer.bring(base, refs.tips(), repository, repository);
                CloneCheckout checkout = new CloneCheckout(layout, repository);
                DirCache current = new CloneState(layout).readIndex();
                ObjectId tree = treeOf(repository, base);
                DirCache target = checkout.indexOf(tree, current);
                Set<String> inTheWay = checkout.inTheWay(current, target);
                if (!inTheWay.isEmpty()) {
                    throw Unsuitable.dirty("ignored files in " + layout.root() + " are in the way of the base commit ("
                            + inTheWay.iterator().next() + "): move them");
                }
                record.write(stateDir, layout);
                refs.write(request.branch(), base);
                refs.writeHead(CloneRefs.headOn(request.branch()));
                checkout.files(current, target, tree);
                CloneCheckout.writeIndex(layout.index().toFile(), target);
                CloneCheckout.writeIndex(shadow.index(), target);
            }
            return visit;
        });
    }

    /** Leaves a clone for a run that was killed in it. Nothing happens where there was none, or a person has taken over. */
    static void leaveForKilled(CloneLayout layout, Shadow shadow, Path stateDir, Clock clock) throws Exception {
        Optional<VisitRecord> left = VisitRecord.read(stateDir, layout);
        if (left.isPresent() && left.get().stillThere(layout)) {
            VisitRecord record = left.get();
            GitIsolation.call(() -> {
                try (Repository repository = shadow.open(layout.objects())) {
                    ObjectId tree = treeOf(repository, record.base());
                    DirCache base = new CloneCheckout(layout, repository).indexOf(tree, DirCache.newInCore());
                    CloneCheckout.writeIndex(shadow.index(), base);
                }
                return true;
            });
            new CloneVisit(layout, record, shadow, stateDir, clock).leave(layout.objects());
            Files.delete(shadow.index().toPath());
        }
        VisitRecord.delete(stateDir, layout);
    }

    /**
     * Commits what the steps left to the run's branch, and checks out what was checked out before.
     *
     * @param baseObjects where the base commit's objects are out of the steps' reach
     */
    void leave(Path baseObjects) throws Exception {
        GitIsolation.call(() -> {
            DirCache left;
            try (Repository files = shadow.open(baseObjects);
                    Repository clone = shadow.open(layout.objects())) {
                left = whatIsLeft(files, clone);
                commit(clone, left);
            }
            for (String file : CloneState.halfDoneFiles()) {
                PlainPath.deleteAll(layout.gitDir().resolve(file));
            }
            PlainPath.deleteAll(layout.gitDir().resolve("index.lock"));
            try (Repository clone = shadow.open(layout.objects())) {
                restore(clone, left);
            }
            return true;
        });
        VisitRecord.delete(stateDir, layout);
    }

    /** The base's index with the changes of the files in it; their contents are written to the clone's objects. */
    private DirCache whatIsLeft(Repository files, Repository clone) throws IOException {
        DirCache base = DirCache.read(shadow.index(), GitIsolation.fileSystem());
        DirCache left = DirCache.newInCore();
        DirCacheBuilder builder = left.builder();
        Set<String> changed = new HashSet<>();
        try (TreeWalk walk = CloneState.differences(files, base);
                ObjectInserter inserter = clone.newObjectInserter()) {
            while (walk.next()) {
                changed.add(walk.getPathString());
                WorkingTreeIterator file = walk.getTree(1, WorkingTreeIterator.class);
                if (file != null) {
                    entry(walk.getPathString(), file, inserter).ifPresent(builder::add);
                }
            }
            inserter.flush();
        }
        for (int at = 0; at < base.getEntryCount(); at++) {
            if (!changed.contains(base.getEntry(at).getPathString())) {
                builder.add(base.getEntry(at));
            }
        }
        builder.finish();
        return left;
    }

    private static Optional<DirCacheEntry> entry(String path, WorkingTreeIterator file, ObjectInserter inserter)
            throws IOException {
        DirCacheEntry entry;
        try {
            entry = new DirCacheEntry(path);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        entry.setFileMode(file.getEntryFileMode());
        if (file.getEntryFileMode() == FileMode.GITLINK) {
            entry.setObjectId(file.getEntryObjectId());
            return Optional.of(entry);
        }
        long length = file.getEntryContentLength();
        try (InputStream input = file.openEntryStream()) {
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, length, input));
        }
        entry.setLength(file.getEntryLength());
        entry.setLastModified(file.getEntryLastModifiedInstant());
        return Optional.of(entry);
    }

    private void commit(Repository clone, DirCache left) throws IOException {
        try (ObjectInserter inserter = clone.newObjectInserter()) {
            ObjectId tree = left.writeTree(inserter);
            ObjectId parent = refs.branch(record.branch())
                    .filter(id -> isCommit(clone, id))
                    .orElse(record.base());
            if (tree.equals(treeOf(clone, parent))) {
                refs.write(record.branch(), parent);
                return;
            }
            CommitBuilder commit = new CommitBuilder();
            PersonIdent runner = new PersonIdent(NAME, EMAIL, clock.instant(), ZoneId.of("UTC"));
            commit.setAuthor(runner);
            commit.setCommitter(runner);
            commit.setTreeId(tree);
            commit.setParentId(parent);
            commit.setMessage("What the steps of " + record.run() + " left\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            refs.write(record.branch(), id);
        }
    }

    private void restore(Repository clone, DirCache left) throws IOException {
        refs.writeHead(record.head());
        Optional<ObjectId> now = refs.head().commit().filter(id -> isCommit(clone, id));
        if (now.isEmpty() && record.commit().isPresent()) {
            // A step deleted or broke the branch: back to the commit at which it stood.
            now = record.commit();
            if (record.head().startsWith("ref: refs/heads/")) {
                refs.write(record.head().substring("ref: refs/heads/".length()), now.get());
            }
        }
        CloneCheckout checkout = new CloneCheckout(layout, clone);
        @Nullable ObjectId tree = now.isPresent() ? treeOf(clone, now.get()) : null;
        DirCache target = checkout.indexOf(tree, left);
        checkout.files(left, target, tree);
        CloneCheckout.writeIndex(layout.index().toFile(), target);
    }

    private static boolean isCommit(Repository clone, ObjectId id) {
        try {
            treeOf(clone, id);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The tree of a commit. */
    static ObjectId treeOf(Repository repository, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit parsed = walk.parseCommit(commit);
            return parsed.getTree().copy();
        }
    }
}
