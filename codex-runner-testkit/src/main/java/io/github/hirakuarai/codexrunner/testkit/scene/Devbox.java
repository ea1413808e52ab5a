package io.github.hirakuarai.codexrunner.testkit.scene;

import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * A loopback forge with the repository {@code octo/app}, in which alice may have work run and the account {@code runner} may do
 * it; a clone of it, as a devbox has one; and a configuration with the lane {@code devbox}, run by the executor
 * {@code local}. Everything stands in one folder and speaks to loopback addresses only.
 */
public final class Devbox implements AutoCloseable {

    /** The repository. */
    public static final String REPOSITORY = "octo/app";

    private final LoopbackForge forge;
    private final Path folder;
    private final Path clone;

    private Devbox(LoopbackForge forge, Path folder, Path clone) {
        this.forge = forge;
        this.folder = folder;
        this.clone = clone;
    }

    /**
     * Sets the scene.
     *
     * @param folder an empty folder
     */
    public static Devbox in(Path folder) {
        LoopbackForge forge = LoopbackForge.start(ForgeOptions.in(folder.resolve("forge")));
        try {
            forge.createUser("alice", false);
            forge.createUser("runner", false);
            forge.createRepository(REPOSITORY, "main", Map.of("README.md", "# app\n"));
            forge.setPermission(REPOSITORY, "alice", Permission.WRITE);
            forge.setPermission(REPOSITORY, "runner", Permission.WRITE);
            Path clone = folder.resolve("app");
            Git.cloneRepository()
                    .setURI(forge.cloneUrlPattern().replace("{owner}/{name}", REPOSITORY))
                    .setDirectory(clone.toFile())
                    .call()
                    .close();
            Devbox devbox = new Devbox(forge, folder, clone);
            devbox.configure("");
            return devbox;
        } catch (GitAPIException e) {
            forge.close();
            throw new IllegalStateException("the clone could not be made", e);
        } catch (RuntimeException e) {
            forge.close();
            throw e;
        }
    }

    /** The forge. */
    public LoopbackForge forge() {
        return forge;
    }

    /** The configuration file. */
    public Path configuration() {
        return folder.resolve("codex-runner.yaml");
    }

    /** Writes the configuration anew, with more top-level keys, as YAML. */
    public void configure(String more) {
        try {
            Files.writeString(
                    configuration(), """
                    version: 1
                    runner: {id: devbox, stateDir: state}
                    repositories: [%s]
                    github: {apiUrl: "%s"}
                    git: {url: "%s"}
                    lanes:
                      devbox: {executor: local}
                    """.formatted(REPOSITORY, forge.apiUrl(), forge.cloneUrlPattern()) + more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables of the runner's process: its token, its home and where programs are. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("GITHUB_TOKEN", forge.user("runner").token());
        variables.put("HOME", folder.toString());
        variables.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return variables;
    }

    /** A document with one brief. */
    public String brief(String script, String outputs) {
        return "Please.\n\n```codex-brief\nexecutor: devbox\nrepo: " + REPOSITORY + "\nbranch: main\nworkdir: " + clone
                + "\nsteps:\n  - name: work\n    shell: |\n" + script.indent(6) + "outputs:\n" + outputs.indent(2)
                + "```\n";
    }

    /** Alice opens an issue that lets its briefs run. */
    public int issue(String body) {
        return forge.createIssue(REPOSITORY, "alice", "work", body, List.of("codex:enabled"));
    }

    /** Whether an issue shows that its brief is done. */
    public boolean isDone(int issue) {
        return forge.look(REPOSITORY)
                .issue(issue)
                .filter(shown -> shown.labels().contains("codex:done"))
                .isPresent();
    }

    @Override
    public void close() {
        forge.close();
    }
}
