package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code audit}: who asked for what, what ran where, with what result; and nothing that no runner wrote. */
@Timeout(180)
class AuditTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        scene.git("remote", "set-url", "--push", "origin", scene.pushUrl("alice"));
        scene.git("config", "user.name", "alice");
        scene.git("config", "user.email", "alice@example.org");
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void attemptsAndCommandsAreListedWithWhoAskedForThem() {
        Path fixed = scene.folder.resolve("fixed");
        int issue = scene.issue(scene.brief("test -e " + fixed + " && echo ok > out.txt"));
        scene.run("run", "--execute");
        scene.run("retry", id(issue));
        scene.run("run", "--execute");
        scene.forge.createUser("carol", false);
        scene.forge.setPermission(Scene.REPOSITORY, "carol", Permission.WRITE);
        assertThat(fixed.toFile().mkdir()).isTrue();
        scene.nextSecond();
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.forge.as("carol").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex retry");
        scene.run("run", "--execute");

        List<JsonNode> lines = audit();

        assertThat(lines)
                .extracting(line -> line.get("kind").stringValue())
                .containsExactly("attempt", "command", "attempt", "attempt");
        List<JsonNode> attempts = lines.stream()
                .filter(line -> line.get("kind").stringValue().equals("attempt"))
                .toList();
        assertThat(attempts).allSatisfy(attempt -> {
            assertThat(attempt.at("/author/login").stringValue()).isEqualTo("alice");
            assertThat(attempt.get("lane").stringValue()).isEqualTo("devbox");
            assertThat(attempt.get("runner").stringValue()).isEqualTo("devbox");
        });
        assertThat(attempts)
                .extracting(attempt -> attempt.at("/retriedBy/login").asString(""))
                .containsExactly("", "the operator of devbox", "carol");
        assertThat(attempts)
                .extracting(attempt -> attempt.get("result").stringValue())
                .containsExactly("failure", "failure", "success");
        assertThat(attempts.get(0).get("failure").stringValue()).isEqualTo("STEP_FAILED");
        assertThat(attempts.get(2).at("/links/0/kind").stringValue()).isEqualTo("pull_request");
        assertThat(lines.get(1).get("command").stringValue()).isEqualTo("retry");
        assertThat(lines.get(1).get("by").stringValue()).isEqualTo("the operator of devbox");
    }

    @Test
    void whoApprovedAndWhoCancelledIsNamed() throws IOException {
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("devbox: {executor: local}", "devbox: {executor: local, approvals: 1}"));
        int approved = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        String line = scene.look().comments(approved).stream()
                .flatMap(comment -> comment.body().lines())
                .map(String::strip)
                .filter(text -> text.startsWith("/codex approve "))
                .findFirst()
                .orElseThrow();
        scene.forge.as("bob").comment(Scene.REPOSITORY, approved, line);
        scene.run("run", "--execute");
        int cancelled = scene.issue(scene.brief("exit 1"));
        scene.nextSecond();
        scene.forge.as("bob").comment(Scene.REPOSITORY, cancelled, "/codex cancel");
        scene.run("run", "--execute");

        List<JsonNode> lines = audit();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).at("/approvals/0/login").stringValue()).isEqualTo("bob");
        assertThat(Instant.parse(lines.get(0).at("/approvals/0/at").stringValue()))
                .isBefore(Instant.now());
        assertThat(lines.get(0).get("cancelledBy").isNull()).isTrue();
        assertThat(lines.get(1).get("result").stringValue()).isEqualTo("cancelled");
        assertThat(lines.get(1).at("/cancelledBy/login").stringValue()).isEqualTo("bob");
        assertThat(scene.run("audit").out()).contains("alice, approved by bob").contains("alice, cancelled by bob");
    }

    @Test
    void whoCancelledARunningBriefIsNamed() throws Exception {
        // The shorter the lease, the sooner a command is heard.
        scene.configure("claims: {lease: 6s}\nlimits: {grace: 1s}\n");
        int issue = scene.issue(scene.brief("touch " + scene.folder.resolve("began") + "; sleep 60"));
        CompletableFuture<Ran> run = scene.begin("run", "--execute");
        Until.holds(() -> Files.exists(scene.folder.resolve("began")));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");

        assertThat(run.get().out()).contains("FAILED (cancelled)");

        assertThat(audit())
                .singleElement()
                .satisfies(line ->
                        assertThat(line.at("/cancelledBy/login").stringValue()).isEqualTo("alice"));
    }

    @Test
    void whoEditedTheTextIsNamed() {
        scene.forge.createUser("carol", false);
        scene.forge.setPermission(Scene.REPOSITORY, "carol", Permission.WRITE);
        int issue = scene.issue(scene.brief("exit 1"));
        scene.forge.as("carol").editIssue(Scene.REPOSITORY, issue, scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");

        assertThat(audit()).singleElement().satisfies(line -> {
            assertThat(line.at("/author/login").stringValue()).isEqualTo("alice");
            assertThat(line.at("/editor/login").stringValue()).isEqualTo("carol");
        });
    }

    @Test
    void theTableIsAlignedAndNamesTheSame() {
        int issue = scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");

        List<String> table = scene.run("audit").out().lines().toList();

        assertThat(table).hasSize(2);
        assertThat(table.get(0)).startsWith("TIME ").contains("BRIEF", "BY", "LANE", "RUNNER", "RESULT");
        assertThat(table.get(1)).contains(id(issue), "attempt 1", "alice", "devbox", "DONE");
        assertThat(table.get(0).indexOf("RESULT")).isEqualTo(table.get(1).indexOf("DONE"));
        assertThat(scene.run("audit", "--since", "2999-01-01").out())
                .isEqualTo("no records found" + System.lineSeparator());
    }

    @Test
    void itOnlyReads() throws IOException {
        scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        int writes = scene.writes().size();
        Set<String> files = scene.files().keySet();

        scene.run("audit");

        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.files().keySet()).isEqualTo(files);
    }

    @Test
    void aForgedRecordIsToldAndDoesNotCount() {
        scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");
        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        scene.git("fetch", "-q", "origin", ref);
        String done = scene.git("rev-parse", "FETCH_HEAD");
        ObjectNode record = (ObjectNode) JSON.readTree(scene.git("log", "-1", "--format=%B", "FETCH_HEAD"));

        // Junk on top of a chain, and a record that no runner writes behind DONE.
        String junk = commit(done, "not a record");
        record.put("state", "RUNNING").put("runner", "elsewhere").remove("result");
        String again = commit(junk, record.toString());
        scene.git("push", "-q", "--force", "origin", again + ":" + ref);
        // Junk as a whole chain.
        String other = ref.substring(0, ref.lastIndexOf('/') + 1) + "ab".repeat(32);
        scene.git("push", "-q", "--force", "origin", junk + ":" + other);

        Ran ran = scene.run("audit", "--format", "json");

        assertThat(ran.out().lines()).as(ran.err()).singleElement().satisfies(line -> {
            assertThat(JSON.readTree(line).get("state").stringValue()).isEqualTo("DONE");
            assertThat(line).doesNotContain("elsewhere");
        });
        assertThat(ran.err().lines().filter(line -> line.startsWith("codex-runner: warning: ")))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains(junk, "does not count"))
                .anySatisfy(line -> assertThat(line).contains(again, "no runner goes from DONE"))
                .anySatisfy(line -> assertThat(line).contains(other));
        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aRepositoryThatIsNotConfiguredAndATimeThatIsNoneAreWrongUsage() {
        assertThat(scene.run("audit", "--repo", "octo/other").exitCode()).isEqualTo(ExitCode.USAGE);
        Ran ran = scene.run("audit", "--since", "yesterday");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("'yesterday'", "7d");
        assertThat(scene.run("audit", "--repo", "Octo/App").exitCode()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21, 2026-11-21T00:00:00Z",
        "2026-11-21T09:00:00Z, 2026-11-21T09:00:00Z",
        "2026-11-21T09:00:00+09:00, 2026-11-21T00:00:00Z",
        "2026-11-21T09:00, 2026-11-21T09:00:00Z",
        "7d, 2026-11-22T12:00:00Z",
        "12h, 2026-11-29T00:00:00Z",
        "PT12H, 2026-11-29T00:00:00Z"
    })
    void timesAreReadAsPeopleWriteThem(String text, Instant moment) {
        assertThat(Moments.since(text, Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC))
                .contains(moment);
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2026-13-01", "-1h", "7 days", "''"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(Moments.since(text, Instant.EPOCH, ZoneOffset.UTC)).isEqualTo(Optional.empty());
    }

    private List<JsonNode> audit() {
        Ran ran = scene.run("audit", "--format", "json");
        assertThat(ran.err()).isEmpty();
        Stream<String> lines = ran.out().lines();
        return lines.map(JSON::readTree).toList();
    }

    private String commit(String parent, String message) {
        String tree = scene.git("hash-object", "-w", "-t", "tree", "/dev/null");
        return scene.git("commit-tree", tree, "-p", parent, "-m", message);
    }

    private static String id(int issue) {
        return Scene.REPOSITORY + "#" + issue;
    }
}
