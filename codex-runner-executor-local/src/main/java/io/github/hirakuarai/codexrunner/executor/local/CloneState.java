package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.executor.host.GitTraces;
import io.github.hirakuarai.codexrunner.git.GitIsolation;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.IndexDiffFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Says whether a run may start in a clone: nothing half done, nothing that is not committed. Touches nothing. */
final class CloneState {

    /** What git keeps while it is in the middle of something (gitrepository-layout). */
    private static final Map<String, String> HALF_DONE = Map.of(
            "MERGE_HEAD", "merge",
            "CHERRY_PICK_HEAD", "cherry-pick",
            "REVERT_HEAD", "revert",
            "BISECT_LOG", "bisect",
            "rebase-merge", "rebase",
            "rebase-apply", "rebase or am",
            "sequencer", "cherry-pick or revert");

    /** An index entry takes at least so many bytes, so a header can promise no more than the file may hold. */
    private static final int SMALLEST_ENTRY = 62;

    private final CloneLayout layout;
    private final CloneRefs refs;

    CloneState(CloneLayout layout) {
        this.layout = layout;
        this.refs = new CloneRefs(layout);
    }

    /** The names of the files that say that git is in the middle of something. */
    static List<String> halfDoneFiles() {
        return HALF_DONE.keySet().stream().sorted().toList();
    }

    /** How git stands in a clone. */
    static GitTraces traces(CloneLayout layout) throws IOException {
        CloneRefs refs = new CloneRefs(layout);
        Map<String, String> branches = new TreeMap<>();
        refs.branches().forEach((name, id) -> branches.put(name, id.name()));
        List<String> files = halfDoneFiles().stream()
                .filter(file -> Files.exists(layout.gitDir().resolve(file), LinkOption.NOFOLLOW_LINKS))
                .toList();
        return new GitTraces(refs.head().text(), files, branches);
    }

    /** Refuses a clone whose git folder is laid out so that the runner would not write where it means to. */
    void refuseLayout(String runBranch) throws IOException {
        Path common = layout.commonDir();
        for (String folder : List.of("objects", "objects/pack", "refs", "refs/heads")) {
            Path path = common.resolve(folder);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw Unsuitable.because(path + " is a link: name the clone that it belongs to");
            }
        }
        if (Files.exists(common.resolve("objects/info/alternates"), LinkOption.NOFOLLOW_LINKS)) {
            throw Unsuitable.because(layout.root() + " borrows objects from another folder: run git repack -a -d and"
                    + " remove .git/objects/info/alternates");
        }
        for (Path folder : List.of(layout.root(), layout.gitDir(), common, common.resolve("objects"))) {
            if (!Files.isWritable(folder)) {
                throw Unsuitable.because(folder + " cannot be written by the runner: change its owner or its mode");
            }
        }
        Path worktrees = common.resolve("worktrees");
        if (Files.isDirectory(worktrees)) {
            try (Stream<Path> folders = Files.list(worktrees)) {
                for (Path folder : (Iterable<Path>) folders::iterator) {
                    Path head = folder.resolve("HEAD");
                    if (!folder.equals(layout.gitDir())
                            && Files.isRegularFile(head, LinkOption.NOFOLLOW_LINKS)
                            && DataFile.read(head, 4096).strip().equals("ref: refs/heads/" + runBranch)) {
                        throw Unsuitable.because("the branch " + runBranch + " is checked out in another worktree ("
                                + folder.getFileName() + "): remove it with git worktree remove");
                    }
                }
            }
        }
    }

    /** Refuses a clone in the middle of something, with changes, or with files that nobody has added. */
    void refuseDirty(Shadow shadow) throws Exception {
        for (Map.Entry<String, String> file : HALF_DONE.entrySet()) {
            if (Files.exists(layout.gitDir().resolve(file.getKey()), LinkOption.NOFOLLOW_LINKS)) {
                throw Unsuitable.dirty(
                        layout.root() + " is in the middle of a " + file.getValue() + ": finish or abort it");
            }
        }
        if (Files.exists(layout.gitDir().resolve("index.lock"), LinkOption.NOFOLLOW_LINKS)) {
            throw Unsuitable.busy("a git command is at work in " + layout.root()
                    + ": wait, or remove .git/index.lock if it was left behind");
        }
        GitIsolation.call(() -> {
            try (Repository repository = shadow.open(layout.objects())) {
                DirCache index = readIndex();
                Optional<String> change = firstChange(repository, index);
                if (change.isPresent()) {
                    throw Unsuitable.dirty(layout.root() + " has changes that are not committed (" + change.get()
                            + "): commit, stash or ignore them");
                }
            }
            return true;
        });
    }

    /** The clone's own index. */
    DirCache readIndex() throws IOException {
        Path file = layout.index();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            long size = Files.size(file);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw Unsuitable.because(file + " is no regular file: restore it with git reset");
            }
            try (DataInputStream header = new DataInputStream(Files.newInputStream(file))) {
                header.readLong();
                if (header.readInt() > size / SMALLEST_ENTRY) {
                    throw new IOException("its header promises more than it holds");
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        DirCache index;
        try {
            index = DirCache.read(file.toFile(), GitIsolation.fileSystem());
        } catch (IOException e) {
            throw unreadable(e);
        }
        for (int at = 0; at < index.getEntryCount(); at++) {
            DirCacheEntry entry = index.getEntry(at);
            if (entry.isSkipWorkTree()) {
                throw Unsuitable.because(entry.getPathString() + " in " + layout.root()
                        + " is left out (sparse): run git sparse-checkout disable, or git update-index"
                        + " --no-skip-worktree");
            }
            if (entry.isAssumeValid()) {
                throw Unsuitable.because(entry.getPathString() + " in " + layout.root()
                        + " is marked so that its changes do not show: run git update-index --no-assume-unchanged");
            }
        }
        return index;
    }

    private RuntimeException unreadable(IOException e) {
        return Unsuitable.because("the index of " + layout.root() + " cannot be read (" + e.getMessage()
                + "): run git update-index --no-split-index, or git reset");
    }

    /** The first path that differs between HEAD, the index and the files. */
    private Optional<String> firstChange(Repository repository, DirCache index) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(tree(reader, refs.head().commit()));
            walk.addTree(new DirCacheIterator(index));
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            if (walk.next()) {
                return Optional.of("staged: " + walk.getPathString());
            }
        }
        try (TreeWalk walk = differences(repository, index)) {
            return walk.next() ? Optional.of(walk.getPathString()) : Optional.empty();
        }
    }

    /** Walks the paths at which the files differ from an index, ignored ones aside: tree 0 the index, tree 1 the files. */
    static TreeWalk differences(Repository repository, DirCache index) throws IOException {
        TreeWalk walk = new TreeWalk(repository);
        walk.addTree(new DirCacheIterator(index));
        FileTree files = new FileTree(repository, Shadow.submodules(index));
        files.setDirCacheIterator(walk, 0);
        walk.addTree(files);
        walk.setRecursive(true);
        walk.setFilter(new IndexDiffFilter(0, 1));
        return walk;
    }

    private AbstractTreeIterator tree(ObjectReader reader, Optional<ObjectId> commit) throws IOException {
        if (commit.isEmpty()) {
            return new EmptyTreeIterator();
        }
        try (RevWalk walk = new RevWalk(reader)) {
            return new CanonicalTreeParser(null, reader, walk.parseTree(commit.get()));
        } catch (IOException e) {
            throw Unsuitable.because("the commit that is checked out in " + layout.root() + " cannot be read ("
                    + e.getMessage() + "): run git fsck");
        }
    }
}
