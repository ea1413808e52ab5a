package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Paths below a folder whose every component is looked at: no link leads elsewhere. The steps have ended when it is asked. */
final class PlainPath {

    private PlainPath() {}

    /**
     * The file at a path below a folder, which may or may not be there.
     *
     * @throws FileSystemException when the path leads out, or one of its folders is a link or a file
     */
    static Path inside(Path root, String path) throws IOException {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new FileSystemException(path, null, "leads out of " + root);
        }
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(path, null, folder + " is a link or a file");
            }
        }
        return file;
    }

    /** Creates the folders above a path. */
    static void createFolders(Path root, String path) throws IOException {
        Files.createDirectories(inside(root, path).getParent());
    }

    /** Deletes a file or link, and the folders above that it leaves empty. Nothing happens when it is not there. */
    static void delete(Path root, String path) throws IOException {
        Path file;
        try {
            file = inside(root, path);
        } catch (FileSystemException behindLink) {
            return;
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.deleteIfExists(file);
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            if (!deleteEmpty(folder)) {
                return;
            }
        }
    }

    private static boolean deleteEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return false;
            }
        }
        Files.delete(folder);
        return true;
    }

    /** Deletes whatever stands at a path; links are deleted, not followed. */
    static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
