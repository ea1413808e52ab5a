package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with one repository stops its own briefs only. */
class OneFaultTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"octo/app, octo/gone", "octo/gone, octo/app"})
    void aRepositoryThatIsGoneStopsNoOther(String repositories) throws Exception {
        watching(repositories, "");
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran preview = scene.run("run", "--dry-run");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(preview.exitCode()).as(preview.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(preview.err()).contains("octo/gone cannot be read");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines().reduce((one, other) -> other).orElseThrow())
                .isEqualTo("codex-runner: left out, because they cannot be read now: octo/gone");
        assertThat(scene.statusComment(issue)).contains("DONE");
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v3/repos/octo/other/issues, 500",
        "/api/v3/repos/octo/other(/.*)?, 200",
        "/octo/other\\.git/.*, 403"
    })
    void aRepositoryThatAnswersOddlyStopsNoOther(String path, int status) throws Exception {
        scene.forge.createRepository("octo/other", "main", Map.of("README.md", "# other\n"));
        watching("octo/other, octo/app", "");
        Predicate<Incoming> other = Faults.request("*", path);
        scene.forge.faults().every(other, Fault.answer(status, Map.of()));
        int issue = scene.issue(scene.brief("echo hello > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("octo/other cannot be read");
        assertThat(scene.statusComment(issue)).contains("DONE");
    }

    /** Of each place that is asked, the build sees one answer: a failure, a success without its content, a refusal. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "/api/v3/repos/octo/other/issues, 403",
        "/api/v3/repos/octo/other(/.*)?, 451",
        "/octo/other\\.git/.*, 500",
        "/octo/other\\.git/.*, 404"
    })
    void norDoesItWithOtherAnswers(String path, int status) throws Exception {
        aRepositoryThatAnswersOddlyStopsNoOther(path, status);
    }

    /** Of 404 and 410, which say the same, and of 403 the build sees one. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {410, 403})
    void orAnsweredOtherwise(int status) {
        anIssueWhoseCommentsCannotBeReadHoldsItsOwnBriefsOnly(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 200})
    void anIssueWhoseCommentsCannotBeReadHoldsItsOwnBriefsOnly(int status) {
        int odd = scene.issue(scene.brief("echo odd > out.txt"));
        // Of an issue without comments nobody asks for them.
        scene.forge.as("alice").comment(Scene.REPOSITORY, odd, "a word");
        int good = scene.issue(scene.brief("echo good > out.txt"));
        String comments = "/repos/octo/app/issues/" + odd + "/comments";
        scene.forge.faults().every(Faults.request("GET", ".*" + comments), Fault.answer(status, Map.of()));

        Scene.Ran shown = scene.run("status");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(shown.out()).contains("ISSUE_UNREADABLE").contains(comments);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("ISSUE_UNREADABLE").doesNotContain("CLAIM_IMPOSSIBLE");
        assertThat(scene.statusComment(good)).contains("state=DONE");
        assertThat(scene.statusComments(odd)).isEmpty();
        scene.forge.faults().clear();
        scene.run("run", "--execute");
        assertThat(scene.statusComment(odd)).contains("state=DONE");
    }

    @Test
    void anOddIssueInAListHoldsItsOwnBriefsOnly() {
        Map<Integer, Map.Entry<String, String>> odd = new TreeMap<>();
        for (Map.Entry<String, String> field : List.of(
                Map.entry("title", "null"),
                Map.entry("id", "\"x\""),
                Map.entry("number", "\"3\""),
                Map.entry("labels", "[null]"),
                Map.entry("created_at", "null"))) {
            odd.put(scene.issue(scene.brief("echo odd > out.txt")), field);
        }
        int good = scene.issue(scene.brief("echo good > out.txt"));
        scene.forge.faults().every(Faults.request("GET", ".*/repos/octo/app/issues"), Fault.altered(issues -> {
            for (JsonNode issue : issues.values()) {
                Map.Entry<String, String> field = odd.get(issue.path("number").asInt());
                if (field != null) {
                    ((ObjectNode) issue).set(field.getKey(), JSON.readTree(field.getValue()));
                }
            }
            return issues;
        }));

        List<Scene.Ran> looks = List.of(scene.run("status"), scene.run("run"), scene.run("run", "--execute"));

        for (Scene.Ran look : looks) {
            assertThat(look.exitCode()).as(look.out() + look.err()).isEqualTo(ExitCode.UNAVAILABLE);
            String last = look.err().lines().reduce((one, other) -> other).orElseThrow();
            assertThat(last).contains("left out, because they cannot be read now: ");
            for (int issue : odd.keySet()) {
                assertThat(look.err()).containsOnlyOnce("ISSUE_UNREADABLE octo/app#" + issue);
                assertThat(last).contains("octo/app#" + issue);
            }
        }
        assertThat(scene.statusComment(good)).contains("state=DONE");
        assertThat(odd.keySet())
                .allSatisfy(issue -> assertThat(scene.statusComments(issue)).isEmpty());
        scene.forge.faults().clear();
        scene.run("run", "--execute");
        assertThat(odd.keySet())
                .allSatisfy(issue -> assertThat(scene.statusComment(issue)).contains("state=DONE"));
    }

    @Test
    void anElementOfAListThatHasNoNumberHoldsNothing() {
        int good = scene.issue(scene.brief("echo good > out.txt"));
        scene.forge
                .faults()
                .every(
                        Faults.request("GET", ".*/repos/octo/app/issues(/comments)?"),
                        Fault.altered(all -> ((ArrayNode) all).addNull()));

        Scene.Ran ran = scene.run("run", "--execute", "--format", "json");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.out()).contains("\"event\":\"issue-unreadable\",\"place\":\"octo/app\"");
        assertThat(scene.statusComment(good)).contains("state=DONE");
    }

    @Test
    void anOddCommentHoldsTheBriefsOfItsIssueOnly() {
        int odd = scene.issue(scene.brief("echo odd > out.txt"));
        int good = scene.issue(scene.brief("echo good > out.txt"));
        for (int issue : List.of(odd, good)) {
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "a word");
        }
        scene.forge.faults().every(Faults.request("GET", ".*/comments"), Fault.altered(comments -> {
            for (JsonNode comment : comments.values()) {
                if (comment.path("issue_url").asString("").endsWith("/issues/" + odd)) {
                    ((ObjectNode) comment).putNull("id");
                }
            }
            return comments;
        }));

        Scene.Ran shown = scene.run("status");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(shown.out()).contains("ISSUE_UNREADABLE").contains("octo/app#" + odd);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.statusComment(good)).contains("state=DONE");
        assertThat(scene.statusComments(odd)).isEmpty();
    }

    /** Nobody is the author of what a deleted account wrote: its brief is held, and nothing is odd about it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBriefOfADeletedAccountIsHeldAndNothingElse(boolean inComment) {
        int ghosts = scene.issue(inComment ? "Please." : scene.brief("echo ghost > out.txt"));
        if (inComment) {
            scene.forge.as("alice").comment(Scene.REPOSITORY, ghosts, scene.brief("echo ghost > out.txt"));
        }
        int good = scene.issue(scene.brief("echo good > out.txt"));
        scene.forge.faults().every(Faults.request("GET", ".*/repos/octo/app/issues(/.*)?"), Fault.altered(answer -> {
            for (JsonNode one : answer.isArray() ? answer.values() : List.of(answer)) {
                String written = one.path("body").asString("");
                if (written.contains("echo ghost")) {
                    ((ObjectNode) one).putNull("user");
                }
            }
            return answer;
        }));

        Scene.Ran shown = scene.run("status");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(shown.out()).contains("AUTHOR_NOT_PERMITTED: the author ghost");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).doesNotContain("cannot be read");
        assertThat(scene.statusComment(good)).contains("state=DONE");
        assertThat(scene.statusComments(ghosts)).isEmpty();
    }

    @Test
    void whenNothingCanBeReadTheReasonIsTold() throws Exception {
        watching("octo/gone, octo/away", "");

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("octo/gone");
    }

    @Test
    void aServiceGoesOnWithTheOthersAndTellsOnce() throws Exception {
        watching("octo/gone, octo/app", "watch: {interval: 1s, since: 2020-01-01T00:00:00Z}\n");
        int issue = scene.forge.createIssue(
                Scene.REPOSITORY, "alice", "work", scene.brief("echo hello > out.txt"), List.of("codex:auto"));
        try (RunnerProcess watch = RunnerProcess.start(scene, List.of(), "watch", "--format", "json")) {
            Until.holds(() -> scene.look().issue(issue).orElseThrow().labels().contains("codex:done"));
            long polls = requests("/api/v3/repos/octo/gone");
            Until.holds(() -> requests("/api/v3/repos/octo/gone") > polls + 1);
            watch.signal("TERM");

            assertThat(watch.exitCode()).as(watch.output()).isEqualTo(ExitCode.OK);
            assertThat(watch.output().lines().filter(line -> line.contains("repository-unavailable")))
                    .hasSize(1);
        }
    }

    @Test
    void aRenamedRepositoryIsFollowed() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");

        Scene.Ran ran = scene.run("run", "--execute");

        String told = ran.out() + ran.err();
        boolean ranUnderItsNewName = scene.forge.look("octo/renamed").pulls().size() == 1;
        assertThat(ranUnderItsNewName || told.contains("octo/renamed")).as(told).isTrue();
        assertThat(told).doesNotContain("followRedirects");
        assertThat(issue).isPositive();
    }

    @Test
    void aBriefThatNamesARenamedRepositorySaysTheNewName() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");

        assertThat(scene.run("run", "--execute").err())
                .contains("octo/app is not the issue's repository, which was renamed to octo/renamed");

        Files.writeString(
                scene.configuration, Files.readString(scene.configuration).replace("[octo/app]", "[octo/renamed]"));
        scene.git(
                "remote", "set-url", "origin", scene.forge.cloneUrlPattern().replace("{owner}/{name}", "octo/renamed"));
        scene.forge
                .as("alice")
                .editIssue(
                        "octo/renamed",
                        issue,
                        scene.brief("echo hello > out.txt").replace("octo/app", "octo/renamed"));
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(scene.forge.look("octo/renamed").pulls()).as(ran.err()).hasSize(1);
    }

    /** The build sees either name in either place, and not each pair of them. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"octo/app, octo/app", "octo/renamed, octo/renamed"})
    void soTheyAreByTheSameNameTwice(String configured, String written) throws Exception {
        theBriefsOfARenamedRepositoryAreKnownByEitherName(configured, written);
    }

    @ParameterizedTest
    @CsvSource({"octo/app, octo/renamed", "octo/renamed, octo/app"})
    void theBriefsOfARenamedRepositoryAreKnownByEitherName(String configured, String written) throws Exception {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");
        watching(configured, "");
        String id = written + "#" + issue;

        assertThat(scene.run("status", id).out()).contains("octo/renamed#" + issue);
        // Its text names the repository that is no more: no run would take it.
        Scene.Ran refused = scene.run("retry", id);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .contains("would not run")
                .contains("octo/app is not the issue's repository")
                .contains("octo/renamed");
        assertThat(scene.run("cancel", id).err()).contains("there is nothing to cancel");

        scene.nextSecond();
        scene.forge
                .as("alice")
                .editIssue("octo/renamed", issue, scene.brief("exit 2").replace("octo/app", "octo/renamed"));
        scene.nextSecond();
        Scene.Ran retried = scene.run("retry", id);
        assertThat(retried.exitCode()).as(retried.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.run("cancel", id).exitCode()).isEqualTo(ExitCode.OK);
    }

    private void watching(String repositories, String more) throws IOException {
        scene.configure(more);
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("repositories: [octo/app]", "repositories: [" + repositories + "]"));
    }

    private long requests(String path) {
        return scene.forge.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }
}
