package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final RunId run;
    private final String branch;
    private final ObjectId base;
    private final CloneRefs.Head before;
    private final Map<String, ObjectId> branchesBefore;
    private final Clock clock;

    private CloneVisit(
            CloneLayout layout,
            RunId run,
            String branch,
            ObjectId base,
            CloneRefs.Head before,
            Map<String, ObjectId> branchesBefore,
            Clock clock) {
        this.layout = layout;
        this.refs = new CloneRefs(layout);
        this.run = run;
        this.branch = branch;
        this.base = base;
        this.before = before;
        this.branchesBefore = branchesBefore;
        this.clock = clock;
    }

    /**
     * Brings a clean clone to the base commit, on the run's branch.
     *
     * @param transfer gives what the clone lacks
     */
    static CloneVisit enter(
            CloneLayout layout,
            Shadow shadow,
            ObjectTransfer transfer,
            RunId run,
            String branch,
            ObjectId base,
            Clock clock)
            throws Exception {
        CloneRefs refs = new CloneRefs(layout);
        CloneRefs.Head before = refs.head();
        Map<String, ObjectId> branches = refs.branches();
        CloneVisit visit = new CloneVisit(layout, run, branch, base, before, branches, clock);
        return GitIsolation.call(() -> {
            try (Repository repository = shadow.open(layout.objects())) {
                List<ObjectId> tips = new ArrayList<>(branches.values());
                tips.addAll(refs.remoteBranches());
                transfer.bring(base, tips, repository);
                CloneCheckout checkout = new CloneCheckout(layout, repository);
                DirCache current = new CloneState(layout).readIndex();
                ObjectId tree = treeOf(repository, base);
                DirCache target = checkout.indexOf(tree, current);
                Set<String> inTheWay = checkout.inTheWay(current, target);
                if (!inTheWay.isEmpty()) {
                    throw Unsuitable.dirty("ignored files in " + layout.root() + " are in the way of the base commit ("
                            + inTheWay.iterator().next() + "): move them");
                }
                refs.write(branch, base);
                refs.writeHead("ref: refs/heads/" + branch);
                checkout.files(current, target, tree);
                CloneCheckout.writeIndex(layout.index().toFile(), target);
                CloneCheckout.writeIndex(shadow.index(), target);
            }
            return visit;
        });
    }

    /** What the steps did to git itself. */
    List<String> notes() throws IOException {
        List<String> notes = new ArrayList<>();
        CloneRefs.Head head = refs.head();
        if (!head.text().equals("ref: refs/heads/" + branch)) {
            notes.add("the steps checked out " + head.name());
        }
        for (String file : CloneState.halfDoneFiles()) {
            if (Files.exists(layout.gitDir().resolve(file), LinkOption.NOFOLLOW_LINKS)) {
                notes.add("the steps left git in the middle of something (" + file + ")");
            }
        }
        Map<String, ObjectId> now = refs.branches();
        now.forEach((name, id) -> {
            ObjectId old = name.equals(branch) ? base : branchesBefore.get(name);
            if (old == null) {
                notes.add("the steps created the branch " + name + " at " + id.name());
            } else if (!old.equals(id)) {
                notes.add("the steps moved the branch " + name + " from " + old.name() + " to " + id.name());
            }
        });
        branchesBefore.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> notes.add("the steps deleted the branch " + name));
        return List.copyOf(notes);
    }

    /**
     * Commits what the steps left to the run's branch, and checks out what was checked out before.
     *
     * @param baseObjects where the base commit's objects are out of the steps' reach
     */
    void leave(Shadow shadow, Path baseObjects) throws Exception {
        GitIsolation.call(() -> {
            DirCache left;
            try (Repository files = shadow.open(baseObjects);
                    Repository clone = shadow.open(layout.objects())) {
                left = whatIsLeft(files, clone, shadow);
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
    }

    /** The base's index with the changes of the files in it; their contents are written to the clone's objects. */
    private DirCache whatIsLeft(Repository files, Repository clone, Shadow shadow) throws IOException {
        DirCache base = DirCache.read(shadow.index(), GitIsolation.fileSystem());
        DirCache left = DirCache.newInCore();
        DirCacheBuilder builder = left.builder();
        Set<String> changed = new java.util.HashSet<>();
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
            ObjectId parent =
                    refs.branch(branch).filter(id -> isCommit(clone, id)).orElse(base);
            if (tree.equals(treeOf(clone, parent))) {
                refs.write(branch, parent);
                return;
            }
            CommitBuilder commit = new CommitBuilder();
            PersonIdent runner = new PersonIdent(NAME, EMAIL, clock.instant(), ZoneId.of("UTC"));
            commit.setAuthor(runner);
            commit.setCommitter(runner);
            commit.setTreeId(tree);
            commit.setParentId(parent);
            commit.setMessage("What the steps of " + run + " left\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            refs.write(branch, id);
        }
    }

    private void restore(Repository clone, DirCache left) throws IOException {
        refs.writeHead(before.text());
        Optional<ObjectId> now = refs.head().commit().filter(id -> isCommit(clone, id));
        if (now.isEmpty() && before.commit().isPresent()) {
            // A step deleted or broke the branch: back to the commit at which it stood.
            now = before.commit();
            if (before.text().startsWith("ref: refs/heads/")) {
                refs.write(before.text().substring("ref: refs/heads/".length()), now.get());
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

    private static ObjectId treeOf(Repository repository, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit parsed = walk.parseCommit(commit);
            return parsed.getTree().copy();
        }
    }
}
