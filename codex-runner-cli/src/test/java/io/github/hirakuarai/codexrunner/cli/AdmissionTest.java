package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may have what run, and what the question costs. */
@Timeout(180)
class AdmissionTest {

    private static final int STRANGERS = 10;

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
    void aThousandCommandsOfStrangersCostOneQuestionForEachStranger() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        crowd(issue, 1000);
        int before = scene.forge.requests().size();

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.err()).doesNotContain("attempt 2");
        assertThat(since(before, AdmissionTest::isGraphQl)).isEmpty();
        assertThat(since(before, AdmissionTest::isPermission)).hasSizeLessThanOrEqualTo(STRANGERS + 1);
    }

    @Test
    void aCancelIsHeardBesideAThousandCommandsOfStrangers() throws Exception {
        scene.configure("claims: {lease: 6s}\n");
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("touch " + begun + "; sleep 100"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        await(begun, running);

        crowd(issue, 1000);
        long asked = System.nanoTime();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");

        assertThat(running.join().out()).contains("FAILED (cancelled)");
        assertThat(System.nanoTime() - asked).isLessThan(30_000_000_000L);
    }

    @Test
    void whereTheForgeTellsNoEditorAListOfAuthorsHoldsWhatCouldHaveBeenEdited() throws Exception {
        scene.configure("gate: {authors: [alice]}\n");
        noGraphQl();
        int issue = scene.issue("an idea");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "later");
        scene.forge.createUser("carol", false);
        scene.forge.setPermission(Scene.REPOSITORY, "carol", Permission.WRITE);
        scene.forge.as("carol").editComment(Scene.REPOSITORY, comment, scene.brief("echo ok > out.txt"));

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void whereTheForgeTellsNoEditorAStricterPermissionHoldsIt() throws Exception {
        scene.configure("gate: {minPermission: admin}\n");
        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.ADMIN);
        noGraphQl();
        scene.issue(scene.brief("echo ok > out.txt"));

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void whereTheForgeTellsNoEditorALaneOfSomeAuthorsHoldsIt() throws Exception {
        scene.configure("");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("{executor: local}", "{executor: local, allow: {authors: [alice]}}"));
        noGraphQl();
        scene.issue(scene.brief("echo ok > out.txt"));

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void whereTheForgeTellsNoEditorABriefForAnotherRepositoryIsHeld() throws Exception {
        elsewhere(Permission.WRITE);
        noGraphQl();
        scene.issue(briefElsewhere());

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Permission.class,
            names = {"NONE", "READ", "TRIAGE"})
    void whoMayNotWriteInTheOtherRepositoryMayNotHaveItChanged(Permission there) throws Exception {
        elsewhere(there);
        scene.issue(briefElsewhere());

        assertHeldAlike("AUTHOR_NOT_PERMITTED");
    }

    @Test
    void anEditorWhoMayNotWriteInTheOtherRepositoryHoldsIt() throws Exception {
        elsewhere(Permission.WRITE);
        scene.forge.createUser("carol", false);
        scene.forge.setPermission(Scene.REPOSITORY, "carol", Permission.WRITE);
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "wait");
        scene.forge.as("carol").editComment(Scene.REPOSITORY, comment, briefElsewhere());

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void aTextThatAStrangerEditedForAnotherRepositoryIsHeldByEverybodyAlike() throws Exception {
        elsewhere(Permission.WRITE);
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "wait");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, comment, briefElsewhere());

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void aMinimisedCommentForAnotherRepositoryIsHeldByEverybodyAlike() throws Exception {
        elsewhere(Permission.WRITE);
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, briefElsewhere());
        scene.forge.as("alice").minimize(Scene.REPOSITORY, comment, "outdated");

        assertHeldAlike("MINIMIZED");
    }

    @Test
    void aRepositoryThatIsNotListedIsNotEvenAskedFor() {
        scene.forge.createRepository("octo/other", "main", Map.of("README.md", "# other\n"));
        scene.issue(briefElsewhere());

        assertHeldAlike("REPOSITORY_NOT_LISTED");
        assertThat(scene.forge.requests()).noneMatch(request -> request.path().contains("octo/other"));
    }

    @Test
    void whereTheForgeTellsNoEditorEverybodyWhoMayWriteMayRunWork() {
        noGraphQl();
        scene.issue(scene.brief("echo ok > out.txt"));

        assertThat(scene.run("run", "--dry-run").out()).contains("would-run");
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void aMinimisedCommentIsHeldByEverybodyAlike() {
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, scene.brief("echo ok > out.txt"));
        scene.forge.as("alice").minimize(Scene.REPOSITORY, comment, "outdated");

        assertHeldAlike("MINIMIZED");
    }

    @Test
    void aTextThatAStrangerEditedIsHeldByEverybodyAlike() {
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "wait");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, comment, scene.brief("echo ok > out.txt"));

        assertHeldAlike("EDITOR_NOT_PERMITTED");
    }

    @Test
    void aCommandThatAStrangerEditedIntoAnothersCommentDoesNothing() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "hm");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, comment, "/codex retry");

        assertThat(scene.run("run", "--execute").err()).doesNotContain("attempt 2");
    }

    @Test
    void aCancelIsHeardWhenTheQuotaOfGraphQlIsUsedUp() throws Exception {
        Path begun = scene.folder.resolve("begun");
        scene.configure("claims: {lease: 6s}\n");
        int issue = scene.issue(scene.brief("touch " + begun + "; sleep 100"));
        CompletableFuture<Scene.Ran> running = scene.begin("run", "--execute");
        await(begun, running);
        useUpGraphQl();
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex cancel");

        assertThat(running.join().out()).contains("FAILED (cancelled)");
        assertThat(scene.statusComment(issue)).contains("alice cancelled it");
    }

    @Test
    void aUsedUpQuotaOfGraphQlHoldsABriefAndSaysSo() {
        scene.issue(scene.brief("echo ok > out.txt"));
        useUpGraphQl();

        Scene.Ran dry = scene.run("run", "--dry-run");
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(dry.out()).contains("RATE_LIMITED");
        assertThat(dry.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).contains("RATE_LIMITED");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.writes()).isEmpty();
    }

    @Test
    void aMarkerOfAnAccountThatIsNotTheRunnersMovesNothing() {
        scene.forge.createUser("helper[bot]", true);
        String brief = scene.brief("echo ok > out.txt");
        int issue = scene.issue(brief);
        String content =
                brief.substring(brief.indexOf("codex-brief\n") + "codex-brief\n".length(), brief.lastIndexOf("```"));
        for (String login : List.of("helper[bot]", "alice")) {
            scene.forge
                    .as(login)
                    .comment(
                            Scene.REPOSITORY,
                            issue,
                            new Marker.Status(
                                            new BriefKey("ab".repeat(32)),
                                            Digest.of(content),
                                            new RunId("elsewhere"),
                                            BriefState.DONE)
                                    .write());
        }

        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
    }

    @Test
    void theSameTextPostedAgainRunsAgain() {
        String brief = scene.brief("date +%N > out.txt");
        int issue = scene.issue(brief);
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, brief);

        Scene.Ran ran = scene.run("run", "--dry-run");

        assertThat(ran.out()).contains("would-run").doesNotContain("MOVED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Codex:Enabled", "CODEX:ENABLED"})
    void labelsAreComparedWithoutCase(String label) {
        scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", scene.brief("echo ok > out.txt"), List.of(label));

        assertThat(scene.run("run", "--dry-run").out()).contains("would-run").doesNotContain("NOT_ENABLED");
    }

    @Test
    void aCancellationOfTheRunnerKeepsItsReason() throws Exception {
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("touch " + begun + "; sleep 100"));
        try (Runner runner = runner()) {
            CompletableFuture<List<Outcome>> running = running(runner);
            await(begun, running);

            runner.cancel("page closed");
            running.join();
        }

        assertThat(scene.statusComment(issue)).contains("CANCELLED").contains("page closed");
    }

    @Test
    void anInterruptOfTheCallingThreadIsACancellation() throws Exception {
        Path begun = scene.folder.resolve("begun");
        int issue = scene.issue(scene.brief("touch " + begun + "; sleep 100"));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (Runner runner = runner()) {
            Thread caller = new Thread(
                    () -> {
                        runner.run(Selection.ALL);
                        interrupted.complete(Thread.currentThread().isInterrupted());
                    },
                    "caller");
            caller.start();
            await(begun, interrupted);

            caller.interrupt();
            assertThat(interrupted.join()).isTrue();
        }

        assertThat(scene.statusComment(issue))
                .contains("CANCELLED")
                .contains("interrupted")
                .doesNotContain("STORAGE");
    }

    /** Dry run, status and run: each holds it for this reason. */
    private void assertHeldAlike(String reason) {
        assertThat(scene.run("run", "--dry-run").out()).contains("held").contains(reason);
        assertThat(scene.run("status").out()).contains("held").contains(reason);
        int writes = scene.writes().size();
        Scene.Ran ran = scene.run("run", "--execute");
        assertThat(ran.err()).contains(reason);
        assertThat(ran.out()).isEmpty();
        assertThat(scene.writes()).hasSize(writes);
    }

    private void crowd(int issue, int commands) {
        for (int i = 0; i < STRANGERS; i++) {
            scene.forge.createUser("stranger" + i, false);
        }
        for (int i = 0; i < commands; i++) {
            String kind = i % 2 == 0 ? "retry" : "cancel";
            scene.forge.as("stranger" + i % STRANGERS).comment(Scene.REPOSITORY, issue, "/codex " + kind);
        }
    }

    private void elsewhere(Permission permission) throws IOException {
        scene.configure("gate: {repositories: [octo/other]}\n");
        scene.forge.createRepository("octo/other", "main", Map.of("README.md", "# other\n"));
        scene.forge.setPermission("octo/other", "runner", Permission.WRITE);
        scene.forge.setPermission("octo/other", "alice", permission);
        scene.git("clone", "-q", scene.forge.cloneUrlPattern().replace("{owner}/{name}", "octo/other"), "../other");
    }

    private String briefElsewhere() {
        return scene.brief("echo ok > out.txt")
                .replace("repo: " + Scene.REPOSITORY, "repo: octo/other")
                .replace("workdir: " + scene.clone, "workdir: " + scene.folder.resolve("other"));
    }

    private void noGraphQl() {
        scene.forge.faults().every(incoming -> incoming.path().endsWith("/graphql"), Fault.answer(404, Map.of()));
    }

    private void useUpGraphQl() {
        scene.forge
                .faults()
                .every(
                        incoming -> incoming.path().endsWith("/graphql"),
                        Fault.answer(403, Map.of("X-RateLimit-Remaining", "0", "Retry-After", "600"), "rate limit"));
    }

    private List<RecordedRequest> since(int before, Predicate<RecordedRequest> which) {
        return scene.forge.requests().stream().skip(before).filter(which).toList();
    }

    private static boolean isGraphQl(RecordedRequest request) {
        return request.path().endsWith("/graphql");
    }

    private static boolean isPermission(RecordedRequest request) {
        return request.path().endsWith("/permission");
    }

    private Runner runner() throws IOException {
        return Runner.builder(new ConfigReader(scene.environment, "host", Clock.systemUTC()).read(scene.configuration))
                .environment(scene.environment)
                .build();
    }

    private static CompletableFuture<List<Outcome>> running(Runner runner) {
        return CompletableFuture.supplyAsync(
                () -> runner.run(Selection.ALL), work -> new Thread(work, "runner").start());
    }

    private static void await(Path file, CompletableFuture<?> running) throws Exception {
        Until.holds(running, () -> Files.exists(file));
    }
}
