package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whoever may push may write records, as alice does here. */
@Timeout(180)
class ForgedRecordsTest {

    private static final String OTHER = "octo/other";
    private static final int FORGED = 60;
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
    void aJunkRefHoldsItsOwnBriefAndNoOtherAndIsTold() {
        int junk = scene.issue(scene.brief("echo one > out.txt"));
        scene.run("run", "--execute");
        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        scene.git("push", "-q", "--force", "origin", "HEAD:" + ref);
        int good = scene.issue(scene.brief("echo two > out.txt"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(scene.statusComment(good)).as(ran.err()).contains("state=DONE");
        assertThat(scene.run("status", Scene.REPOSITORY + "#" + junk).out()).contains("RECORD_UNREADABLE");
        assertThat(scene.run("doctor").cells()).contains("warn | octo/app records | " + ref);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/codex/briefs", "refs/codex/commands", "refs/codex/answers", "refs/codex/paused/x"})
    void aRefInTheWayOfTheLedgersIsToldByItsName(String ref) {
        scene.git("push", "-q", "origin", "HEAD:" + ref);
        int issue = scene.issue(scene.brief("exit 1"));

        String told = scene.run("run", "--execute").err();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex status");
        told += scene.run("run", "--execute").err();
        told += scene.run("retry", Scene.REPOSITORY + "#" + issue).err();
        told += scene.run("pause").err();

        assertThat(told)
                .contains(ref + " is in the way")
                .doesNotContain("another runner")
                .doesNotContain("somebody else")
                .doesNotContain("others are writing");
        assertThat(scene.run("doctor").cells()).contains("warn | octo/app records | " + ref + " is in the way");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefInTheWayOfARecordHoldsTheBriefForEverybodyAlike(boolean ofAll) {
        String ref = "refs/codex/briefs";
        if (!ofAll) {
            int other = scene.issue(scene.brief("exit 1"));
            scene.run("run", "--execute");
            String record = scene.look().refs(ref + "/").keySet().iterator().next();
            ref = record.substring(0, record.lastIndexOf('/')).replaceFirst("-" + other + "$", "-" + (other + 1));
        }
        scene.issue(scene.brief("exit 1"));
        scene.git("push", "-q", "origin", "HEAD:" + ref);

        assertThat(scene.run("status").out()).contains("CLAIM_IMPOSSIBLE").contains(ref + " is in the way");
        assertThat(scene.run("run", "--dry-run").out())
                .contains("CLAIM_IMPOSSIBLE")
                .contains(ref + " is in the way");
        assertThat(scene.run("run", "--execute").err())
                .contains("CLAIM_IMPOSSIBLE")
                .contains(ref + " is in the way");
    }

    @Test
    void anOperatorsRetryOfABriefWithAJunkRefSaysWhatIsWrong() {
        int junk = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        scene.git("push", "-q", "--force", "origin", "HEAD:" + ref);

        Scene.Ran retry = scene.run("retry", Scene.REPOSITORY + "#" + junk);

        assertThat(retry.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(retry.err()).contains(ref + " cannot be read").doesNotContain("has not run yet");
    }

    @Test
    void recordsUnderAFormerNameStopTheStart() {
        scene.issue(scene.brief("echo one > out.txt"));
        scene.git("push", "-q", "origin", "HEAD:refs/codex/briefs/" + "ab".repeat(32));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).singleElement().asString().contains("git push");
        assertThat(scene.look().refs("refs/codex/")).hasSize(1);
        assertThat(scene.run("doctor").cells()).contains("fail | octo/app records | records under a former name");
    }

    @Test
    void aRenamedRepositoryKeepsItsRecords() {
        int issue = scene.issue(scene.brief("echo one > out.txt"));
        scene.run("run", "--execute");
        String ref = scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        String record = scene.look()
                .commit(scene.look().refs("refs/codex/").get(ref))
                .orElseThrow()
                .message();
        push(ref, record.replace(Scene.REPOSITORY + "#", "octo/former#"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(scene.run("status", Scene.REPOSITORY + "#" + issue).out())
                .contains("DONE")
                .doesNotContain("RECORD_UNREADABLE");
    }

    @Test
    void forgedRecordsMakeTheRunnerWriteNowhereElseAndIntoNoCommentButItsOwn() {
        scene.forge.createRepository(OTHER, "main", Map.of("README.md", "# other\n"));
        scene.forge.setPermission(OTHER, "runner", Permission.ADMIN);
        scene.forge.createIssue(OTHER, "alice", "elsewhere", "text", List.of());
        int talk = scene.issue("Only talk.");
        scene.forge.as("alice").comment(Scene.REPOSITORY, talk, "alice's own words");
        scene.forge.as("runner").comment(Scene.REPOSITORY, talk, "written by the runner's account, by hand");
        List<Long> comments = scene.look().comments(talk).stream()
                .map(RepositoryView.CommentView::id)
                .toList();
        int briefs = scene.issue(scene.brief("echo one > out.txt"));
        Random random = new Random(20261129);
        for (int n = 0; n < FORGED; n++) {
            forge(random, talk, comments, n);
        }
        List<RepositoryView.CommentView> before = scene.look().comments(talk);

        // The second ends what it believes to be the claims of machines that are gone.
        Scene.Ran ran = scene.run("run", "--execute");
        scene.run("run", "--execute");
        scene.run("recover");

        assertThat(scene.statusComment(briefs)).as(ran.err()).contains("state=DONE");
        assertThat(scene.look().comments(talk)).containsAll(before);
        assertThat(scene.forge.look(OTHER).comments(1)).isEmpty();
        assertThat(scene.forge.look(OTHER).refs("refs/codex/")).isEmpty();
        assertThat(scene.writes().stream()
                        .map(RecordedRequest::path)
                        .filter(path -> path.contains(OTHER))
                        .toList())
                .isEmpty();
        assertThat(scene.look().refs("refs/heads/").keySet())
                .allMatch(
                        name -> name.equals("refs/heads/main") || name.startsWith("refs/heads/codex/" + briefs + "-"));
    }

    @Test
    void aRecordLeadsReadersToItsForgeAndNowhereElse() {
        scene.issue(scene.brief("echo one > out.txt"));
        scene.run("run", "--execute");
        String name =
                scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        long repository = Long.parseLong(name.replaceAll("refs/codex/briefs/([0-9]+)-.*", "$1"));
        int talk = scene.issue("Only talk.");
        String forge = URI.create(scene.forge.apiUrl().toString()).getAuthority();
        DocumentRef document = new DocumentRef(
                forge,
                repository,
                RepositoryName.parse(Scene.REPOSITORY).orElseThrow(),
                talk,
                DocumentKind.ISSUE_COMMENT,
                5555);
        ObjectNode record = claim(document, Digest.of("forged"));
        record.putArray("links").add(link("https://evil.example/1")).add(link("http://" + forge + "/octo/app/pull/1"));
        push(
                "refs/codex/briefs/" + repository + "-" + talk + "/"
                        + BriefKey.of(document, Digest.of("forged"), 1).hex(),
                record.toString());

        Scene.Ran taken = scene.run("recover");
        while (taken.out().contains("waiting")) {
            Until.pause();
            taken = scene.run("recover");
        }

        assertThat(scene.statusComments(talk)).as(taken.out() + taken.err()).hasSize(1);
        assertThat(scene.statusComment(talk))
                .contains("INTERRUPTED")
                .contains(forge + "/octo/app/pull/1")
                .doesNotContain("evil.example");
    }

    @Test
    void aClaimInAnIssueWithoutBriefsIsFoundAtTheTenthLook() throws IOException {
        int talk = scene.forge.createIssue(Scene.REPOSITORY, "alice", "talk", "Only talk.", List.of());
        scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        String name =
                scene.look().refs("refs/codex/briefs/").keySet().iterator().next();
        long repository = Long.parseLong(name.replaceAll("refs/codex/briefs/([0-9]+)-.*", "$1"));
        DocumentRef document = new DocumentRef(
                URI.create(scene.forge.apiUrl().toString()).getAuthority(),
                repository,
                RepositoryName.parse(Scene.REPOSITORY).orElseThrow(),
                talk,
                DocumentKind.ISSUE_COMMENT,
                5555);
        String key = BriefKey.of(document, Digest.of("left"), 1).hex();
        ObjectNode record = claim(document, Digest.of("left"));
        record.putArray("links");
        push("refs/codex/briefs/" + repository + "-" + talk + "/" + key, record.toString());
        Path claims = scene.folder.resolve("state/claims.json");
        for (int look = 2; look <= 9; look++) {
            scene.run("run", "--execute");
            assertThat(Files.readString(claims)).as("look " + look).doesNotContain(key);
        }

        scene.run("run", "--execute");
        assertThat(Files.readString(claims)).contains(key);

        while (Files.readString(claims).contains(key)) {
            Until.pause();
            scene.run("run", "--execute");
        }
        assertThat(scene.statusComment(talk)).contains("INTERRUPTED");
    }

    private static ObjectNode link(String url) {
        return JSON.createObjectNode()
                .put("kind", "pull_request")
                .put("text", "look")
                .put("url", url);
    }

    /** A record of a claim that has run out, as a runner would have written it. */
    private static ObjectNode claim(DocumentRef document, Digest digest) {
        ObjectNode record = JSON.createObjectNode();
        record.put("v", 1).put("state", "RUNNING").put("attempt", 1);
        record.put("brief", BriefId.of(document, 1).toString());
        record.put("digest", digest.toString()).put("runner", "elsewhere").put("run", "20261121T050000Z-x");
        record.put("at", "2026-11-21T05:00:00Z").put("lease", "PT4S");
        record.putArray("spentCommands");
        record.put("place", document.path() + "/1").put("occurrence", 1).put("nonce", "n");
        record.put("key", BriefKey.of(document, digest, 1).hex());
        return record;
    }

    /** A record of a running claim whose name is right, with wrong things in it. */
    private void forge(Random random, int issue, List<Long> comments, int n) {
        String repository = pick(random, Scene.REPOSITORY, OTHER, "octo/gone");
        long id = pick(random, 1L, 2L, 99L);
        int number = pick(random, issue, 1, 999);
        DocumentRef document = new DocumentRef(
                pick(random, URI.create(scene.forge.apiUrl().toString()).getAuthority(), "github.com"),
                id,
                RepositoryName.parse(repository).orElseThrow(),
                number,
                DocumentKind.ISSUE_BODY,
                1000 + n);
        Digest digest = Digest.of("forged " + n);
        ObjectNode record = JSON.createObjectNode();
        record.put("v", 1);
        record.put("state", pick(random, "PICKED", "RUNNING", "FAILED"));
        record.put("attempt", 1);
        if (record.get("state").stringValue().equals("FAILED")) {
            record.put("result", "failure").put("failure", "STEP_FAILED");
        }
        record.put("brief", repository + "#" + number);
        record.put("digest", digest.toString());
        record.put("runner", pick(random, "elsewhere", "\u001b[31mred", "@alice"));
        record.put("run", "20261121T050000Z-" + n);
        record.put("at", "2026-11-21T05:00:00Z");
        record.put("lease", pick(random, "PT0.001S", "PT-1S", "PT10M"));
        record.put("branch", pick(random, "codex/1-body-12345678", "main", "codex/../main"));
        record.put("statusComment", comments.get(random.nextInt(comments.size())));
        record.putArray("spentCommands");
        record.putArray("links")
                .addObject()
                .put("kind", "pull_request")
                .put("text", "look @alice")
                .put("url", pick(random, "https://evil.example/", "javascript:alert(1)"));
        record.put("place", document.path() + "/1");
        record.put("nonce", "n");
        String key = BriefKey.of(document, digest, 1).hex();
        push("refs/codex/briefs/" + id + "-" + number + "/" + key, record.toString());
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void push(String ref, String message) {
        String tree = scene.git("hash-object", "-w", "-t", "tree", "/dev/null");
        String commit = scene.git("commit-tree", tree, "-m", message);
        scene.git("push", "-q", "--force", "origin", commit + ":" + ref);
    }
}
