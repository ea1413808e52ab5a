package io.github.hirakuarai.codexrunner.executor.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Opens files that steps wrote, one component after another without following links, so that nothing can be swapped meanwhile. */
final class SecureFiles {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private SecureFiles() {}

    /**
     * The bytes of a regular file.
     *
     * @throws NoSuchFileException when it is not there, is something else, or a component is a link
     */
    static InputStream open(Path root, String path) throws IOException {
        Path file = relative(root, path);
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            if (top instanceof SecureDirectoryStream<Path> secure) {
                return open(secure, file);
            }
        }
        Path absolute = PlainPath.inside(root, path);
        if (!Files.isRegularFile(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path, null, "no regular file");
        }
        return Files.newInputStream(absolute, LinkOption.NOFOLLOW_LINKS);
    }

    private static InputStream open(SecureDirectoryStream<Path> folder, Path file) throws IOException {
        if (file.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(file.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return open(next, file.subpath(1, file.getNameCount()));
            }
        }
        // Looked at first: to open a pipe is to wait for whoever writes into it.
        BasicFileAttributes attributes = folder.getFileAttributeView(
                        file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(file.toString(), null, "no regular file");
        }
        return Channels.newInputStream(folder.newByteChannel(file, READ));
    }

    /** The bytes of the name that a symbolic link holds. */
    static InputStream linkTarget(Path root, String path) throws IOException {
        relative(root, path);
        Path link = PlainPath.inside(root, path);
        return new ByteArrayInputStream(Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Path relative(Path root, String path) throws IOException {
        Path file = root.getFileSystem().getPath(path);
        boolean plain = !file.isAbsolute() && !path.isEmpty();
        for (Path name : file) {
            plain &= !name.toString().equals("..")
                    && !name.toString().equals(".")
                    && !name.toString().equalsIgnoreCase(".git");
        }
        if (!plain) {
            throw new NoSuchFileException(path, null, "not a path inside the repository");
        }
        return file;
    }
}
