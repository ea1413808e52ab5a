package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** The refs of a clone, read and written as the small files that they are, with git's own locks. */
final class CloneRefs {

    private static final String HEADS = "refs/heads/";
    private static final int REF_LIMIT = 4 * 1024;
    private static final int PACKED_LIMIT = 256 * 1024 * 1024;

    /** A ref that names a ref that names a ref: git stops after five. */
    private static final int DEPTH = 5;

    private final CloneLayout layout;

    CloneRefs(CloneLayout layout) {
        this.layout = layout;
    }

    /**
     * What HEAD says.
     *
     * @param text its content, without the line's end
     * @param commit the commit it leads to; empty on a branch without one
     */
    record Head(String text, Optional<ObjectId> commit) {

        /** How a person calls it. */
        String name() {
            return text.startsWith("ref: ") ? text.substring(5).strip().replaceFirst("^refs/heads/", "") : text;
        }
    }

    /** What HEAD says when a branch is checked out. */
    static String headOn(String branch) {
        return "ref: " + HEADS + branch;
    }

    /** What is checked out. */
    Head head() throws IOException {
        String text = DataFile.read(layout.gitDir().resolve("HEAD"), REF_LIMIT).strip();
        return new Head(text, follow(text, 0));
    }

    /** Where a branch stands. */
    Optional<ObjectId> branch(String name) throws IOException {
        return resolve(HEADS + name, 0);
    }

    /** All branches, by name. */
    Map<String, ObjectId> branches() throws IOException {
        Map<String, ObjectId> branches = new TreeMap<>();
        packed().forEach((name, id) -> {
            if (name.startsWith(HEADS)) {
                branches.put(name.substring(HEADS.length()), id);
            }
        });
        Path folder = layout.commonDir().resolve(HEADS);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (var files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = folder.relativize(file).toString();
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !name.endsWith(".lock")) {
                        branch(name).ifPresent(id -> branches.put(name, id));
                    }
                }
            }
        }
        return branches;
    }

    /** Commits that the clone has with all their history: its branches, and the remotes' as far as they are packed. */
    Set<ObjectId> tips() throws IOException {
        Set<ObjectId> tips = new HashSet<>(branches().values());
        packed().forEach((name, id) -> {
            if (name.startsWith("refs/remotes/")) {
                tips.add(id);
            }
        });
        return tips;
    }

    private Optional<ObjectId> follow(String text, int depth) throws IOException {
        if (text.startsWith("ref: ")) {
            return depth < DEPTH ? resolve(text.substring(5).strip(), depth + 1) : Optional.empty();
        }
        return ObjectId.isId(text) ? Optional.of(ObjectId.fromString(text)) : Optional.empty();
    }

    private Optional<ObjectId> resolve(String name, int depth) throws IOException {
        if (!Repository.isValidRefName(name)) {
            return Optional.empty();
        }
        try {
            Path file = PlainPath.inside(layout.commonDir(), name);
            return follow(DataFile.read(file, REF_LIMIT).strip(), depth);
        } catch (NoSuchFileException e) {
            return Optional.ofNullable(packed().get(name));
        }
    }

    private Map<String, ObjectId> packed() throws IOException {
        Map<String, ObjectId> refs = new LinkedHashMap<>();
        Path file = layout.commonDir().resolve("packed-refs");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return refs;
        }
        DataFile.read(file, PACKED_LIMIT).lines().forEach(line -> {
            if (line.length() > 41 && line.charAt(40) == ' ' && ObjectId.isId(line.substring(0, 40))) {
                refs.put(line.substring(41), ObjectId.fromString(line.substring(0, 40)));
            }
        });
        return refs;
    }

    /** Creates a branch, or moves it. */
    void write(String branch, ObjectId commit) throws IOException {
        Path file = PlainPath.inside(layout.commonDir(), HEADS + branch);
        PlainPath.createFolders(layout.commonDir(), HEADS + branch);
        replace(file, commit.name() + "\n");
    }

    /** Makes HEAD say something else. */
    void writeHead(String text) throws IOException {
        replace(PlainPath.inside(layout.gitDir(), "HEAD"), text + "\n");
    }

    /** As git does it: who creates the lock file may replace the file. */
    private static void replace(Path file, String content) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.writeString(lock, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(lock + " is there: another git command is at work, or left it behind", e);
        }
        try {
            Files.move(lock, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(lock);
            throw e;
        }
    }
}
