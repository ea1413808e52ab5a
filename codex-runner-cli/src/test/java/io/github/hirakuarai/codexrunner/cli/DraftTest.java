package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code draft}: from what a program proposes to what a person may post. */
@Timeout(120)
class DraftTest {

    private static final String ANSWER = """
            {"understanding": "x", "plan": [{"id": "p1", "desc": "Write out", "commands": ["echo %s > out.txt"],
             "evidence": ["out.txt"], "risks": []}], "acceptance": ["test -s out.txt"],
             "context_header": "repo=app / branch=main / phase=Phase 2", "confidence": 0.5}
            """;

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        scene.forge.createUser("ask[bot]", true);
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aDraftNeverRunsAndRunsAsItStandsOnceAPersonPostsItAsABrief() throws IOException {
        Files.writeString(scene.folder.resolve("ask.json"), ANSWER.formatted("hello"));

        Ran ran = scene.run("draft", "--from-ask", "ask.json");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).startsWith("```codex-brief-draft\n").contains("executor: devbox\n", "repo: octo/app\n");
        int issue = scene.issue(ran.out());
        scene.run("run", "--execute");
        assertThat(scene.look().comments(issue)).isEmpty();
        assertThat(scene.look().refs("refs/codex/")).isEmpty();

        String brief = ran.out()
                .replace("```codex-brief-draft", "```codex-brief")
                .replaceAll("workdir: .*", "workdir: " + scene.clone);
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, brief);
        assertThat(scene.run("run", "--execute").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(scene.look().pulls())
                .singleElement()
                .satisfies(pull -> assertThat(pull.files()).containsExactly("out.txt"));
    }

    @Test
    void aFileNeedsNoConfigurationAndWhatIsMissingIsTold() throws IOException {
        Files.delete(scene.configuration);
        Files.writeString(scene.folder.resolve("ask.json"), ANSWER.formatted("hello"));
        int requests = scene.forge.requests().size();

        Ran ran = scene.run("draft", "--from-ask", "ask.json");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(ran.out()).contains("# Before you post it:");
        assertThat(ran.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("to do: set 'executor'"))
                .anyMatch(line -> line.startsWith("to do: set 'repo'"));
        assertThat(scene.forge.requests()).hasSize(requests);
    }

    @Test
    void anIssueGivesItsNewestAnswerByABotOrBySomebodyWhoMayWrite() {
        int issue = scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", "Please.", List.of());
        comment("ask[bot]", issue, "first");
        comment("ask[bot]", issue, "second");
        comment("mallory", issue, "strangers");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "Thanks.");

        for (String source : List.of(
                "octo/app#" + issue,
                "#" + issue,
                Integer.toString(issue),
                "https://github.com/octo/app/issues/" + issue)) {
            Ran ran = scene.run("draft", "--from-ask", source);
            assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
            assertThat(ran.out()).contains("echo second >", " by ask[bot].").doesNotContain("strangers");
        }
        List<CommentView> comments = scene.look().comments(issue);
        assertThat(scene.run(
                                "draft",
                                "--from-ask",
                                "octo/app#" + issue + "-c" + comments.get(0).id())
                        .out())
                .contains("echo first >");
        Ran stranger = scene.run(
                "draft",
                "--from-ask",
                "octo/app#" + issue + "-c" + comments.get(2).id());
        assertThat(stranger.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(stranger.err()).contains("nothing to draft from", "write permission");
        assertThat(scene.look().comments(issue)).hasSize(4);
    }

    @Test
    void anAnswerThatAStrangerEditedLastIsNone() {
        int issue = scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", "Please.", List.of());
        comment("ask[bot]", issue, "first");
        comment("ask[bot]", issue, "second");
        long second = scene.look().comments(issue).get(1).id();
        scene.forge.setPermission(Scene.REPOSITORY, "mallory", Permission.TRIAGE);
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, second, "```json\n" + ANSWER.formatted("evil") + "```");

        assertThat(scene.run("draft", "--from-ask", "octo/app#" + issue).out()).contains("echo first >");
    }

    @Test
    void aPostedDraftIsOneCommentOfTheRunnersThatNothingActsOn() {
        int issue = scene.issue("Please.");
        comment("ask[bot]", issue, Scene.SECRET);

        Ran ran = scene.run("draft", "--from-ask", "octo/app#" + issue, "--post", "--format", "json");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        JsonNode json = new JsonMapper().readTree(ran.out());
        assertThat(json.get("valid").booleanValue()).isTrue();
        assertThat(json.get("posted").stringValue()).contains("#issuecomment-");
        assertThat(ran.out()).doesNotContain(Scene.SECRET);
        assertThat(ran.err()).contains("secrets masked");
        assertThat(scene.look().comments(issue)).hasSize(2).last().satisfies(comment -> {
            assertThat(comment.author()).isEqualTo("runner");
            assertThat(comment.body())
                    .startsWith("<!-- codex-runner:draft -->\n")
                    .contains("```codex-brief-draft\n", "echo *** > out.txt")
                    .doesNotContain(Scene.SECRET);
        });
        scene.run("run", "--execute");
        assertThat(scene.look().comments(issue)).hasSize(2);
        assertThat(scene.run("status").out()).contains("no briefs found");
        assertThat(scene.run("draft", "--from-ask", "octo/app#" + issue).out())
                .as("its own draft is no answer")
                .contains("by ask[bot].");
    }

    @Test
    void theDraftIsInTheLanguageOfTheConfiguration() throws IOException {
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replace("stateDir: state", "stateDir: state, locale: ja"));
        int issue = scene.issue("Please.");
        comment("ask[bot]", issue, "hello");

        Ran ran = scene.run("draft", "--from-ask", "octo/app#" + issue, "--post");

        assertThat(ran.out()).contains("実行されることはありません", "受け入れ条件の確認");
        assertThat(scene.look().comments(issue))
                .last()
                .satisfies(comment -> assertThat(comment.body()).contains("下書きです。**実行されることはありません**"));
    }

    @Test
    void aContractOnAnIssueBecomesADraftToo() {
        int issue = scene.issue("/codex run {\"work_branch\": \"main\", \"tasks\": [{\"id\": \"t\", \"commands\":"
                + " [\"date > out.txt\"], \"evidence\": [\"out.txt\"]}], \"acceptance\": [\"own-check\"]}");

        Ran ran = scene.run("draft", "--from-contract", "octo/app#" + issue, "--lane", "other-lane");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out()).contains("executor: other-lane\n", "branch: main\n", "      own-check\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "draft",
                "draft --from-ask a.json --from-contract a.json",
                "draft --from-ask missing.json",
                "draft --from-ask nudge.txt",
                "draft --from-contract ask.json",
                "draft --from-ask ask.json --post",
                "draft --from-ask ask.json --config missing.yaml"
            })
    void wrongUsageIsSaidInOneLine(String call) throws IOException {
        Files.writeString(scene.folder.resolve("ask.json"), ANSWER.formatted("hello"));
        Files.writeString(scene.folder.resolve("nudge.txt"), "nudge\n");

        Ran ran = scene.run(call.split(" ", -1));

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void whoMayNotCommentIsTold() {
        int issue = scene.issue("Please.");
        comment("ask[bot]", issue, "hello");
        scene.environment.put("GITHUB_TOKEN", "wrong");

        Ran ran = scene.run("draft", "--from-ask", "octo/app#" + issue, "--post");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.look().comments(issue)).hasSize(1);
    }

    private void comment(String login, int issue, String word) {
        scene.forge.as(login).comment(Scene.REPOSITORY, issue, "```json\n" + ANSWER.formatted(word) + "```");
    }
}
