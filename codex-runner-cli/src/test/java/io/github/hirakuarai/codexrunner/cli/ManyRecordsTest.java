package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.testkit.scene.FinishedBriefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks cost in a repository in which many briefs have ended. {@code -Drecords=10000} is a longer history. */
class ManyRecordsTest {

    private static final int RECORDS = Integer.getInteger("records", 500);
    private static final String FEW = "few";
    private static final String MANY = "many";
    private static final String BRIEFS = "refs/codex/briefs/";

    @TempDir
    private Path folder;

    private Scene scene;

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
        scene.forge
                .faults()
                .every(
                        incoming -> {
                            if (incoming.path().endsWith("/git-upload-pack")) {
                                bodies.add(incoming.body().text());
                            }
                            return false;
                        },
                        Fault.answer(500, Map.of()));
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void onlyATenthLookTakesMoreWhereManyBriefsHaveEnded() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        assertThat(cost("run", "--execute").haves()).isZero();
        finishBriefs();

        assertThat(cost("run", "--execute")).as("look 2").isEqualTo(new Cost(2, FEW, 0, 0));
        scene.issue(scene.brief("echo two > out.txt"));
        assertThat(cost("run", "--dry-run")).as("a dry run").isEqualTo(new Cost(3, FEW, 0, 0));
        assertThat(cost("run", "--execute")).as("one brief, look 3").isEqualTo(new Cost(10, FEW, 0, 0));
        for (int look = 4; look <= 9; look++) {
            assertThat(cost("run", "--execute")).as("look " + look).isEqualTo(new Cost(2, FEW, 0, 0));
        }
        assertThat(cost("run", "--execute")).as("look 10").isEqualTo(new Cost(3, MANY, RECORDS, 0));
        for (int look = 11; look <= 19; look++) {
            assertThat(cost("run", "--execute")).as("look " + look).isEqualTo(new Cost(2, FEW, 0, 0));
        }
        assertThat(cost("run", "--execute"))
                .as("what is here is not fetched again")
                .isEqualTo(new Cost(2, MANY, 0, 0));
        scene.issue(scene.brief("echo three > out.txt"));
        assertThat(cost("run", "--execute").haves())
                .as("no record is offered to the server")
                .isZero();
    }

    @Test
    void aMachineThatIsNewListsNamesAndReadsOnlyWhatItNeeds() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        scene.run("run", "--execute");
        finishBriefs();
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("stateDir: state", "stateDir: another"));

        Cost first = cost("run", "--execute");

        assertThat(first).isEqualTo(new Cost(3, MANY, 1, 0));
        assertThat(cost("run", "--execute")).isEqualTo(new Cost(2, FEW, 0, 0));
    }

    /** What a command asks git for. */
    private Cost cost(String... arguments) {
        bodies.clear();
        int before = scene.forge.requests().size();
        long began = System.nanoTime();
        Scene.Ran ran = scene.run(arguments);
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        long requests = scene.forge.requests().stream()
                .skip(before)
                .filter(request -> request.path().contains(".git/"))
                .count();
        Set<String> all = scene.look().refs("refs/").keySet();
        long listed = bodies.stream()
                .map(PollCostTest::prefixes)
                .mapToLong(prefixes -> all.stream()
                        .filter(ref -> prefixes.stream().anyMatch(ref::startsWith))
                        .count())
                .sum();
        System.out.printf(
                "%s with %d records: %d requests, %d refs, %d ms%n",
                List.of(arguments), RECORDS, requests, listed, millis);
        return new Cost((int) requests, listed < 20 ? FEW : MANY, count("want "), count("have "));
    }

    private int count(String word) {
        Pattern line = Pattern.compile(word + "[0-9a-f]{40}");
        return (int) bodies.stream()
                .mapToLong(body -> line.matcher(body).results().count())
                .sum();
    }

    private record Cost(int requests, String refs, int wants, int haves) {}

    private void finishBriefs() throws IOException, InterruptedException {
        String record = scene.look().refs(BRIEFS).keySet().iterator().next();
        String repository = record.replaceAll(BRIEFS + "([0-9]+)-.*", "$1");
        FinishedBriefs.add(
                scene.forge, Scene.REPOSITORY, scene.folder.resolve("forge/" + repository + ".git"), RECORDS);
        assertThat(scene.look().refs(BRIEFS)).hasSize(RECORDS + 1);
    }
}
