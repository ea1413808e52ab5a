package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The git folder of the runner's own through which JGit sees a clone: its own configuration and index, nobody's hooks,
 * attributes, alternates or filters, and the clone's files. Objects come from where the caller says.
 */
final class Shadow {

    private static final int EXCLUDE_LIMIT = 1024 * 1024;

    private final CloneLayout layout;
    private final Path folder;

    private Shadow(CloneLayout layout, Path folder) {
        this.layout = layout;
        this.folder = folder;
    }

    /**
     * Makes the git folder.
     *
     * @param folder a new one, private to the runner
     * @param fileKeys what its configuration says under {@code core}
     */
    static Shadow create(CloneLayout layout, Path folder, Map<String, String> fileKeys) throws IOException {
        Files.createDirectories(folder.resolve("refs"));
        Files.createDirectories(folder.resolve("info"));
        // Being named, it keeps JGit from looking for the alternates that the object folder names.
        Files.createDirectories(folder.resolve("none"));
        Files.writeString(folder.resolve("HEAD"), "ref: refs/heads/none\n");
        Config config = new Config();
        config.setInt("core", null, "repositoryformatversion", 0);
        fileKeys.forEach((key, value) -> config.setString("core", null, key, value));
        Files.writeString(folder.resolve("config"), config.toText());
        Path exclude = layout.commonDir().resolve("info/exclude");
        if (Files.isRegularFile(exclude, LinkOption.NOFOLLOW_LINKS)) {
            Files.writeString(folder.resolve("info/exclude"), DataFile.read(exclude, EXCLUDE_LIMIT));
        }
        return new Shadow(layout, folder);
    }

    /** The clone's files with these objects; the caller closes it, and is inside {@link GitIsolation#call}. */
    Repository open(Path objects) throws IOException {
        return new FileRepository(new FileRepositoryBuilder()
                .setFS(GitIsolation.fileSystem())
                .setGitDir(folder.toFile())
                .setObjectDirectory(objects.toFile())
                .addAlternateObjectDirectory(folder.resolve("none").toFile())
                .setIndexFile(index())
                .setWorkTree(layout.root().toFile())
                .setup());
    }

    /** The index of the runner's own: what the run started from. */
    File index() {
        return folder.resolve("index").toFile();
    }

    /** The paths that an index knows as submodules. */
    static Set<String> submodules(DirCache index) {
        Set<String> paths = new TreeSet<>();
        for (int at = 0; at < index.getEntryCount(); at++) {
            if (index.getEntry(at).getFileMode() == FileMode.GITLINK) {
                paths.add(index.getEntry(at).getPathString());
            }
        }
        return paths;
    }
}
