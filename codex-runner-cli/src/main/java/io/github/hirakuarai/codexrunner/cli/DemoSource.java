package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's repository begins with: a file of its own, or the commits of a repository of the user's, which is read only.
 *
 * @param repository {@code owner/name} on the demo's forge
 * @param branch the default branch
 * @param files of the first commit
 * @param folder of the user's repository; null for none
 */
record DemoSource(
        String repository,
        String branch,
        Map<String, String> files,
        @Nullable Path folder) {

    static DemoSource sample() {
        return new DemoSource(Demo.REPOSITORY, "main", Map.of("README.md", "# vpm-mini\n\nA small project.\n"), null);
    }

    /** The commits that a repository has checked out, under the name of its folder. */
    static DemoSource of(Path folder) {
        try (Git git = Git.open(folder.toFile())) {
            Repository of = git.getRepository();
            if (of.resolve(Constants.HEAD) == null) {
                throw unusable(folder, "it has no commit yet", null);
            }
            String branch = of.getBranch();
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            return new DemoSource(
                    "demo/" + name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]+", ""),
                    branch.matches("[0-9a-f]{40}") ? "main" : branch,
                    Map.of(),
                    folder);
        } catch (IOException e) {
            throw unusable(folder, "it is not a Git repository", e);
        }
    }

    /** Puts the user's commits in place of the first commit. */
    void push(String url, String login, String token) {
        if (folder == null) {
            return;
        }
        try (Git git = Git.open(folder.toFile())) {
            Iterable<PushResult> results = git.push()
                    .setRemote(url)
                    .setRefSpecs(new RefSpec("+HEAD:refs/heads/" + branch))
                    .setCredentialsProvider(new UsernamePasswordCredentialsProvider(login, token))
                    .call();
            for (PushResult result : results) {
                for (RemoteRefUpdate update : result.getRemoteUpdates()) {
                    if (update.getStatus() != RemoteRefUpdate.Status.OK
                            && update.getStatus() != RemoteRefUpdate.Status.UP_TO_DATE) {
                        throw unusable(folder, "its commits cannot be copied: " + update.getStatus(), null);
                    }
                }
            }
        } catch (IOException | GitAPIException e) {
            throw unusable(folder, "its commits cannot be copied: " + e.getMessage(), e);
        }
    }

    private static RunnerException unusable(Path folder, String why, @Nullable Exception e) {
        return new RunnerException(
                ErrorCode.USAGE, "cannot use " + folder + ": " + why + "; name a full clone with --repo", e);
    }
}
