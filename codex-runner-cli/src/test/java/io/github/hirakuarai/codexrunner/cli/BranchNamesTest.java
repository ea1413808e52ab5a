package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        }
    }
}
