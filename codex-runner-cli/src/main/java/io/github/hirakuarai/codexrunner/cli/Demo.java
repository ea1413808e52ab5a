package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.ForgeUser;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.jspecify.annotations.Nullable;

/**
 * The scene of the demo: a loopback forge with a repository and an issue that holds a brief, a clone of the repository as
 * a person's devbox has one, and a configuration for both. Nothing in it knows the runner.
 *
 * @param forge the forge
 * @param folder everything of the demo stands in it
 * @param configuration a file as any user writes it
 * @param token the runner's token on the forge
 * @param repository on the forge, {@code owner/name}
 * @param branch its default branch
 * @param workdir where its briefs run
 * @param issue the number of the issue with the brief
 */
record Demo(
        LoopbackForge forge,
        Path folder,
        Path configuration,
        String token,
        String repository,
        String branch,
        Path workdir,
        int issue) {

    static final String TITLE = "P3-2: keep the READY state of metrics-echo";

    static final String REPOSITORY = "demo/vpm-mini";

    /** The lane that works in the clone. */
    static final String LOCAL = "executor: local, workspace: in-place";

    private static final String AUTHOR = "alice";
    private static final RunnerConfig.Labels LABELS = new RunnerConfig.Labels("codex:enabled", "codex:auto", "codex:");

    /**
     * Sets the scene.
     *
     * @param folder an empty folder
     * @param port of the forge; 0 for any that is free
     * @param source a Git repository that the forge gets a copy of; null for a small one of the demo's own
     * @param lane its keys, in YAML
     */
    static Demo set(Path folder, int port, @Nullable Path source, String lane) {
        LoopbackForge forge = LoopbackForge.start(new ForgeOptions(port, folder.resolve("forge"), Clock.systemUTC()));
        forge.setRateLimit(Integer.MAX_VALUE);
        try {
            forge.createUser(AUTHOR, false);
            ForgeUser runner = forge.createUser("codex-runner-bot", false);
            DemoSource from = source == null ? DemoSource.sample() : DemoSource.of(source);
            String repository = from.repository();
            forge.createRepository(repository, from.branch(), from.files());
            forge.setPermission(repository, AUTHOR, Permission.WRITE);
            forge.setPermission(repository, "codex-runner-bot", Permission.WRITE);
            RequiredLabels.of(LABELS, Locale.ENGLISH)
                    .forEach((name, look) -> forge.createLabel(repository, name, look.color(), look.description()));
            String url = forge.cloneUrlPattern().replace("{owner}/{name}", repository);
            from.push(url, AUTHOR, forge.user(AUTHOR).token());
            Path clone = folder.resolve(repository.substring(repository.indexOf('/') + 1));
            clone(url, clone);
            Path configuration = folder.resolve("codex-runner.yaml");
            Files.writeString(
                    configuration,
                    resource("demo-config.yaml")
                            .replace("{apiUrl}", forge.apiUrl().toString())
                            .replace("{cloneUrl}", forge.cloneUrlPattern())
                            .replace("{lane}", lane)
                            .replace("{repository}", repository));
            Demo demo = new Demo(forge, folder, configuration, runner.token(), repository, from.branch(), clone, 1);
            demo.post(TITLE, demo.filled("demo-issue.md"));
            return demo;
        } catch (IOException e) {
            forge.close();
            throw new RunnerException(
                    ErrorCode.STORAGE, "cannot write into " + folder + ": " + e.getMessage() + "; make it writable", e);
        } catch (RuntimeException e) {
            forge.close();
            throw e;
        }
    }

    /** Opens an issue that is enabled, and gives its number. */
    int post(String title, String text) {
        return forge.createIssue(repository, AUTHOR, title, text, List.of(LABELS.enabled()));
    }

    /** Comments on an issue, and gives the comment's id. */
    long comment(int issue, String text) {
        return forge.as(AUTHOR).comment(repository, issue, text);
    }

    /** The page of an issue. */
    URI page(int number) {
        return forge.webUrl().resolve(repository + "/issues/" + number);
    }

    /** An issue with a brief that a user may begin from. */
    String sample() {
        return filled("demo-sample.md");
    }

    /** A comment with a brief that a user may begin from. */
    String sampleComment() {
        return filled("demo-comment.md");
    }

    private String filled(String resource) {
        return resource(resource)
                .replace("{repository}", repository)
                .replace("{branch}", branch)
                .replace("{workdir}", workdir.toString());
    }

    private static void clone(String url, Path folder) {
        try (Git git =
                Git.cloneRepository().setURI(url).setDirectory(folder.toFile()).call()) {
            Objects.requireNonNull(git);
        } catch (GitAPIException e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot create the clone of the demo", e);
        }
    }

    private static String resource(String name) {
        try (InputStream text = Objects.requireNonNull(Demo.class.getResourceAsStream(name))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }
}
