package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes between two requests of a run is seen by the next one that decides, although few are sent. */
@Timeout(120)
class ChangesBetweenRequestsTest {

    private static final String DOCUMENT = ".*/graphql";

    @TempDir
    private Path folder;

    private Scene scene;
    private Path ran;
    private int issue;

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
        ran = scene.folder.resolve("ran");
        issue = scene.issue(scene.brief("touch '" + ran + "'; echo hello > out.txt"));
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    /** Before the claim nobody lists the refs once more: the claim's own push tells. */
    @Test
    void aPauseBetweenScanAndClaimHoldsTheBrief() {
        when(1, "POST", DOCUMENT, () -> scene.run("pause", "--repo", "octo/app"));

        assertThat(scene.run("run", "--execute").err()).contains("PAUSED");

        assertThat(ran).doesNotExist();
        assertThat(scene.look().refs("refs/codex/briefs/")).isEmpty();
    }

    @Test
    void aCommandOfAnOperatorBetweenScanAndClaimCancels() {
        when(1, "POST", DOCUMENT, () -> scene.run("cancel", "octo/app#" + issue));

        assertThat(scene.run("run", "--execute").out()).contains("cancelled it before it began");

        assertThat(ran).doesNotExist();
    }

    @Test
    void aBaseThatMovesBetweenScanAndClaimIsTheOneThatTheRunStartsFrom() throws Exception {
        List<String> newer = new ArrayList<>();
        when(
                1,
                "POST",
                DOCUMENT,
                () -> newer.add(scene.forge
                        .as("alice")
                        .push(Scene.REPOSITORY, "main", "newer", Collections.singletonMap("newer.txt", "newer\n"))));

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");

        String branch =
                scene.look().refs("refs/heads/codex/").values().iterator().next();
        assertThat(scene.git("ls-remote", scene.pushUrl("alice"), "refs/heads/main"))
                .startsWith(newer.get(0));
        scene.git("fetch", "-q", scene.pushUrl("alice"), branch);
        assertThat(scene.git("rev-parse", branch + "^").strip()).isEqualTo(newer.get(0));
    }

    /** Nor does anybody list the operators' commands before the first step: the push to RUNNING tells. */
    @Test
    void aCommandOfAnOperatorAfterTheClaimCancelsBeforeTheFirstStep() {
        when(1, "POST", ".*/issues/1/comments", () -> scene.run("cancel", "octo/app#" + issue));

        assertThat(scene.run("run", "--execute").out()).contains("FAILED");

        assertThat(ran).doesNotExist();
        assertThat(scene.statusComment(issue)).contains("CANCELLED");
    }

    @Test
    void aCommandOfAnOperatorBeforeThePushKeepsTheBranchBack() {
        // The second is after the claim, the third before the push.
        when(3, "POST", DOCUMENT, () -> scene.run("cancel", "octo/app#" + issue));

        assertThat(scene.run("run", "--execute").out()).contains("FAILED");

        assertThat(ran).exists();
        assertThat(scene.look().refs("refs/heads/codex/")).isEmpty();
        assertThat(scene.statusComment(issue)).contains("CANCELLED");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatUsersChangeBeforeADocumentIsReadCounts(int question) throws Exception {
        for (String change : List.of("permission", "comment", "text", "label")) {
            Files.deleteIfExists(ran);
            int number = scene.issue(scene.brief("touch '" + ran + "'; echo " + change + " > out.txt"));
            beforeDocument(question, () -> change(change, number));

            assertThat(scene.run("run", "--execute", "--brief", "octo/app#" + number)
                            .out())
                    .as(change)
                    .doesNotContain("DONE");

            if (question < 3) {
                assertThat(ran).as(change).doesNotExist();
            }
            assertThat(scene.look().pulls()).as(change).isEmpty();
            scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.WRITE);
        }
    }

    private void change(String what, int number) {
        switch (what) {
            case "permission" -> scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.READ);
            case "comment" -> scene.forge.as("alice").comment(Scene.REPOSITORY, number, "/codex cancel");
            case "text" -> scene.forge.as("alice").editIssue(Scene.REPOSITORY, number, "no brief any more");
            default -> scene.forge.as("alice").removeLabel(Scene.REPOSITORY, number, "codex:enabled");
        }
    }

    /** Something happens when the n-th such request has been answered, and before its answer arrives. */
    private void when(int n, String method, String path, Change change) {
        scene.forge.faults().nth(n, Faults.request(method, path), Fault.altered(answer -> {
            change.happen();
            return answer;
        }));
    }

    /** Something happens just before the n-th question for a document is answered. */
    private void beforeDocument(int n, Change change) {
        int[] left = {n};
        scene.forge.faults().clear();
        scene.forge
                .faults()
                .every(
                        incoming -> {
                            if (incoming.path().endsWith("/graphql") && --left[0] == 0) {
                                change.happen();
                            }
                            return false;
                        },
                        Fault.answer(500, Map.of()));
    }

    private interface Change {
        void happen();
    }
}
