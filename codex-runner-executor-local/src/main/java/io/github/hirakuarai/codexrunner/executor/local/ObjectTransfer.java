package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.git.GitIsolation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/** Copies a commit and what it needs from the runner's mirror into a clone. */
final class ObjectTransfer {

    private final Path mirror;
    private final Path scratch;

    /**
     * @param mirror a bare repository of the runner's own
     * @param scratch a folder for the pack on its way
     */
    ObjectTransfer(Path mirror, Path scratch) {
        this.mirror = mirror;
        this.scratch = scratch;
    }

    private static Repository openMirror(Path mirror) throws IOException {
        return new FileRepository(new FileRepositoryBuilder()
                .setFS(GitIsolation.fileSystem())
                .setBare()
                .setGitDir(mirror.toFile())
                .setup());
    }

    /**
     * Makes sure that a clone has a commit.
     *
     * @param tips commits that the holder has with all their history
     * @param holder what the clone can read already: itself, or what it borrows from
     * @param clone gets what is missing
     */
    void bring(ObjectId commit, Collection<ObjectId> tips, Repository holder, Repository clone) throws IOException {
        if (holder.getObjectDatabase().has(commit)) {
            return;
        }
        try (Repository source = openMirror(mirror)) {
            Set<ObjectId> have = new HashSet<>();
            for (ObjectId tip : tips) {
                if (source.getObjectDatabase().has(tip)
                        && holder.getObjectDatabase().has(tip)) {
                    have.add(tip);
                }
            }
            copy(source, clone, commit, have);
            if (!clone.getObjectDatabase().has(commit)) {
                // A shallow clone lacks the history of its tips.
                copy(source, clone, commit, Set.of());
            }
        }
    }

    private void copy(Repository source, Repository clone, ObjectId commit, Set<ObjectId> have) throws IOException {
        Path pack = Files.createTempFile(scratch, "transfer", ".pack");
        try (PackWriter writer = new PackWriter(source);
                OutputStream output = new BufferedOutputStream(Files.newOutputStream(pack))) {
            writer.setUseBitmaps(false);
            writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(commit), have);
            if (writer.getObjectCount() == 0) {
                return;
            }
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, output);
        }
        try (InputStream input = Files.newInputStream(pack);
                ObjectInserter inserter = clone.newObjectInserter()) {
            PackParser parser = inserter.newPackParser(input);
            parser.parse(NullProgressMonitor.INSTANCE);
            inserter.flush();
        } finally {
            Files.deleteIfExists(pack);
        }
    }
}
