package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.DepthWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Packs a commit and what it needs from the runner's mirror, for a clone that lacks it. */
final class MirrorPack {

    private MirrorPack() {}

    /**
     * Writes the pack.
     *
     * @param tips commits that the clone has with all their history
     */
    static void write(Path mirror, String commit, Collection<String> tips, OutputStream output) throws IOException {
        pack(mirror, output, (source, writer) -> {
            Set<ObjectId> have = new HashSet<>();
            for (String tip : tips) {
                if (ObjectId.isId(tip) && source.getObjectDatabase().has(ObjectId.fromString(tip))) {
                    have.add(ObjectId.fromString(tip));
                }
            }
            writer.setIgnoreMissingUninteresting(true);
            writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(ObjectId.fromString(commit)), have);
        });
    }

    /** Writes a pack of the commit alone, without its history: for a clone that is shallow at it. */
    static void writeAlone(Path mirror, String commit, OutputStream output) throws IOException {
        pack(mirror, output, (source, writer) -> {
            writer.setShallowPack(1, Set.of());
            try (DepthWalk.ObjectWalk walk = new DepthWalk.ObjectWalk(source, 0)) {
                writer.preparePack(
                        NullProgressMonitor.INSTANCE,
                        walk,
                        Set.of(ObjectId.fromString(commit)),
                        PackWriter.NONE,
                        PackWriter.NONE);
            }
        });
    }

    /** Says what goes into a pack. */
    private interface Content {
        void into(Repository source, PackWriter writer) throws IOException;
    }

    private static void pack(Path mirror, OutputStream output, Content content) throws IOException {
        try {
            GitIsolation.call(() -> {
                try (Repository source = new FileRepository(new FileRepositoryBuilder()
                                .setFS(GitIsolation.fileSystem())
                                .setBare()
                                .setGitDir(mirror.toFile())
                                .setup());
                        PackWriter writer = new PackWriter(source)) {
                    writer.setUseBitmaps(false);
                    content.into(source, writer);
                    OutputStream buffered = new BufferedOutputStream(output, 1 << 16);
                    writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, buffered);
                    buffered.flush();
                }
                return true;
            });
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot read the mirror " + mirror, e);
        }
    }
}
