package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Ability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Branches on the server that stand in the way of a run's branch. */
class BranchNamesTest {

    @TempDir
    private Path folder;

    @Test
    void aBranchThatMakesTheRunsBranchImpossibleIsNamedBeforeAnyStep() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.git("remote", "set-url", "--push", "origin", scene.pushUrl("alice"));
            scene.git("push", "-q", "origin", "HEAD:refs/heads/codex");
            Path ran = scene.folder.resolve("ran");
            int issue = scene.issue(scene.brief("touch " + ran + "; echo hello > out.txt"));

            scene.run("run", "--execute");

            assertThat(scene.statusComment(issue))
                    .contains("state=FAILED")
                    .contains("rename or delete the branch codex");
            assertThat(ran).doesNotExist();

            scene.nextSecond();
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
            assertThat(scene.run("run", "--execute").out()).contains("FAILED");
            int writes = scene.writes().size();
            scene.run("run", "--execute");

            assertThat(attempts(scene))
                    .as("the retry is carried out, and spent")
                    .isEqualTo(2);
            assertThat(scene.statusComment(issue))
                    .contains("state=FAILED")
                    .contains("rename or delete the branch codex");
            assertThat(scene.writes()).hasSize(writes);
        }
    }

    @Test
    void aBranchBelowTheRunsBranchIsNamedBeforeAnyStep() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.git("remote", "set-url", "--push", "origin", scene.pushUrl("alice"));
            Path ran = scene.folder.resolve("ran");
            int issue = scene.issue(scene.brief("touch " + ran + "; echo hello > out.txt"));
            String branch = branchOf(scene.run("run").out());
            scene.git("push", "-q", "origin", "HEAD:refs/heads/" + branch + "/x");

            scene.run("run", "--execute");

            assertThat(scene.statusComment(issue))
                    .contains("state=FAILED")
                    .contains("cannot create the branch " + branch + " while the branch " + branch + "/x exists")
                    .contains("rename or delete the branch " + branch + "/x");
            assertThat(ran).doesNotExist();

            scene.git("push", "-q", "origin", ":refs/heads/" + branch + "/x");
            scene.nextSecond();
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
            scene.run("run", "--execute");
            assertThat(scene.statusComment(issue)).contains("state=DONE");
        }
    }

    private static String branchOf(String dryRun) {
        return Pattern.compile("codex/[0-9]+-body-[0-9a-f]{8}")
                .matcher(dryRun)
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    private static int attempts(Scene scene) {
        String record =
                scene.look().refs("refs/codex/briefs/").values().iterator().next();
        String message = scene.look().commit(record).orElseThrow().message();
        return JsonMapper.shared().readTree(message).required("attempt").intValue();
    }

    @Test
    void aBranchOfTheCloneThatMakesTheRunsBranchImpossibleIsNamedBeforeAnyStep() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.git("branch", "codex");
            Path ran = scene.folder.resolve("ran");
            int issue = scene.issue(scene.brief("touch " + ran + "; echo hello > out.txt"));

            Scene.Ran held = scene.run("run", "--execute");

            assertThat(held.err() + held.out())
                    .contains("WORKDIR_UNSUITABLE")
                    .contains("rename or delete the branch codex there");
            assertThat(ran).doesNotExist();
            scene.git("branch", "-m", "codex", "my-codex");
            scene.run("run", "--execute");
            assertThat(scene.statusComment(issue)).contains("state=DONE");
        }
    }

    @Test
    void whereTheServerReplacesNoBranchEachRetryGetsAFreshOne() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.forge.lack(Ability.REPLACED_BRANCHES);
            Path fixed = scene.folder.resolve("fixed");
            int issue = scene.issue(scene.brief(
                    "date +%N > out.txt; ! test -e " + fixed + " || echo text > $CODEX_OUTPUT_DIR/text", """
                      - type: pr
                        title: Add out
                        commit_message: add out
                        files: [out.txt]
                      - type: comment
                        body_file: $CODEX_OUTPUT_DIR/text
                    """));
            scene.run("run", "--execute");
            String first = branches(scene).get(0);
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
            scene.run("run", "--execute");
            assertThat(scene.statusComment(issue)).contains("state=FAILED").contains(first + "-a2");

            Files.createFile(fixed);
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retry");
            Scene.Ran ran = scene.run("run", "--execute");

            assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.OK);
            assertThat(scene.statusComment(issue)).contains("state=DONE").contains(first + "-a3");
            assertThat(branches(scene)).containsExactly(first, first + "-a2", first + "-a3");
            String record = scene.look().refs("refs/codex/").values().iterator().next();
            assertThat(scene.look().commit(record).orElseThrow().message()).contains(first + "-a3");
        }
    }

    private static List<String> branches(Scene scene) {
        return scene.look().refs("refs/heads/codex/").keySet().stream()
                .map(ref -> ref.substring("refs/heads/".length()))
                .sorted()
                .toList();
    }
}
