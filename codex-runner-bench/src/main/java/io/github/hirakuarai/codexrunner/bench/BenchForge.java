package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.testkit.scene.FinishedBriefs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The loopback forge as a process of its own, with a delay for each request: what {@code bench.sh} measures against. It takes
 * commands on standard input, a line each, and answers each with a line; it ends with its input.
 *
 * <ul>
 *   <li>{@code delay REST GIT}: milliseconds that each request takes longer from now on
 *   <li>{@code issue FILE LABEL}: a new issue with that text and label, in the place of the one before, which is closed; answers
 *       with its number
 *   <li>{@code close}: closes the newest issue
 *   <li>{@code finished N}: as if N briefs had been run to DONE in issues that are closed by now; one must have been
 *   <li>{@code requests}: answers with how many REST and git requests came since the last such command
 * </ul>
 */
public final class BenchForge {

    private static final String REPOSITORY = "octo/app";

    private final LoopbackForge forge;
    private final Path bare;
    private int counted;
    private int last;

    private BenchForge(LoopbackForge forge, Path bare) {
        this.forge = forge;
        this.bare = bare;
    }

    /** Takes a folder that is there; writes {@code forge.env} into it. */
    public static void main(String... words) throws IOException, InterruptedException {
        Path folder = Path.of(words[0]);
        try (LoopbackForge forge = LoopbackForge.start(ForgeOptions.in(folder.resolve("forge")))) {
            forge.createUser("alice", false);
            forge.createUser("runner", false);
            long id = forge.createRepository(REPOSITORY, "main", Map.of("README.md", "# app\n"));
            forge.setPermission(REPOSITORY, "alice", Permission.WRITE);
            forge.setPermission(REPOSITORY, "runner", Permission.WRITE);
            Path bare = folder.resolve("forge/" + id + ".git");
            String token = forge.user("runner").token();
            Files.writeString(folder.resolve("forge.env"), """
                    api=%s
                    git=%s
                    url=%s
                    token=%s
                    bare=%s
                    """.formatted(
                            forge.apiUrl(),
                            forge.cloneUrlPattern(),
                            forge.cloneUrlPattern()
                                    .replace("{owner}/{name}", REPOSITORY)
                                    .replace("//", "//runner:" + token + "@"),
                            token,
                            bare));
            System.out.println("ready");
            new BenchForge(forge, bare).serve();
        }
    }

    private void serve() throws IOException, InterruptedException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(answer(line.split(" ", -1)));
        }
    }

    private String answer(String... words) throws IOException, InterruptedException {
        return switch (words[0]) {
            case "delay" -> delay(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "issue" -> issue(Files.readString(Path.of(words[1])), words[2]);
            case "close" -> close();
            case "finished" -> finished(Integer.parseInt(words[1]));
            case "requests" -> requests();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String issue(String body, String label) {
        close();
        last = forge.createIssue(REPOSITORY, "alice", "work", body, List.of(label));
        return Integer.toString(last);
    }

    private String close() {
        if (last != 0) {
            forge.as("alice").close(REPOSITORY, last);
        }
        last = 0;
        return "ok";
    }

    private String finished(int count) throws IOException, InterruptedException {
        FinishedBriefs.add(forge, REPOSITORY, bare, count);
        return "ok";
    }

    private String delay(int rest, int git) {
        forge.faults().clear();
        if (rest + git > 0) {
            forge.faults().every(request -> !isGit(request.path()), Fault.delay(Duration.ofMillis(rest)));
            forge.faults().every(request -> isGit(request.path()), Fault.delay(Duration.ofMillis(git)));
        }
        return "ok";
    }

    private String requests() {
        List<RecordedRequest> all = forge.requests();
        List<RecordedRequest> since = all.subList(Math.min(counted, all.size()), all.size());
        counted = all.size();
        long git = since.stream().filter(request -> isGit(request.path())).count();
        return since.size() - git + " " + git;
    }

    private static boolean isGit(String path) {
        return path.contains(".git/");
    }
}
