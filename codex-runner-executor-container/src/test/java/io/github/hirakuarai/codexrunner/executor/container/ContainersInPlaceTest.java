package io.github.hirakuarai.codexrunner.executor.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps in containers that work in a person's clone: they reach nothing else, and are over when it is put back. */
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
@Timeout(120)
class ContainersInPlaceTest extends ExecutorHarness {

    private Podman podman;
    private Map<String, String> environment;

    static boolean isThere() throws Exception {
        return Podman.isThere();
    }

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) throws Exception {
        podman = Podman.in(Files.createDirectory(home.resolve("podman")));
        environment = new HashMap<>(podman.environment());
        environment.put("HOME", home.toString());
        environment.put("DEPLOY_KEY", "hunter2-of-the-runner");
        return new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return podman.lane(Map.of()).in(Lane.WorkspaceMode.IN_PLACE);
    }

    @AfterEach
    void noContainerIsLeft() throws Exception {
        assertThat(containers()).isEmpty();
    }

    private String containers() throws IOException {
        return podman("ps", "--all", "--quiet");
    }

    private String podman(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The processes in whose containers a folder is mounted. */
    static List<Long> in(Path mounted) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(ExecutorHarness::isRunning)
                .filter(pid -> {
                    try {
                        return Files.readString(Path.of("/proc/" + pid + "/mountinfo"))
                                .contains(" " + mounted + " ");
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }

    private static Ran runWithOutputs(Workspace workspace, String script) {
        Map<String, String> variables = Map.of("CODEX_OUTPUT_DIR", workspace.outputDir());
        return run(workspace, step(new Action.Shell(script), variables, Duration.ofSeconds(60)));
    }

    @Test
    void whatStepsChangeIsPublishedAndTheCloneIsPutBack() throws Exception {
        Path root = fixture.root();
        Files.createDirectories(root.resolve("build"));
        Files.writeString(root.resolve("build/kept"), "a person's\n");
        Workspace workspace = open();
        Ran ran = runWithOutputs(
                workspace,
                "pwd; id -u; echo \"$0\" \"$HOME\"; cat src/new.txt; echo more >> README.md; mkdir a; echo new > a/b;"
                        + " chmod +x a/b; rm src/new.txt; echo made > build/made; echo out > \"$CODEX_OUTPUT_DIR/r.md\";"
                        + " echo for the next > ~/x; echo err >&2");
        assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
        assertThat(ran.output()).startsWith(root + "\n0\n").endsWith("new\nerr\n");
        Ran next = run(workspace, "cat ~/x; exit 3");
        assertThat(next.exit()).isEqualTo(new StepExit.Exited(3));
        assertThat(next.output()).isEqualTo("for the next\n");
        assertThat(changes(workspace)).containsExactly("M RE README.md 11", "A EX a/b 4", "D RE src/new.txt 0");
        assertThat(read(workspace, "a/b")).isEqualTo("new\n");
        assertThat(workspace.readOutput("$CODEX_OUTPUT_DIR/r.md", 100))
                .asString()
                .isEqualTo("out\n");
        assertThat(workspace.putBack(true, 3)).isEmpty();
        workspace.close();

        assertThat(Files.readString(root.resolve("README.md"))).isEqualTo("hello\n");
        assertThat(root.resolve("a")).doesNotExist();
        assertThat(root.resolve("build/kept")).hasContent("a person's");
        assertThat(root.resolve("build/made")).hasContent("made");
    }

    /** The step's power ends at the clone's files: what the runner would read or write for it is no way around that. */
    @Test
    void aStepReachesNothingBesidesTheClone() throws Exception {
        Path secret = folder.toRealPath().resolve("token");
        Files.writeString(secret, "hunter2-and-some-more");
        Path other = Files.createDirectories(folder.toRealPath().resolve("work/other"));
        Files.writeString(other.resolve("file"), "hunter2 of another clone");
        String before = snapshot();
        try (Workspace workspace = open()) {
            Ran ran = runWithOutputs(
                    workspace,
                    "cat " + secret + " " + other + "/file; ls -A \"$CODEX_OUTPUT_DIR/..\" $(dirname $PWD);"
                            + " env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n';"
                            + " grep -rs hunter[2] / --exclude-dir=proc --exclude-dir=sys --exclude-dir=usr;"
                            + " grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; ls /sys/class/net;"
                            + " for file in .git/x .git/config .git/HEAD .git/hooks/pre-commit .git/refs/heads/x; do"
                            + " echo x >> $file && echo wrote $file; done; mv .git g && echo moved; rm -rf .git && echo gone;"
                            + " git commit -qam x && echo committed; git checkout -q -b x && echo switched;"
                            + " mknod disk b 8 0 && echo device; chown 1:1 README.md && echo given; umount .git && echo off;"
                            + " echo x > /codex-runner/script && echo rewrote; kill -9 "
                            + ProcessHandle.current().pid());
            assertThat(ran.output())
                    .doesNotContain("hunter2", "wrote", "moved", "gone", "committed", "switched", "device", "given")
                    .doesNotContain("off", "rewrote")
                    .contains("home\noutput\n", "/work:\ndemo\n", "CapEff:\t0000000000000000\n")
                    .contains("CapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
        }
        assertThat(snapshot()).isEqualTo(before);
    }

    private String snapshot() {
        return fixture.snapshot().toString();
    }

    /** A link that a step left is followed by nobody, and what git would run for a repository is not run. */
    @Test
    void theRunnerFollowsNothingThatAStepLeft() throws Exception {
        Path home = folder.toRealPath();
        Path outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "hunter2");
        Files.writeString(outside.resolve("app.txt"), "theirs");
        Files.createDirectories(outside.resolve("deep"));
        Files.setPosixFilePermissions(outside.resolve("deep"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(home.resolve(".gitconfig"), "[submodule]\n\trecurse = true\n");
        Path root = fixture.root();
        // Git lists no empty folders, ignored or not, so that the runner puts them back itself.
        Files.createDirectories(root.resolve("empty.log/deep/er"));
        Files.createDirectories(root.resolve("plain/deep/er"));
        Workspace workspace = open();
        Ran ran = runWithOutputs(workspace, """
                out=%1$s; ran=%2$s/ran; mkdir -p "$out"
                ln -s $out/secret report.md; ln -s $out/secret "$CODEX_OUTPUT_DIR/report.md"; ln -s $out linked
                rm -rf src; ln -s $out src
                rm -rf empty.log plain; ln -s $out empty.log; ln -s $out plain
                echo x > 'a b'; ln -s $out/secret .gitattributes; mkfifo pipe
                printf '#!/bin/sh\\ntouch %2$s/ran\\n' > run; chmod +x run
                for repo in nested build/nested; do
                    git init -q $repo; echo x > $repo/x
                    git -C $repo add x; git -C $repo -c user.name=x -c user.email=x@x commit -qm x; echo y > $repo/x
                    for key in core.fsmonitor core.sshCommand core.pager diff.external filter.f.clean filter.f.smudge; do
                        git -C $repo config $key "$PWD/run"
                    done
                    git -C $repo config core.hooksPath "$PWD"; git -C $repo config core.worktree $out
                    echo '* filter=f' > $repo/.gitattributes
                    printf '#!/bin/sh\\ntouch %2$s/ran\\n' > $repo/.git/hooks/post-checkout; chmod +x $repo/.git/hooks/*
                done
                mkdir gitfile; echo "gitdir: $PWD/nested/.git" > gitfile/.git; echo z > gitfile/z
                printf '[submodule "s"]\\n\\tpath = nested\\n\\turl = ext::%%s\\n\\tupdate = !%%s\\n' "$PWD/run" "$PWD/run" > .gitmodules
                mkdir -p objects refs; echo 'ref: refs/heads/x' > HEAD; printf '[core]\\nfsmonitor = %%s\\nbare = true\\n' "$PWD/run" > config
                """.formatted(outside, home));
        assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
        List<String> changed = changes(workspace);
        assertThat(changed).contains("A SY report.md " + (outside + "/secret").length(), "D RE src/app.txt 0");
        assertThat(read(workspace, "report.md")).isEqualTo(outside + "/secret");
        assertThat(workspace.diff(100_000)).doesNotContain("hunter2");
        for (String path : List.of("report.md", "$CODEX_OUTPUT_DIR/report.md", "linked/secret", "src/app.txt")) {
            assertThatThrownBy(() -> workspace.readOutput(path, 100)).as(path).isInstanceOf(RunnerException.class);
        }
        workspace.putBack(false, 3);
        workspace.close();

        assertThat(outside.resolve("secret")).hasContent("hunter2");
        assertThat(outside.resolve("app.txt")).hasContent("theirs");
        assertThat(outside.resolve("deep/er")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outside.resolve("deep"))))
                .isEqualTo("rwx------");
        assertThat(home.resolve("ran")).doesNotExist();
        assertThat(fixture.clean()).isTrue();
    }

    /** Where git gives up, files are stored as they stand: a link among them as a link. */
    @Test
    void aLinkAmongFilesThatGitCannotConvertIsNotRead() throws Exception {
        Path secret = folder.toRealPath().resolve("token");
        Files.writeString(secret, "hunter2");
        Workspace workspace = open();
        run(
                workspace,
                "echo '*.odd text working-tree-encoding=UTF-16' > .gitattributes;"
                        + " for n in {100..200}; do printf 'odd\\0' > $n.odd; ln -s " + secret + " $n.a.odd; done");
        workspace.putBack(false, 3);
        workspace.close();

        assertThat(fixture.at(BRANCH, "150.odd")).isEqualTo("odd\0");
        for (int n = 100; n <= 200; n++) {
            assertThat(fixture.at(BRANCH, n + ".a.odd")).isNotEqualTo("hunter2");
        }
    }

    @Test
    void aStepThatStopsItselfCostsNoProcessor() throws Exception {
        try (Workspace workspace = open(request())) {
            Ran ran = run(
                    workspace,
                    "(sleep 2; kill -CONT $$) & kill -STOP $$; read -r -a first </proc/1/stat; echo $((first[13] + first[14]))");

            assertThat(ran.exit()).isEqualTo(new StepExit.Exited(0));
            // Hundredths of a second of the container's first process, which waits.
            assertThat(Integer.parseInt(ran.output().strip())).isLessThan(70);
        }
    }

    @Test
    void whatAStepStartedEndsWithIt() {
        try (Workspace workspace = open()) {
            Ran ran = run(workspace, "(trap '' TERM HUP; exec setsid sleep 300) >&2 & kill -0 $!; exit 5");

            assertThat(ran.exit()).isEqualTo(new StepExit.Exited(5));
            assertThat(in(fixture.root())).isEmpty();
        }
    }

    @Test
    void aContainerThatDoesNotStartIsToldInTheEnginesWords() throws Exception {
        Path empty = Files.createDirectory(folder.toRealPath().resolve("empty"));
        Lane lane = podman.lane(Map.of("rootfs", empty.toString(), "mounts", List.of()))
                .in(Lane.WorkspaceMode.IN_PLACE);
        try (Workspace workspace = open(request(fixture.root().toString(), lane))) {
            Ran ran = run(workspace, "true");

            assertThat(ran.exit())
                    .isEqualTo(
                            new StepExit.NotStarted("its container could not be started: the end of its log says why"));
            assertThat(ran.output()).contains("bash");
        }
        Map<String, Object> never = new HashMap<>(Map.of("image", "localhost/nothing:1"));
        never.put("rootfs", null);
        assertThatThrownBy(() -> open(
                        request(fixture.root().toString(), podman.lane(never).in(Lane.WorkspaceMode.IN_PLACE))))
                .hasMessageContaining("podman could not pull the image localhost/nothing:1: ");
    }

    @Test
    void aCloneWhoseGitFolderIsElsewhereIsRefused() throws Exception {
        Path root = fixture.root();
        Path tree = root.resolveSibling("tree");
        assertThat(new ProcessBuilder("git", "-C", root.toString(), "worktree", "add", "-q", tree.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> executor().inspect(request(tree.toString())))
                .hasMessage(
                        tree + " is a linked worktree or a submodule, in which no container works: name a clone with"
                                + " a .git folder of its own");
    }

    /** Nobody is left to end a container then, but whoever takes the clone next, in whatever lane. */
    @ParameterizedTest
    @ValueSource(strings = {"container", "another lane", "the same run"})
    void aContainerThatAKilledSupervisorLeftEndsBeforeTheCloneIsTaken(String next) throws Exception {
        WorkspaceRequest interrupted = request();
        Workspace left = open(interrupted);
        String script = "echo edit >> README.md; echo > begun; while :; do echo . >> src/app.txt; sleep 0.02; done";
        CompletableFuture<StepExit> step =
                CompletableFuture.supplyAsync(() -> run(left, script).exit());
        until(() -> Files.exists(fixture.root().resolve("begun")));
        for (String who : List.of("supervisor.sh supervise", "podman run", "/supervisor.sh ")) {
            kill(who);
        }
        assertThat(containers()).isNotEmpty();
        if (next.equals("another lane")) {
            try (HostExecutor local = new HostExecutor(Clock.systemUTC(), new ThisMachine(environment));
                    Workspace workspace = local.open(request(fixture.root().toString(), lane(null)))) {
                assertThat(in(fixture.root())).isEmpty();
            }
        } else {
            try (Workspace workspace = open(next.equals("container") ? request() : interrupted)) {
                assertThat(in(fixture.root())).isEmpty();
                assertThat(run(workspace, "cat README.md").output()).isEqualTo("hello\n");
            }
        }
        assertThat(fixture.clean()).isTrue();
        assertThat(step.get()).isInstanceOf(StepExit.Lost.class);
        executor().open(interrupted).close();
        try (Stream<Path> locks = Files.list(folder.toRealPath().resolve(".local/state/codex-runner/host/locks"))) {
            assertThat(locks).noneMatch(file -> file.toString().endsWith(".box"));
        }
    }

    private void kill(String who) {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(who)
                        && process.info().commandLine().orElse("").contains(folder.toString()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** A clone is not put back while something may write in it. */
    @Test
    void anEngineThatDoesNotAnswerKeepsTheCloneFromBeingTaken() throws Exception {
        Path bin = Files.createDirectory(folder.toRealPath().resolve("bin"));
        Path broken = bin.resolve("broken");
        Path engine = Files.writeString(
                bin.resolve("podman"),
                "#!/bin/bash\n[[ $1 != ps || ! -e " + broken + " ]] || exit 1\nexec /usr/bin/podman \"$@\"\n");
        Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        try (HostExecutor executor = new HostExecutor(Clock.systemUTC(), new ContainerAccess(environment))) {
            WorkspaceRequest request = request();
            Workspace workspace = executor.open(request);
            workspace.checkout(fixture.mirror(), fixture.second());
            Ran ran = run(workspace, "echo edit >> README.md; touch " + "x; echo done");
            assertThat(ran.exit()).isEqualTo(new StepExit.Exited(0));
            Files.createFile(broken);
            assertThat(run(workspace, "echo more >> README.md").exit()).isInstanceOf(StepExit.Lost.class);
            assertThatThrownBy(workspace::close).hasMessageContaining("end them by hand");
            assertThat(fixture.root().resolve("x")).as("not put back").exists();
            assertThatThrownBy(() -> executor.open(request()))
                    .hasMessageContaining("a container of an earlier run may be at work in the clone");
            Files.delete(broken);
            executor.open(request).close();
            assertThat(fixture.clean()).isTrue();
        }
    }

    @Test
    void aLeaseThatIsOverEndsTheContainer() throws Exception {
        WorkspaceRequest request = request();
        WorkspaceRequest shortly = new WorkspaceRequest(
                request.run(),
                request.lane(),
                request.workdir(),
                request.cloneUrl(),
                request.branch(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4));
        try (Workspace workspace = open(shortly)) {
            StepExit exit = run(workspace, "trap '' TERM; echo begun; for n in {1..300}; do sleep 0.1; done")
                    .exit();

            assertThat(exit).isInstanceOf(StepExit.Lost.class);
            assertThat(in(fixture.root())).isEmpty();
        }
    }

    @Test
    void doctorsLookStartsAContainerOfTheLane() {
        assertThat(executor().reach(lane(null)).get(0)).startsWith("ends ");
        assertThat(executor().host(lane(null))).startsWith("this machine, with containers of the files of ");
    }

    /** As a local lane has it. */
    private record ThisMachine(Map<String, String> environment) implements HostAccess {

        @Override
        public String name(Lane lane) {
            return "this machine";
        }

        @Override
        public Host open(Lane lane, @Nullable RunId run) {
            return command -> {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                return builder.start();
            };
        }
    }
}
