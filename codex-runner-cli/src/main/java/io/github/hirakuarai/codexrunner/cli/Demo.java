package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.testkit.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.testkit.forge.ForgeUser;
import io.github.hirakuarai.codexrunner.testkit.forge.LoopbackForge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * The scene of the demo: a loopback forge with a repository and an issue that holds a brief, a clone of the repository as
 * a person's devbox has one, and a configuration for both. Nothing in it knows the runner.
 *
 * @param forge the forge
 * @param folder everything of the demo stands in it
 * @param configuration a file as any user writes it
 * @param token the runner's token on the forge
 * @param issue the number of the issue with the brief
 */
record Demo(LoopbackForge forge, Path folder, Path configuration, String token, int issue) {

    static final String REPOSITORY = "demo/vpm-mini";

    /**
     * Sets the scene.
     *
     * @param folder an empty folder
     * @param port of the forge; 0 for any that is free
     */
    static Demo set(Path folder, int port) {
        LoopbackForge forge = LoopbackForge.start(new ForgeOptions(port, folder.resolve("forge"), Clock.systemUTC()));
        try {
            forge.createUser("alice", false);
            ForgeUser runner = forge.createUser("codex-runner-bot", false);
            forge.createRepository(REPOSITORY, "main", Map.of("README.md", "# vpm-mini\n\nA small project.\n"));
            forge.setPermission(REPOSITORY, "alice", Permission.WRITE);
            forge.setPermission(REPOSITORY, "codex-runner-bot", Permission.WRITE);
            Path clone = folder.resolve("vpm-mini");
            clone(forge.cloneUrlPattern().replace("{owner}/{name}", REPOSITORY), clone);
            int issue = forge.createIssue(
                    REPOSITORY,
                    "alice",
                    "P3-2: keep the READY state of metrics-echo",
                    resource("demo-issue.md").replace("{workdir}", clone.toString()),
                    List.of("codex:enabled", "track:P3-2"));
            Path configuration = folder.resolve("codex-runner.yaml");
            Files.writeString(
                    configuration,
                    resource("demo-config.yaml")
                            .replace("{apiUrl}", forge.apiUrl().toString())
                            .replace("{cloneUrl}", forge.cloneUrlPattern())
                            .replace("{repository}", REPOSITORY));
            return new Demo(forge, folder, configuration, runner.token(), issue);
        } catch (IOException e) {
            forge.close();
            throw new RunnerException(
                    ErrorCode.STORAGE, "cannot write into " + folder + ": " + e.getMessage() + "; make it writable", e);
        } catch (RuntimeException e) {
            forge.close();
            throw e;
        }
    }

    private static void clone(String url, Path folder) {
        try (Git git =
                Git.cloneRepository().setURI(url).setDirectory(folder.toFile()).call()) {
            Objects.requireNonNull(git);
        } catch (GitAPIException e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot create the clone of the demo", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream text = Objects.requireNonNull(Demo.class.getResourceAsStream(name))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
