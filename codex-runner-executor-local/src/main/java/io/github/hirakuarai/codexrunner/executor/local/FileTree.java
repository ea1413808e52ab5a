package io.github.hirakuarai.codexrunner.executor.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.WorkingTreeOptions;

/**
 * The files of a clone as a tree that JGit can walk. Unlike JGit's own it passes over sockets, pipes and devices (which
 * would make it wait for ever), follows no link, and never opens a repository inside: a submodule's commit is read as
 * text.
 */
final class FileTree extends WorkingTreeIterator {

    private final Path folder;
    private final Set<String> submodules;

    /**
     * The whole tree.
     *
     * @param shadow where ignored files and line ends are asked for
     * @param submodules the paths that the index knows as submodules: these folders are not entered
     */
    FileTree(Repository shadow, Set<String> submodules) {
        super(shadow.getConfig().get(WorkingTreeOptions.KEY));
        this.folder = shadow.getWorkTree().toPath();
        this.submodules = submodules;
        init(list(""));
        initRootIterator(shadow);
    }

    private FileTree(FileTree parent, Path folder) {
        super(parent);
        this.folder = folder;
        this.submodules = parent.submodules;
        init(list(new String(path, 0, pathOffset, StandardCharsets.UTF_8)));
    }

    @Override
    public AbstractTreeIterator createSubtreeIterator(ObjectReader reader) throws IOException {
        if (isEntryIgnored() && getDirCacheIterator() == null) {
            // Ignored, and nothing in it is known to the index.
            return createEmptyTreeIterator();
        }
        return new FileTree(this, ((Item) current()).path);
    }

    @Override
    protected byte[] idSubmodule(Entry entry) {
        byte[] id = new byte[20];
        submoduleCommit(((Item) entry).path).copyRawTo(id, 0);
        return id;
    }

    /** Where the submodule in a folder stands; zeros when nothing is checked out there. */
    static ObjectId submoduleCommit(Path folder) {
        try {
            CloneLayout layout = CloneLayout.around(folder);
            if (layout.root().equals(folder.toRealPath())) {
                return new CloneRefs(layout).head().commit().orElse(ObjectId.zeroId());
            }
        } catch (IOException | RuntimeException e) {
            // A step may have written anything there.
        }
        return ObjectId.zeroId();
    }

    private Entry[] list(String prefix) {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                Item item = Item.of(path, submodules.contains(prefix + path.getFileName()));
                if (item.mode != FileMode.MISSING) {
                    entries.add(item);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since its parent was listed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries.toArray(new Entry[0]);
    }

    private static final class Item extends Entry {

        private final Path path;
        private final FileMode mode;
        private final long length;
        private final Instant modified;

        private Item(Path path, FileMode mode, long length, Instant modified) {
            this.path = path;
            this.mode = mode;
            this.length = length;
            this.modified = modified;
        }

        static Item of(Path path, boolean submodule) throws IOException {
            PosixFileAttributes attributes;
            try {
                attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return new Item(path, FileMode.MISSING, 0, Instant.EPOCH);
            }
            FileMode mode = FileMode.MISSING;
            if (attributes.isSymbolicLink()) {
                mode = FileMode.SYMLINK;
            } else if (attributes.isDirectory()) {
                mode = submodule ? FileMode.GITLINK : FileMode.TREE;
            } else if (attributes.isRegularFile()) {
                boolean executable = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
                mode = executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
            }
            return new Item(
                    path, mode, attributes.size(), attributes.lastModifiedTime().toInstant());
        }

        @Override
        public FileMode getMode() {
            return mode;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Instant getLastModifiedInstant() {
            return modified;
        }

        @Override
        public String getName() {
            return path.getFileName().toString();
        }

        @Override
        public InputStream openInputStream() throws IOException {
            if (mode == FileMode.SYMLINK) {
                return new ByteArrayInputStream(
                        Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
            }
            return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
