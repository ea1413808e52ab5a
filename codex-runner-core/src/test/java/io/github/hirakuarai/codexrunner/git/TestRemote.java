package io.github.hirakuarai.codexrunner.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A bare repository on disk that plays the server, with one commit on {@code main}. */
public final class TestRemote {

    private final Path folder;
    private final String firstCommit;

    private TestRemote(Path folder, String firstCommit) {
        this.folder = folder;
        this.firstCommit = firstCommit;
    }

    public static TestRemote in(Path folder) {
        try (Git bare = Git.init()
                .setBare(true)
                .setInitialBranch("main")
                .setDirectory(folder.toFile())
                .call()) {
            Mirror scratch =
                    Mirror.open(folder.resolveSibling(folder.getFileName() + "-seed"), uri(folder), Optional::empty);
            Commits commits = new Commits(scratch);
            String commit = commits.ofWords(
                    null, "first", new Commits.Signature("t", "t@example.org", java.time.Instant.EPOCH));
            PushOutcome pushed = scratch.push(java.util.List.of(new RefMove("refs/heads/main", null, commit)));
            if (!(pushed instanceof PushOutcome.Moved)) {
                throw new IllegalStateException("the seed was not taken: " + pushed);
            }
            scratch.close();
            return new TestRemote(folder, commit);
        } catch (GitAPIException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI uri() {
        return uri(folder);
    }

    public String firstCommit() {
        return firstCommit;
    }

    /** Where a ref stands on the server. */
    public Optional<String> tip(String ref) {
        try (Git git = Git.open(folder.toFile())) {
            Repository repository = git.getRepository();
            return Optional.ofNullable(repository.resolve(ref)).map(ObjectId::name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI uri(Path folder) {
        return URI.create("file://" + folder);
    }
}
