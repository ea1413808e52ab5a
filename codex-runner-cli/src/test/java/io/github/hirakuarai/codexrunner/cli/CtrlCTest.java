package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C at each stage of a run, typed into a real terminal: it ends with 130, the terminal is sane, nothing is lost. */
@Timeout(180)
class CtrlCTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void setUp() throws Exception {
        assumeTrue(PtyProcess.possible(), "util-linux's script makes the terminal");
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        goOn.countDown();
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void whileBriefsAreLookedForItEndsAtOnceThoughTheForgeIsSilent() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        hold(request -> request.path().endsWith("/octo/app/issues"), 1);
        try (PtyProcess pty = run("--execute")) {
            held.await();
            long begin = System.nanoTime();
            pty.ctrlC();
            assertEnded(pty);
            // The forge's answer is waited for for half a minute.
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }

        assertThat(scene.look().comments(issue)).isEmpty();
        goOn.countDown();
        assertDoneByTheNextRun(issue);
    }

    @Test
    void aDryRunThatIsInterruptedLeavesNothing() throws Exception {
        scene.issue(scene.brief("echo hello > out.txt"));
        Path temporary = Files.createDirectory(scene.folder.resolve("tmp"));
        scene.environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        hold(request -> request.path().endsWith("/octo/app/issues"), 1);
        String said;
        try (PtyProcess pty = run("--dry-run")) {
            held.await();
            pty.ctrlC();
            assertEnded(pty);
            said = pty.output();
        }

        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.toList()).as(said).containsExactly(temporary);
        }
    }

    @Test
    void beforeTheClaimNothingIsClaimed() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        // The document is read anew, with its author's permission, before the claim.
        hold(request -> request.path().endsWith("/graphql"), 1);
        try (PtyProcess pty = run("--execute")) {
            held.await();
            pty.ctrlC();
            pty.until(seen -> seen.contains("interrupted; ending the running briefs"));
            goOn.countDown();
            assertEnded(pty);
        }

        assertThat(scene.look().refs("refs/codex/")).isEmpty();
        assertThat(scene.look().comments(issue)).isEmpty();
        assertDoneByTheNextRun(issue);
    }

    @Test
    void inTheMiddleOfTheClaimTheBriefEndsAsCancelled() throws Exception {
        int issue = scene.issue(scene.brief("touch ran; echo hello > out.txt"));
        hold(Faults.push(), 1);
        try (PtyProcess pty = run("--execute")) {
            held.await();
            pty.ctrlC();
            pty.until(seen -> seen.contains("interrupted; ending the running briefs"));
            goOn.countDown();
            assertEnded(pty);
        }

        assertCancelled(issue);
        assertDoneAfterARetry(issue);
    }

    @Test
    void duringAStepItsProcessesEndAndTheCloneIsPutBack() throws Exception {
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(
                scene.brief("test -e " + begun + " || { echo $$ > " + begun + "; sleep 25; }; echo hello > out.txt"));
        try (PtyProcess pty = run("--execute")) {
            pty.until(seen -> seen.contains("step 1/1 work") && Files.exists(begun));
            pty.ctrlC();
            assertEnded(pty);
        }

        long pid = Long.parseLong(Files.readString(begun).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        try (Git git = Git.open(scene.clone.toFile())) {
            assertThat(git.getRepository().getBranch()).isEqualTo("main");
            assertThat(git.status().call().isClean()).isTrue();
        }
        assertCancelled(issue);
        assertDoneAfterARetry(issue);
    }

    @Test
    void duringThePushTheBriefHasOneEnd() throws Exception {
        int issue = scene.issue(scene.brief("echo hello > out.txt"));
        // The claim, the record of the status comment, the branch.
        hold(Faults.push(), 3);
        String seen;
        try (PtyProcess pty = run("--execute")) {
            held.await();
            pty.ctrlC();
            pty.until(text -> text.contains("interrupted; ending the running briefs"));
            goOn.countDown();
            seen = assertEnded(pty);
        }

        // All was done but to show it: to end as cancelled would throw good work away.
        assertThat(seen).contains("DONE (success)");
        assertThat(scene.statusComment(issue)).contains("state=DONE");
        assertThat(scene.look().refs("refs/heads/codex/")).hasSize(1);
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void aPreviewThatIsInterruptedLeavesNothing() throws Exception {
        Path temporary = Files.createDirectory(scene.folder.resolve("tmp"));
        scene.environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        int writes = scene.writes().size();
        scene.issue(scene.brief("sleep 25"));
        try (PtyProcess pty = run("--preview")) {
            // The moment at which a step begins: the key comes before there is a process to be ended.
            pty.until(seen -> seen.contains("step 1/1 work"));
            long begin = System.nanoTime();
            pty.ctrlC();
            assertEnded(pty);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(15));
        }

        try (var left = Files.walk(temporary)) {
            assertThat(left.filter(path -> !path.equals(temporary))).isEmpty();
        }
        assertThat(scene.writes()).hasSize(writes);
    }

    private PtyProcess run(String mode) throws Exception {
        return PtyProcess.start(scene, 80, "", "run", mode);
    }

    /** The n-th such request is not answered before the test says so. */
    private void hold(Predicate<Incoming> which, int n) {
        AtomicInteger met = new AtomicInteger();
        Predicate<Incoming> counted = request -> {
            boolean matches = which.test(request);
            if (matches && met.incrementAndGet() == n) {
                held.countDown();
            }
            return matches;
        };
        scene.forge.faults().nth(n, counted, Fault.hold(goOn));
    }

    private static String assertEnded(PtyProcess pty) throws Exception {
        String seen = pty.end();
        assertThat(seen).contains("exit=130").contains("terminal=sane");
        return seen;
    }

    private void assertCancelled(int issue) {
        assertThat(scene.statusComment(issue)).contains("state=FAILED").contains("CANCELLED");
        assertThat(scene.look().pulls()).isEmpty();
        assertThat(scene.run("runs").out()).containsPattern("octo/app#" + issue + " .* CANCELLED ");
    }

    private void assertDoneByTheNextRun(int issue) {
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(scene.statusComment(issue)).contains("state=DONE");
    }

    private void assertDoneAfterARetry(int issue) {
        assertThat(scene.run("run", "--execute").out()).isEmpty();
        scene.run("retry", "octo/app#" + issue);
        assertDoneByTheNextRun(issue);
    }
}
