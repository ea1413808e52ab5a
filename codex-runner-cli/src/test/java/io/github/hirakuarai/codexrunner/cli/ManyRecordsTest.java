package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.testkit.forge.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What looks cost in a repository in which many briefs have ended. {@code -Drecords=10000} is a longer history. */
class ManyRecordsTest {

    private static final int RECORDS = Integer.getInteger("records", 500);
    private static final String FEW = "few";
    private static final String MANY = "many";
    private static final String BRIEFS = "refs/codex/briefs/";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private Scene scene;

    private long id;

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

    /** As if so many briefs had been run to DONE in issues that are closed by now. */
    private void finishBriefs() throws IOException, InterruptedException {
        Map.Entry<String, String> done =
                scene.look().refs(BRIEFS).entrySet().iterator().next();
        String message = scene.look().commit(done.getValue()).orElseThrow().message();
        long repository = Long.parseLong(done.getKey().replaceAll(BRIEFS + "([0-9]+)-.*", "$1"));
        StringBuilder stream = new StringBuilder();
        this.id = repository;
        for (int number = 9_000_001; number <= 9_000_000 + RECORDS; number++) {
            DocumentRef document = new DocumentRef(
                    URI.create(scene.forge.apiUrl().toString()).getAuthority(),
                    repository,
                    RepositoryName.parse(Scene.REPOSITORY).orElseThrow(),
                    number,
                    DocumentKind.ISSUE_BODY,
                    number);
            ObjectNode record = (ObjectNode) JSON.readTree(message);
            Digest digest = Digest.of("content " + number);
            String key = BriefKey.of(document, digest, 1).hex();
            record.put("brief", Scene.REPOSITORY + "#" + number);
            record.put("place", document.path() + "/1");
            record.put("digest", digest.toString());
            record.put("key", key);
            String ref = BRIEFS + repository + "-" + number + "/" + key;
            for (int move = 0; move < 4; move++) {
                String text = record.put("nonce", "n" + move).toString();
                stream.append("commit ")
                        .append(ref)
                        .append("\ncommitter r <r@example.org> 1700000000 +0000\ndata ")
                        .append(text.getBytes(StandardCharsets.UTF_8).length)
                        .append('\n')
                        .append(text)
                        .append("\n\n");
            }
        }
        Path input = Files.writeString(folder.resolve("fast-import"), stream);
        git("fast-import", input);
        git("pack-refs", input);
        assertThat(scene.look().refs(BRIEFS)).hasSize(RECORDS + 1);
    }

    private void git(String command, Path input) throws IOException, InterruptedException {
        List<String> words =
                command.equals("pack-refs") ? List.of("git", "pack-refs", "--all") : List.of("git", command, "--quiet");
        Process git = new ProcessBuilder(words)
                .directory(scene.folder.resolve("forge/" + id + ".git").toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }
}
