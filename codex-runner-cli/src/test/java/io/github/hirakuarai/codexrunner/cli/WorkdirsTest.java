package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workdirs, repositories and lanes that are not as they should be: what a run does of them, and what it says. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkdirsTest {

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

    @Test
    void aRepositoryWithoutACommitEndsAsFailedWithTheHint() throws Exception {
        long id = scene.forge.createRepository("octo/empty", "main", Map.of("README.md", "gone in a moment\n"));
        Path bare = scene.folder.resolve("forge").resolve(id + ".git");
        scene.git("--git-dir", bare.toString(), "update-ref", "-d", "refs/heads/main");
        scene.forge.setPermission("octo/empty", "alice", Permission.WRITE);
        scene.forge.setPermission("octo/empty", "runner", Permission.WRITE);
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("[octo/app]", "[octo/app, octo/empty]"));
        Path clone = scene.folder.resolve("empty");
        scene.git("init", "-q", clone.toString());
        scene.git(
                "-C",
                clone.toString(),
                "remote",
                "add",
                "origin",
                scene.pushUrl("runner").replace("octo/app", "octo/empty"));
        int issue = scene.forge.createIssue(
                "octo/empty",
                "alice",
                "work",
                scene.brief("echo hello > out.txt")
                        .replace("octo/app", "octo/empty")
                        .replace("workdir: " + scene.clone, "workdir: " + clone),
                List.of(Scene.ENABLED));

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out())
                .contains("octo/empty#" + issue + "  FAILED (failure)")
                .contains("has no branch main");
        assertThat(scene.forge.look("octo/empty").comments(issue))
                .singleElement()
                .satisfies(comment -> assertThat(comment.body()).contains("NO_BASE", "push a first commit"));
        assertThat(clone.toFile().list()).containsExactly(".git");
    }

    @Test
    void aCloneInTheMiddleOfARebaseKeepsTheBriefBackAndIsNotTouched() {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        scene.git("-c", "user.name=P", "-c", "user.email=p@x.org", "commit", "-q", "--allow-empty", "-m", "mine");
        scene.git(
                "-c",
                "user.name=P",
                "-c",
                "user.email=p@x.org",
                "-c",
                "sequence.editor=sed -i 1abreak",
                "rebase",
                "-qi",
                "HEAD~1");
        String status = scene.git("status");
        assertThat(status).contains("rebas").contains("working tree clean");
        int writes = scene.writes().size();

        Ran dry = scene.run("run", "--dry-run");
        Ran ran = scene.run("run", "--execute");

        assertThat(dry.out()).contains("held").contains("WORKDIR_DIRTY").contains("rebase");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).contains("WORKDIR_DIRTY");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.look().comments(issue)).isEmpty();
        assertThat(scene.git("status")).isEqualTo(status);
        scene.git("rebase", "--abort");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 3\\n' 0 > out.txt",
                "printf 'version https://hawser.github.com/spec/v1\\noid sha256:%064d\\nsize 3\\n' 0 > out.txt",
                "echo /annex/objects/SHA256E-s3--0123.txt > out.txt",
                "ln -s .git/annex/objects/Wx/4Z/SHA256E-s3--0123.txt/SHA256E-s3--0123.txt out.txt"
            })
    void aListedFileThatIsAPointerIsRefusedWithTheHint(String script) {
        int issue = scene.issue(scene.brief(script));

        Ran ran = scene.run("run", "--execute");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(scene.statusComment(issue))
                .contains("POINTER_NOT_COMMITTED", "out.txt", "git-lfs", "push it by hand");
        assertThat(scene.look().refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
    }

    @Test
    void theRemotesCredentialsAreNowhereWhereAStepLooks() throws Exception {
        int issue = scene.issue(
                scene.brief("env > out.txt; git config --list --show-origin >> out.txt; cat .git/config >> out.txt;"
                        + " tr '\\0' '\\n' < /proc/$PPID/environ >> out.txt; git remote -v >> out.txt"));

        assertThat(scene.run("run", "--execute").exitCode()).isEqualTo(ExitCode.OK);

        String pull = scene.look().pulls().get(0).headCommit();
        assertThat(scene.look().file(pull, "out.txt").orElseThrow())
                .contains("CODEX_BRIEF_ID=octo/app#" + issue)
                .doesNotContain(scene.environment.get("GITHUB_TOKEN"))
                .doesNotContain(Scene.SECRET)
                .doesNotContainIgnoringCase("authorization");
    }

    @Test
    void nothingOfTheUsersGitConfigurationIsRunOrReadByTheRunner() throws Exception {
        Path home = Files.createDirectory(scene.folder.resolve("home"));
        Path ran = home.resolve("ran");
        Path hooks = Files.createDirectory(home.resolve("hooks"));
        for (String name : List.of("pre-push", "pre-commit", "post-commit", "reference-transaction")) {
            Path hook = Files.writeString(hooks.resolve(name), "#!/bin/sh\ntouch '" + ran + "'\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("attributes"), "* filter=f\n");
        Files.writeString(home.resolve(".gitconfig"), """
                [core]
                    hooksPath = %1$s/hooks
                    attributesFile = %1$s/attributes
                [filter "f"]
                    clean = touch %1$s/ran
                    smudge = touch %1$s/ran
                [pack]
                    window = no number
                """.formatted(home));
        scene.issue(scene.brief("echo hello > out.txt"));

        try (RunnerProcess runner = RunnerProcess.start(scene, List.of("-Duser.home=" + home), "run", "--execute")) {
            assertThat(runner.exitCode()).as(runner.output()).isEqualTo(ExitCode.OK);
        }

        assertThat(ran).doesNotExist();
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void aLaneThatCannotBeWorkedOnKeepsBackItsOwnBriefsOnly() throws Exception {
        scene.configure("  other: {executor: local, user: nobody-of-this-name}\n");
        int other = scene.issue(scene.brief("echo hello > out.txt").replace("executor: devbox", "executor: other"));
        int another = scene.issue(scene.brief("echo more > out.txt").replace("executor: devbox", "executor: other"));
        int devbox = scene.issue(scene.brief("echo hello > out.txt"));

        Ran dry = scene.run("run", "--dry-run");
        Ran ran = scene.run("run", "--execute", "-q");

        assertThat(dry.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dry.out()).contains("LANE_UNUSABLE").contains("#" + devbox + "  would-run");
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.out()).contains("octo/app#" + devbox + "  DONE (success)");
        assertThat(ran.err().lines()).singleElement().asString().contains("nobody-of-this-name", "create it");
        assertThat(scene.look().comments(other)).isEmpty();
        assertThat(scene.look().comments(another)).isEmpty();
    }
}
