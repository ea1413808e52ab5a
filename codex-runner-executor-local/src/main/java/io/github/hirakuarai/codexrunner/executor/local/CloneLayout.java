package io.github.hirakuarai.codexrunner.executor.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where a clone keeps its things.
 *
 * @param root the top of its files, no link in the path
 * @param gitDir its HEAD and index; for a linked worktree a folder inside the main clone's git folder
 * @param commonDir its configuration, refs and objects; the same as {@code gitDir} but for a linked worktree
 */
record CloneLayout(Path root, Path gitDir, Path commonDir) {

    /** A file that says where the git folder is holds one short line. */
    private static final int POINTER_LIMIT = 8 * 1024;

    /** The clone that a folder is the top of or lies in, as git would find it. */
    static CloneLayout around(Path workdir) {
        try {
            for (Path folder = workdir.toRealPath(); folder != null; folder = folder.getParent()) {
                Path git = folder.resolve(".git");
                if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
                    return new CloneLayout(folder, git, common(git));
                }
                if (Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS)) {
                    String pointer = DataFile.read(git, POINTER_LIMIT).strip();
                    if (!pointer.startsWith("gitdir: ")) {
                        throw Unsuitable.because(git + " is no git file: clone the repository there anew");
                    }
                    Path gitDir = folder.resolve(pointer.substring("gitdir: ".length()))
                            .toRealPath();
                    return new CloneLayout(folder, gitDir, common(gitDir));
                }
            }
        } catch (IOException e) {
            throw Unsuitable.because("the git folder of " + workdir + " cannot be read (" + e.getMessage() + ")");
        }
        throw Unsuitable.because(workdir + " is in no git clone: clone the repository there");
    }

    private static Path common(Path gitDir) throws IOException {
        Path pointer = gitDir.resolve("commondir");
        if (!Files.isRegularFile(pointer, LinkOption.NOFOLLOW_LINKS)) {
            return gitDir;
        }
        return gitDir.resolve(DataFile.read(pointer, POINTER_LIMIT).strip()).toRealPath();
    }

    Path objects() {
        return commonDir.resolve("objects");
    }

    Path index() {
        return gitDir.resolve("index");
    }

    Path lock() {
        return gitDir.resolve("codex-runner.lock");
    }
}
