package io.github.hirakuarai.codexrunner.bench;

import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.testkit.scene.Devbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a brief costs in a clone of many files: whole runs, from the scan of the issues to the pull request, in turns with what
 * somebody who knows git would type for the same. Both change one file.
 */
public final class FilesMeasurement {

    private static final String FILES = """
            for ((n = 0; n < $1; n++)); do
                ((n % 100)) || mkdir -p "d$((n / 1000))/e$((n / 100))"
                echo "file $n" > "d$((n / 1000))/e$((n / 100))/f$n"
            done
            git add -A && git commit -qm files && git push -q "$2" HEAD:main && git fetch -q
            """;

    private static final String BY_HAND = """
            set -e
            git fetch -q origin main && git checkout -q -b by-hand FETCH_HEAD
            bash -c 'date +%N > out.txt'
            git status --porcelain > /dev/null
            git add out.txt && git commit -qm 'add out' && git push -q -f "$2" HEAD:refs/heads/by-hand
            git checkout -q main && git branch -qD by-hand
            """;

    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    private FilesMeasurement() {}

    /** Takes how many files there are, and how many rounds. */
    public static void main(String... words) throws Exception {
        new FilesMeasurement().measure(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 11);
    }

    private void measure(String files, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("codex-runner-bench").toRealPath();
        Path clone = folder.resolve("app");
        try (Devbox devbox = Devbox.in(folder)) {
            String url = devbox.forge()
                    .cloneUrlPattern()
                    .replace("{owner}/{name}", Devbox.REPOSITORY)
                    .replace("//", "//alice:" + devbox.forge().user("alice").token() + "@");
            // Writes are not paced, as those by hand are not.
            Files.writeString(
                    devbox.configuration(),
                    Files.readString(devbox.configuration()).replace("github: {", "github: {paced: false, "));
            git(clone, FILES, files, url);
            try (Runner runner = Runner.builder()
                    .environment(devbox.environment())
                    .configuration(devbox.configuration())
                    .build()) {
                for (int round = 0; round < rounds; round++) {
                    long begun = System.nanoTime();
                    git(clone, BY_HAND, files, url);
                    theirs.add((System.nanoTime() - begun) / 1e9);
                    int issue = devbox.issue(devbox.brief(
                            "date +%N > out.txt",
                            "- type: pr\n  title: Add out\n  commit_message: add out\n  files: [out.txt]\n"));
                    begun = System.nanoTime();
                    runner.run(Selection.ALL);
                    ours.add((System.nanoTime() - begun) / 1e9);
                    if (!devbox.isDone(issue)) {
                        throw new IllegalStateException("the brief did not end well");
                    }
                }
            }
        }
        for (double quantile : new double[] {0.1, 0.25, 0.5}) {
            double own = at(ours, quantile);
            double other = at(theirs, quantile);
            System.out.printf(
                    "%s files, quantile %.2f: brief %.2f s, by hand %.2f s, ratio %.2f%n",
                    files, quantile, own, other, own / other);
        }
    }

    private static void git(Path clone, String script, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "git"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(clone.toFile()).inheritIO();
        builder.environment().put("GIT_AUTHOR_NAME", "A Person");
        builder.environment().put("GIT_AUTHOR_EMAIL", "person@example.org");
        builder.environment().put("GIT_COMMITTER_NAME", "A Person");
        builder.environment().put("GIT_COMMITTER_EMAIL", "person@example.org");
        if (builder.start().waitFor() != 0) {
            throw new IOException("git failed");
        }
    }

    private static double at(List<Double> seconds, double quantile) {
        return seconds.stream().sorted().toList().get((int) (seconds.size() * quantile));
    }
}
