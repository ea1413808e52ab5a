package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import io.github.hirakuarai.codexrunner.testkit.contract.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run over SSH, against a real sshd, beside the same run on this machine. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SshRunTest {

    private static final String STEPS = """
            mkdir -p out/deep; printf 'a\\0b\\r\\n' > out/binary; printf 'no end' > 'out/two words'; : > out/nothing
            printf 'x\\r\\n' > $'out/caf\\xc3\\xa9'; echo 日本 > 'out/日本語.txt'; ln -s ../README.md out/link
            printf '#!/bin/sh\\n' > out/tool; chmod +x out/tool; seq 1 20000 > out/deep/long; git mv README.md out/README.md
            printf '*.crlf text eol=crlf\\n' > out/.gitattributes; printf 'x\\r\\ny\\n' > out/f.crlf; umask 077; echo u > out/masked
            """;

    /** Goes on to the next line when a file says so. */
    private static final String STEP_OF_LINES = "echo ran >> %1$s/counter; for i in {1..3}; do echo line $i;"
            + " until [[ -e %1$s/go.$i ]]; do sleep 0.01; done; done; echo end >&2; echo hello > out.txt";

    private static final String OUTPUTS =
            "  - type: pr\n    title: All kinds\n    commit_message: all kinds\n    files: ['out/**', README.md]\n";

    @TempDir
    private Path folder;

    private Scene scene;
    private Sshd sshd;

    @BeforeEach
    void setUp() throws Exception {
        Path home = folder.toRealPath();
        scene = Scene.in(home);
        sshd = Sshd.start(home.resolve("sshd"), home);
        scene.configure(lane());
    }

    private String lane() {
        return "  vm: {executor: ssh, host: 127.0.0.1, port: %d, user: %s, identityFile: %s, knownHosts: %s}%n"
                .formatted(sshd.port(), System.getProperty("user.name"), sshd.file("id"), sshd.file("known_hosts"));
    }

    @AfterEach
    void tearDown() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
        scene.close();
    }

    @Test
    void aRunOverSshGivesTheSamePullRequestByteForByte() throws Exception {
        String brief = scene.brief(STEPS, OUTPUTS);
        scene.issue(brief);
        scene.issue(brief.replace("executor: devbox", "executor: vm"));

        Scene.Ran ran = scene.run("run", "--execute", "--format", "json");

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).contains("127.0.0.1:" + sshd.port());
        List<PullView> pulls = scene.look().pulls();
        assertThat(pulls).hasSize(2);
        assertThat(pulls.get(0).files()).isEqualTo(pulls.get(1).files()).hasSizeGreaterThan(10);
        assertThat(tree(pulls.get(0))).isEqualTo(tree(pulls.get(1)));
        assertThat(scene.look().file(pulls.get(1).headCommit(), "README.md")).isEmpty();
    }

    @Test
    void aHostThatIsDownKeepsBackTheBriefsOfItsOwnLaneOnly() throws Exception {
        sshd.close();
        int down = scene.issue(scene.brief("echo hello > out.txt").replace("executor: devbox", "executor: vm"));
        int other = scene.issue(scene.brief("echo hello > out.txt"));

        assertThat(scene.run("run", "--dry-run").exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        Scene.Ran ran = scene.run("run", "--execute", "-q");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.out()).contains("octo/app#" + other + "  DONE (success)");
        assertThat(ran.err().lines()).singleElement().asString().contains("127.0.0.1");
        assertThat(scene.look().comments(down)).isEmpty();
        assertThat(scene.look().issue(down).orElseThrow().labels()).containsExactly(Scene.ENABLED);
    }

    @Test
    void aStepWhoseConnectionIsCutAgainAndAgainRunsOnceAndShowsEachLineOnce() throws Exception {
        scene.issue(overSsh(STEP_OF_LINES.formatted(folder.toRealPath())));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        for (int line = 1; line <= 3; line++) {
            awaitLog("line " + line + "\n");
            sshd.cut();
            Files.createFile(folder.resolve("go." + line));
        }

        assertDone(running.join());
    }

    @Test
    void aKilledRunnersStepOverSshRunsOnceAndTheNextStartFinishesIt() throws Exception {
        scene.issue(overSsh(STEP_OF_LINES.formatted(folder.toRealPath())));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            awaitLog("line 1\n");
            runner.kill();
        }
        Files.createFile(folder.resolve("go.1"));
        CompletableFuture<Scene.Ran> again = scene.begin("run", "--execute");
        awaitLog("line 2\n");
        Files.createFile(folder.resolve("go.2"));
        Files.createFile(folder.resolve("go.3"));

        assertDone(again.join());
    }

    @Test
    void aHostThatIsGoneForLongerThanTheLeaseInterruptsTheBriefAndNothingIsPublished() throws Exception {
        scene.configure(lane() + "claims: {lease: 6s}\nlimits: {grace: 1s}\n");
        int issue = scene.issue(
                overSsh("echo hello > out.txt; echo $$ > %1$s/pid.new; mv %1$s/pid.new %1$s/pid; exec sleep 60"
                        .formatted(folder.toRealPath())));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        Until.holds(() -> Files.exists(folder.resolve("pid")));
        sshd.stop();
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        Until.holds(() -> ProcessHandle.of(pid).isEmpty());
        sshd.again();

        Scene.Ran ran = running.join();

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("FAILED (interrupted)", "CONNECTION_LOST", "step 1 (work)");
        assertThat(scene.statusComment(issue)).contains("CONNECTION_LOST");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.git("status", "--porcelain")).isEmpty();
    }

    private String overSsh(String script) {
        return scene.brief(script).replace("executor: devbox", "executor: vm");
    }

    private void assertDone(Scene.Ran ran) throws IOException {
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(folder.resolve("counter")).hasContent("ran");
        assertThat(scene.stepLog()).isEqualTo("line 1\nline 2\nline 3\nend\n");
        assertThat(scene.look().pulls()).hasSize(1);
        assertThat(scene.statusComments(1)).singleElement().asString().contains("state=DONE");
        assertThat(scene.git("status", "--porcelain")).isEmpty();
    }

    private void awaitLog(String end) throws Exception {
        Until.holds(() -> scene.stepLog().endsWith(end));
    }

    private ObjectId tree(PullView pull) throws Exception {
        try (Git git = Git.open(scene.clone.toFile())) {
            git.fetch()
                    .setRefSpecs(new RefSpec("+refs/heads/codex/*:refs/remotes/pulls/codex/*"))
                    .call();
            return git.getRepository().resolve(pull.headCommit() + "^{tree}");
        }
    }
}
