package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every request of a run, by its place in it, goes wrong in one of the ways in which requests do; then the runner is
 * started again. By default every third request meets one of the faults, by turns, and each fault one or two of them;
 * {@code -Dfaults=all} lets each meet each.
 */
@Timeout(1800)
class FaultsTest {

    private static final String OUTPUTS = """
              - type: pr
                title: Add out
                commit_message: add out
                files: [out.txt]
              - type: comment
                body: done
            """;

    /** One fault for every third request by turns; {@code all} for every one of each, a number for every one of that request alone. */
    private static final String WHICH = System.getProperty("faults", "by turns");

    @TempDir
    private Path folder;

    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void whateverRequestGoesWrongTheBriefHasOneEnd() throws Exception {
        List<Map.Entry<String, Fault>> faults = List.copyOf(faults().entrySet());
        int requests = undisturbed();
        assertThat(requests).isGreaterThan(20);
        for (int point = 1; point <= requests; point++) {
            for (int n = 0; n < faults.size(); n++) {
                boolean turn = point % 3 == 0 && n == point * 5 % faults.size();
                if (WHICH.equals("by turns") ? turn : WHICH.equals("all") || WHICH.equals(String.valueOf(point))) {
                    disturb(point, faults.get(n));
                }
            }
        }
        System.out.println("each of " + requests + " requests went wrong: " + verdicts);
    }

    private static Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("500", Fault.answer(500, Map.of()));
        faults.put("502", Fault.answer(502, Map.of()));
        faults.put("503", Fault.answer(503, Map.of()));
        faults.put("429 until", Fault.answer(429, Map.of("retry-after", "1")));
        faults.put("429", Fault.answer(429, Map.of()));
        faults.put("403 secondary", Fault.answer(403, Map.of(), "You have exceeded a secondary rate limit"));
        faults.put("reset before", Fault.drop());
        faults.put("reset after", Fault.actThenDrop());
        faults.put("stall", Fault.delay(Duration.ofSeconds(2)));
        faults.put("stale", Fault.stale());
        faults.put("404", Fault.answer(404, Map.of()));
        return faults;
    }

    private int undisturbed() throws IOException {
        try (Scene scene = scene("undisturbed")) {
            int before = scene.forge.requests().size();
            assertThat(scene.run("run", "--execute").exitCode()).isZero();
            return scene.forge.requests().size() - before;
        }
    }

    private void disturb(int point, Map.Entry<String, Fault> fault) throws IOException {
        String name = point + " " + fault.getKey();
        try (Scene scene = scene(name.replace(' ', '-'))) {
            scene.forge.faults().nth(point, request -> true, fault.getValue());
            Scene.Ran ran = scene.run("run", "--execute");
            scene.forge.faults().clear();
            assertThat(ran.exitCode()).as(name + ": " + ran.err()).isNotEqualTo(ExitCode.FAULT);
            OneEnd.check(scene, name + "\n" + ran.out() + ran.err(), verdicts);
        }
    }

    private Scene scene(String name) throws IOException {
        Scene scene = Scene.in(Files.createDirectory(folder.toRealPath().resolve(name)));
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("apiUrl:", "timeout: PT1S, paced: false, apiUrl:"));
        scene.issue(scene.brief(
                ForgeTrace.noteStep(scene) + "echo ran >> " + scene.folder.resolve("counter")
                        + "; echo hello > out.txt",
                OUTPUTS));
        return scene;
    }
}
