package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, and what stands on the forge after it. */
class DemoTest {

    @TempDir
    private Path folder;

    @Test
    void theDemoEndsWithThePullRequestTheCommentAndTheLabel() throws Exception {
        Path place = Files.createDirectory(folder.resolve("demo"));
        Demo demo = Demo.set(place, 0, null, Demo.LOCAL);
        try (LoopbackForge forge = demo.forge();
                Scene scene =
                        Scene.in(Files.createDirectory(folder.resolve("scene")).toRealPath())) {
            scene.environment.put("GITHUB_TOKEN", demo.token());

            Scene.Ran ran = scene.run(
                    "run", "--execute", "--config", demo.configuration().toString());

            assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
            assertThat(forge.look(Demo.REPOSITORY).pulls()).singleElement().satisfies(pull -> {
                assertThat(pull.issue().open()).isTrue();
                assertThat(pull.files()).containsExactly("reports/metrics-echo/metrics_echo_ready_status_p3-2.md");
            });
            assertThat(forge.look(Demo.REPOSITORY).comments(demo.issue()))
                    .singleElement()
                    .satisfies(comment -> assertThat(comment.body())
                            .startsWith("<!-- codex-runner:status ")
                            .contains("state=DONE"));
            assertThat(forge.look(Demo.REPOSITORY)
                            .issue(demo.issue())
                            .orElseThrow()
                            .labels())
                    .contains("codex:done")
                    .doesNotContain("codex:running", "codex:new", "codex:failed");
        }
    }

    @Test
    void theCommandShowsEachStageAndThatASecondRunWritesNothing() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            Scene.Ran ran = scene.run("demo");

            assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
            assertThat(ran.err())
                    .containsSubsequence(
                            "source ", "decision ", "claim ", "state ", "workspace ", "step ", "output ", "state ")
                    .contains("the runner was started again: 0 writes");
            assertThat(ran.out()).contains("DONE (success)").contains("/pull/").contains("/issues/");
        }
    }

    @Test
    void aLaneWithoutItsPluginIsOneLineThatSaysWhereThePluginIs() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            Scene.Ran ran = scene.run("demo", "--lane", "kubernetes");

            assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .contains("the Kubernetes plugin is not in place: set CODEX_RUNNER_PLUGINS to the folder");
        }
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath());
                LoopbackForge taken =
                        LoopbackForge.start(ForgeOptions.in(Files.createDirectory(folder.resolve("taken"))))) {
            Scene.Ran ran =
                    scene.run("demo", "--port", Integer.toString(taken.webUrl().getPort()));

            assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .contains("port")
                    .contains("choose another");
        }
    }

    @Test
    void withoutBashTheDemoSaysWhatToInstall() throws Exception {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            scene.environment.put("PATH", folder.toString());

            Scene.Ran ran = scene.run("demo", "-q");

            assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .contains("bash")
                    .contains("install");
        }
    }
}
