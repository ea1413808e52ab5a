package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A forge with a repository, a clone of it and a configuration: what the command finds on a devbox. */
final class Scene implements AutoCloseable {

    static final String REPOSITORY = "octo/app";
    static final String ENABLED = "codex:enabled";
    static final String SECRET = "hunter2-and-some-more";

    final LoopbackForge forge;
    final Path folder;
    final Path clone;
    final Path configuration;
    final Map<String, String> environment = new HashMap<>();

    private Scene(LoopbackForge forge, Path folder, Path clone, Path configuration) {
        this.forge = forge;
        this.folder = folder;
        this.clone = clone;
        this.configuration = configuration;
    }

    static Scene in(Path folder) throws IOException {
        LoopbackForge forge = LoopbackForge.start(ForgeOptions.in(Files.createDirectory(folder.resolve("forge"))));
        forge.createRepository(REPOSITORY, "main", Map.of("README.md", "# app\n"));
        forge.createUser("alice", false);
        forge.createUser("mallory", false);
        forge.createUser("runner", false);
        forge.setPermission(REPOSITORY, "alice", Permission.WRITE);
        forge.setPermission(REPOSITORY, "runner", Permission.WRITE);
        Path clone = folder.resolve("app");
        try (Git git = Git.cloneRepository()
                .setURI(forge.cloneUrlPattern().replace("{owner}/{name}", REPOSITORY))
                .setDirectory(clone.toFile())
                .call()) {
            git.getRepository();
        } catch (GitAPIException e) {
            throw new IOException(e);
        }
        Scene scene = new Scene(forge, folder, clone, folder.resolve("codex-runner.yaml"));
        scene.configure("");
        scene.environment.put("PATH", System.getenv("PATH"));
        scene.environment.put("HOME", folder.toString());
        scene.environment.put("GITHUB_TOKEN", forge.user("runner").token());
        scene.environment.put("DEPLOY_KEY", SECRET);
        return scene;
    }

    /** Writes the configuration anew, with more keys. */
    void configure(String more) throws IOException {
        Files.writeString(configuration, """
            version: 1
            runner: {id: devbox, stateDir: state}
            repositories: [%s]
            github: {apiUrl: "%s"}
            git: {url: "%s"}
            secrets: [DEPLOY_KEY]
            lanes:
              devbox: {executor: local}
            """.formatted(REPOSITORY, forge.apiUrl(), forge.cloneUrlPattern()) + more);
    }

    /** Alice opens an enabled issue. */
    int issue(String body) {
        return forge.createIssue(REPOSITORY, "alice", "work", body, List.of(ENABLED));
    }

    /** A document with one brief that runs a script and publishes {@code out.txt} in a pull request. */
    String brief(String script) {
        return brief(script, "  - type: pr\n    title: Add out\n    commit_message: add out\n    files: [out.txt]\n");
    }

    /** A document with one brief that runs a script. */
    String brief(String script, String outputs) {
        return "Please.\n\n```codex-brief\nexecutor: devbox\nrepo: " + REPOSITORY + "\nbranch: main\nworkdir: " + clone
                + "\nsteps:\n  - name: work\n    shell: |\n" + script.indent(6) + "outputs:\n" + outputs + "```\n";
    }

    /** The same on a thread of its own: the common pool may have one only, which the JDK's HTTP client needs. */
    CompletableFuture<Ran> begin(String... arguments) {
        return CompletableFuture.supplyAsync(() -> run(arguments), work -> new Thread(work, "runner").start());
    }

    /** Where an account may push, as git takes it. */
    String pushUrl(String login) {
        return forge.cloneUrlPattern()
                .replace("{owner}/{name}", REPOSITORY)
                .replace("http://", "http://" + login + ":" + forge.user(login).token() + "@");
    }

    /** The log of the first step of the only run; empty while there is none. */
    String stepLog() throws IOException {
        Path runs = folder.resolve("state/runs");
        if (!Files.isDirectory(runs)) {
            return "";
        }
        try (Stream<Path> all = Files.list(runs)) {
            for (Path run : all.toList()) {
                Path log = run.resolve("steps/1.log");
                if (Files.exists(log)) {
                    return Files.readString(log);
                }
            }
            return "";
        }
    }

    /** Kills the supervisor of the only run's steps on this machine. */
    void killSupervisor() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve(".local/state/codex-runner/host/runs"))) {
            Path run = runs.findFirst().orElseThrow();
            long pid =
                    Long.parseLong(Files.readString(run.resolve("supervisor")).split(" ", -1)[1]);
            ProcessHandle supervisor = ProcessHandle.of(pid).orElseThrow();
            supervisor.destroyForcibly();
            supervisor.onExit().join();
        }
    }

    /** Git itself in the clone; gives what it wrote, without the last line's end. */
    String git(String... arguments) {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(words)
                    .directory(clone.toFile())
                    .redirectErrorStream(true)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
            if (git.waitFor() != 0) {
                throw new IllegalStateException(words + ": " + out);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs the command as a process would, but in this one. What it writes as JSON has the published form. */
    Ran run(String... arguments) {
        return runIn(folder, environment, arguments);
    }

    /** The same from another folder, with other variables. */
    Ran runIn(Path from, Map<String, String> variables, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream outPrinter = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errPrinter = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exitCode = Main.run(Main.context(outPrinter, errPrinter, variables, from), arguments);
        }
        Ran ran = new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        List<String> words = List.of(arguments);
        if (words.contains("json") && words.contains("--format")) {
            JsonForm.requireValid(JsonForm.of(words), ran.out());
        }
        return ran;
    }

    /** Waits for another second: a command that is as old as the text, to the second, does not count. */
    void nextSecond() {
        long second = Instant.now().getEpochSecond();
        while (Instant.now().getEpochSecond() == second) {
            Until.pause();
        }
    }

    RepositoryView look() {
        return forge.look(REPOSITORY);
    }

    /** The status comments of an issue. */
    List<String> statusComments(int issue) {
        return look().comments(issue).stream()
                .filter(comment -> comment.author().equals("runner"))
                .map(RepositoryView.CommentView::body)
                .filter(body -> body.startsWith("<!-- codex-runner:status "))
                .toList();
    }

    /** The one status comment of an issue. */
    String statusComment(int issue) {
        List<String> bodies = statusComments(issue);
        if (bodies.size() != 1) {
            throw new AssertionError("one status comment was expected: " + bodies);
        }
        return bodies.get(0);
    }

    /** What asked for a change so far. */
    List<RecordedRequest> writes() {
        return forge.writes();
    }

    /**
     * Every file below the scene's folder with its size, but for the forge's own, and for the lock of the collection that
     * cloning starts in the background.
     */
    Map<String, Long> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !path.startsWith(folder.resolve("forge")))
                    .filter(path -> !path.endsWith("gc.log.lock"))
                    .filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            path -> folder.relativize(path).toString(),
                            path -> path.toFile().length()));
        }
    }

    @Override
    public void close() {
        forge.close();
    }

    /** What came of a command. */
    record Ran(int exitCode, String out, String err) {

        /** A table with its cells told apart, however wide they are. */
        String cells() {
            return out.replaceAll(" {2,}", " | ");
        }
    }
}
