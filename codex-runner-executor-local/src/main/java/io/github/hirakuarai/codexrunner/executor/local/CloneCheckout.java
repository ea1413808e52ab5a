package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.Checkout;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheCheckout.CheckoutMetadata;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.jspecify.annotations.Nullable;

/** Brings a clone's files and index from one state to a commit's. Ignored files stay; submodules are not touched. */
final class CloneCheckout {

    private final CloneLayout layout;
    private final Repository repository;

    /** @param repository the shadow, with the clone's objects */
    CloneCheckout(CloneLayout layout, Repository repository) {
        this.layout = layout;
        this.repository = repository;
    }

    /**
     * The index of a commit's tree, taking what is known of the files from another index where a path is the same.
     *
     * @param tree null for the empty one
     */
    DirCache indexOf(@Nullable ObjectId tree, DirCache known) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        if (tree != null) {
            try (ObjectReader reader = repository.newObjectReader();
                    TreeWalk walk = new TreeWalk(reader)) {
                walk.setRecursive(true);
                walk.addTree(tree);
                while (walk.next()) {
                    DirCacheEntry same = known.getEntry(walk.getPathString());
                    if (same != null
                            && same.getFileMode() == walk.getFileMode(0)
                            && same.getObjectId().equals(walk.getObjectId(0))) {
                        builder.add(same);
                    } else {
                        DirCacheEntry entry = new DirCacheEntry(walk.getPathString());
                        entry.setFileMode(walk.getFileMode(0));
                        entry.setObjectId(walk.getObjectId(0));
                        builder.add(entry);
                    }
                }
            }
        }
        builder.finish();
        return index;
    }

    /** The paths to be written at which something stands that no index knows: a person's ignored files. */
    Set<String> inTheWay(DirCache current, DirCache target) {
        Set<String> paths = new TreeSet<>();
        for (int at = 0; at < target.getEntryCount(); at++) {
            DirCacheEntry entry = target.getEntry(at);
            String path = entry.getPathString();
            if (entry.getFileMode() == FileMode.GITLINK || current.getEntry(path) != null) {
                continue;
            }
            Path file = layout.root().resolve(path);
            boolean tracked = current.getEntriesWithin(path).length > 0;
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !tracked) {
                paths.add(path);
            }
        }
        return paths;
    }

    /**
     * Writes and deletes files so that they are as the target says.
     *
     * @param current what stands there now
     * @param target gets the sizes and times of the files that are written
     * @param tree the target's; null for the empty one
     */
    void files(DirCache current, DirCache target, @Nullable ObjectId tree) throws IOException {
        for (int at = 0; at < current.getEntryCount(); at++) {
            DirCacheEntry entry = current.getEntry(at);
            if (target.getEntry(entry.getPathString()) == null && entry.getFileMode() != FileMode.GITLINK) {
                PlainPath.delete(layout.root(), entry.getPathString());
            }
        }
        if (tree == null) {
            return;
        }
        Checkout checkout = new Checkout(repository);
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(new CanonicalTreeParser(null, reader, tree));
            walk.setOperationType(OperationType.CHECKOUT_OP);
            walk.setRecursive(true);
            while (walk.next()) {
                String path = walk.getPathString();
                DirCacheEntry entry = target.getEntry(path);
                DirCacheEntry old = current.getEntry(path);
                if (entry == null || entry == old) {
                    continue;
                }
                if (entry.getFileMode() == FileMode.GITLINK) {
                    checkout.checkoutGitlink(entry, path);
                } else {
                    makeRoom(path);
                    EolStreamType lines = walk.getEolStreamType(OperationType.CHECKOUT_OP);
                    checkout.checkout(entry, new CheckoutMetadata(lines, null), reader, path);
                }
            }
        }
    }

    /** What stands at a path to be written, and is no file that a renaming would replace, goes. */
    private void makeRoom(String path) throws IOException {
        Path file = layout.root().resolve(path);
        for (Path folder = file.getParent();
                folder != null && !folder.equals(layout.root());
                folder = folder.getParent()) {
            if (Files.isSymbolicLink(folder) || Files.isRegularFile(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(folder);
            }
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            PlainPath.deleteAll(file);
        } else if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
    }

    /** Writes an index file with these entries, under git's lock. */
    static void writeIndex(File file, DirCache entries) throws IOException {
        DirCache index = DirCache.lock(file, GitIsolation.fileSystem());
        try {
            DirCacheBuilder builder = index.builder();
            for (int at = 0; at < entries.getEntryCount(); at++) {
                builder.add(entries.getEntry(at));
            }
            builder.finish();
            index.write();
            if (!index.commit()) {
                throw new IOException("the index " + file + " could not be written");
            }
        } finally {
            index.unlock();
        }
    }
}
