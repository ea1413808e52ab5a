package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changed while no runner was there: a run that is taken up again is checked as one that starts. */
@Timeout(180)
class ResumedChecksTest {

    private static final Pattern APPROVE = Pattern.compile("(?m)^ ?(/codex approve \\S+ [0-9a-f]{64})$");

    @TempDir
    private Path folder;

    private Scene scene;
    private int issue;
    private long approval;
    private String line = "";

    @BeforeEach
    void aRunnerIsKilledInAnApprovedRun() throws Exception {
        scene = Scene.in(folder.toRealPath());
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);
        lane("approvals: 1");
        issue = scene.issue(scene.brief(
                "echo ran >> %1$s/counter; echo begun; until [[ -e %1$s/go ]]; do sleep 0.01; done; echo hello > out.txt"
                        .formatted(folder.toRealPath())));
        scene.run("run", "--execute");
        approval = approve();
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(runner, () -> scene.stepLog().equals("begun\n"));
            runner.kill();
        }
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void whereNothingChangedItGoesOn() throws IOException {
        String all = goOn();

        assertThat(scene.look().pulls()).as(all).hasSize(1);
        assertThat(scene.statusComments(issue)).singleElement().asString().contains("state=DONE");
    }

    /** One change of each kind, by those who may: of an approval, of what an account may do, of the brief itself. */
    @ParameterizedTest
    @CsvSource({
        "the approval was withdrawn, NEEDS_APPROVAL",
        "its author may not write any more, AUTHOR",
        "the text was edited, interrupted"
    })
    void nothingIsPublishedWhen(String change, String why) throws Exception {
        switch (change) {
            case "the approval was withdrawn" -> scene.forge.as("bob").deleteComment(Scene.REPOSITORY, approval);
            case "the approvals are for another start" -> approveAnotherStart();
            case "its approver may not write any more" ->
                scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.READ);
            case "the label is gone" -> scene.forge.as("alice").removeLabel(Scene.REPOSITORY, issue, Scene.ENABLED);
            case "its author may not write any more" ->
                scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.READ);
            case "the text was edited" ->
                scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, scene.brief("echo other > out.txt"));
            case "the issue was closed" -> scene.forge.as("alice").close(Scene.REPOSITORY, issue);
            default -> lane("approvals: 1, workflows: true");
        }

        String all = goOn();

        assertThat(all).contains(why);
        assertThat(scene.look().pulls()).as(all).isEmpty();
        assertThat(scene.look().refs("refs/heads/codex/")).as(all).isEmpty();
        assertThat(folder.resolve("counter")).hasContent("ran");
        assertThat(scene.git("status", "--porcelain")).as(all).isEmpty();
        assertThat(scene.git("branch", "--show-current")).as(all).isEqualTo("main");
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "the approvals are for another start, the approvals are for another start",
        "its approver may not write any more, NEEDS_APPROVAL",
        "the label is gone, NOT_ENABLED",
        "the issue was closed, ISSUE_CLOSED",
        "the lane has changed, interrupted"
    })
    void norWhen(String change, String why) throws Exception {
        nothingIsPublishedWhen(change, why);
    }

    private String goOn() throws IOException {
        Files.createFile(folder.resolve("go"));
        Scene.Ran ran = scene.run("run", "--execute");
        return ran.out() + ran.err();
    }

    /** As a runner that starts the attempt from where the base is now, and those who approve that. */
    private void approveAnotherStart() throws IOException {
        String before = scene.look().refs("refs/heads/main").get("refs/heads/main");
        String now = scene.forge.as("bob").push(Scene.REPOSITORY, "main", "move on", Map.of("other.txt", "other\n"));
        CommentView request = request();
        scene.forge
                .as("runner")
                .comment(
                        Scene.REPOSITORY,
                        issue,
                        request.body().replace(before, now).replace("command=approval/1/1/", "command=approval/1/2/"));
        approve();
    }

    /** With the line of the first request: one whose run has begun shows none any more. */
    private long approve() {
        Matcher asked = APPROVE.matcher(request().body());
        if (line.isEmpty()) {
            assertThat(asked.find()).isTrue();
            line = asked.group(1);
        }
        return scene.forge.as("bob").comment(Scene.REPOSITORY, issue, line);
    }

    private CommentView request() {
        try (Stream<CommentView> comments = scene.look().comments(issue).stream()) {
            return comments.filter(comment -> comment.body().contains(" command=approval/"))
                    .reduce((first, last) -> last)
                    .orElseThrow();
        }
    }

    private void lane(String keys) throws IOException {
        scene.configure("");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("devbox: {executor: local}", "devbox: {executor: local, " + keys + "}"));
    }
}
