package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What must hold of the one brief of a scene after its runner was disturbed: its steps, which write a line to {@code
 * counter}, have run at most once, it has one end that people are told, and its record went a way that the model knows.
 */
final class OneEnd {

    private OneEnd() {}

    /**
     * Starts the runner again, and once more: the second time there is nothing left to do.
     *
     * @param verdicts is told what it led to
     */
    static void check(Scene scene, String name, Map<String, Integer> verdicts) throws IOException {
        Scene.Ran again = scene.run("run", "--execute");
        String all = name + "\n" + again.out() + again.err() + "\n" + String.join("\n", lines(scene));

        Path counter = scene.folder.resolve("counter");
        int ran = Files.exists(counter) ? Files.readAllLines(counter).size() : 0;
        assertThat(ran).as("steps ran at most once: " + all).isLessThanOrEqualTo(1);
        List<String> records = scene.look().refs("refs/codex/").values().stream()
                .map(commit -> scene.look().commit(commit).orElseThrow().message())
                .toList();
        assertThat(records).as(all).hasSize(1);
        assertThat(scene.statusComments(1)).as(all).hasSize(1);
        String comment = scene.statusComments(1).get(0);
        assertThat(scene.look().pulls()).as(all).hasSizeLessThanOrEqualTo(1);
        if (records.get(0).contains("\"DONE\"")) {
            assertThat(ran).as(all).isEqualTo(1);
            assertThat(scene.look().pulls()).as(all).hasSize(1);
            assertThat(comment).as(all).contains("state=DONE");
            assertThat(scene.look().issue(1).orElseThrow().labels()).as(all).contains("codex:done");
            verdicts.merge("DONE", 1, Integer::sum);
        } else {
            assertThat(records.get(0)).as(all).contains("\"FAILED\"");
            assertThat(comment).as(all).contains("state=FAILED");
            assertThat(scene.look().issue(1).orElseThrow().labels()).as(all).contains("codex:failed");
            String result = records.get(0).replaceFirst("(?s).*\"result\" *: *\"([^\"]*)\".*", "$1");
            verdicts.merge("FAILED/" + result, 1, Integer::sum);
        }
        RecordTraces.requirePathsOfTheModel(scene);
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).as(all).hasSize(writes);
    }

    private static List<String> lines(Scene scene) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var logs = Files.list(scene.folder)) {
            for (Path log :
                    logs.filter(path -> path.toString().endsWith(".log")).toList()) {
                lines.addAll(Files.readAllLines(log));
            }
        }
        scene.writes().forEach(write -> lines.add(write.toString()));
        return lines;
    }
}
