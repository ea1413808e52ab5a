package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * What is wrong with a mirror's files. It is asked for when something has failed: a fetch or a push from a damaged mirror looks
 * as if the server or the network had failed.
 */
final class MirrorDamage {

    private static final int HASH = 20;

    private MirrorDamage() {}

    /** The exception that tells of the damage of a mirror; empty when none is seen. */
    static Optional<RunnerException> of(Path folder, Throwable cause) {
        if (Thread.currentThread().isInterrupted()) {
            return Optional.empty();
        }
        return find(folder).map(damage -> damaged(folder, damage, cause));
    }

    /** The exception for objects that could not be read or written. */
    static RunnerException unreadable(Path folder, IOException e) {
        String words = PushAnswer.oneLine(String.valueOf(e.getMessage()));
        return of(folder, e)
                .orElseGet(() -> e instanceof MissingObjectException || e instanceof CorruptObjectException
                        ? damaged(folder, words, e)
                        : new RunnerException(ErrorCode.STORAGE, "cannot use the mirror " + folder + ": " + words, e));
    }

    private static RunnerException damaged(Path folder, String damage, Throwable cause) {
        return new RunnerException(
                ErrorCode.STORAGE,
                "the mirror " + folder + " is damaged (" + damage
                        + "): remove this folder while no runner uses it; the next run creates it again",
                cause);
    }

    private static Optional<String> find(Path folder) {
        try {
            return GitIsolation.call(() -> files(folder).or(() -> objects(folder)));
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private static Optional<String> files(Path folder) {
        for (Path place : new Path[] {folder, TipsView.folder(folder)}) {
            if (Files.exists(place) && !Files.isDirectory(place)) {
                return Optional.of(place.getFileName() + " is not a folder");
            }
        }
        // What is made last of a mirror is its configuration.
        if (!Files.exists(folder.resolve("config"))) {
            return Optional.empty();
        }
        for (String part : new String[] {"HEAD", "objects"}) {
            if (!Files.exists(folder.resolve(part))) {
                return Optional.of(part + " is missing");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> objects(Path folder) {
        try (FileRepository repository = (FileRepository) new FileRepositoryBuilder()
                        .setFS(GitIsolation.fileSystem())
                        .setGitDir(folder.toFile())
                        .setBare()
                        .build();
                FileRepository tips = TipsView.open(folder)) {
            for (Pack pack : tips.getObjectDatabase().getPacks()) {
                if (isTorn(pack)) {
                    return Optional.of(pack.getPackFile().getName() + " is incomplete");
                }
            }
            tips.getObjectDatabase().getShallowCommits();
            requireTips(repository);
            requireTips(tips);
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(PushAnswer.oneLine(String.valueOf(e.getMessage())));
        }
    }

    /** A pack ends with its hash, and its index with that too, before its own. */
    private static boolean isTorn(Pack pack) throws IOException {
        return !Arrays.equals(
                end(pack.getPackFile(), HASH), end(pack.getPackFile().create(PackExt.INDEX), 2 * HASH));
    }

    private static byte[] end(File of, int before) throws IOException {
        byte[] hash = new byte[HASH];
        try (RandomAccessFile file = new RandomAccessFile(of, "r")) {
            if (file.length() >= before) {
                file.seek(file.length() - before);
                file.readFully(hash);
            }
        }
        return hash;
    }

    /** Looks for all that the kept tips of branches hold, and for nothing that is behind them. */
    private static void requireTips(Repository view) throws IOException {
        try (RevWalk commits = new RevWalk(view);
                TreeWalk files = new TreeWalk(view)) {
            files.setRecursive(true);
            for (Ref ref : view.getRefDatabase().getRefsByPrefix(Mirror.KEPT)) {
                ObjectId tree = commits.parseCommit(ref.getObjectId()).getTree();
                files.reset(tree);
                while (files.next()) {
                    ObjectId file = files.getObjectId(0);
                    if (files.getFileMode(0) != FileMode.GITLINK
                            && !view.getObjectDatabase().has(file)) {
                        throw new IOException("the object " + file.name() + " is missing");
                    }
                }
            }
        }
    }
}
