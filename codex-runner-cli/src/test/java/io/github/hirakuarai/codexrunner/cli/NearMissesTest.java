package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import io.github.hirakuarai.codexrunner.forge.RepositoryView;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who meant a brief or a command, and gave none, is told once what to write. */
class NearMissesTest {

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

    @ParameterizedTest
    @CsvSource({
        "/codex retyr, Did you mean `/codex retry`",
        "/codex, The commands are `/codex retry`",
        "/codex cancel #7, Write `/codex cancel` for all",
        "/Codex Status, Did you mean `/codex status`"
    })
    void aNearMissOfACommandIsAnsweredOnce(String written, String answer) {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, written);

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(
                        text -> assertThat(text).contains("`" + written + "`").contains(answer));
        assertNothingMoreIsWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"codex_brief", "codexbrief", "codex brief", "yaml codex_brief"})
    void aNearMissOfAFenceIsAnsweredOnceWhereverItStands(String info) {
        int issue = scene.issue(scene.brief("exit 1").replace("codex-brief", info));
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "```" + info + "\nx\n```");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("`" + info + "`").contains("Did you mean `codex-brief`"));
        assertNothingMoreIsWritten();
    }

    @Test
    void aDocumentGetsOneAnswerForEachCauseEver() {
        int issue = scene.issue("see below");
        long comment = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex\n\n/codex retyr\n");
        scene.run("run", "--execute");

        scene.forge.as("alice").editComment(Scene.REPOSITORY, comment, "/codex rty\n\n```codex_brief\nx\n```");
        scene.run("run", "--execute");
        scene.forge.as("alice").editComment(Scene.REPOSITORY, comment, "/codex retr\n\n```codex.brief\nx\n```");
        scene.run("run", "--execute");

        assertThat(answers(issue)).hasSize(2);
    }

    @Test
    void aCommandInATextThatGitHubMayShowDifferentlyIsAnsweredWithTheReason() {
        int issue = scene.issue(scene.brief("exit 1"));
        scene.run("run", "--execute");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "> quoted\n<a>\n/codex retry\n\n</a>\n\n/codex retry");

        assertThat(scene.run("run", "--execute").err()).doesNotContain("attempt 2");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(
                        text -> assertThat(text).contains("AMBIGUOUS_MARKDOWN").contains("If you mean `/codex retry`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/codex run",
                "> /codex retyr",
                "```codex-brief-draft\nx\n```",
                "<!-- codex-runner:answer -->\n/codex retyr",
                "see /codex retyr"
            })
    void nobodyIsAnsweredWhoMeantNothing(String text) {
        int issue = scene.issue("see below");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, text);

        scene.run("run", "--execute");

        assertThat(answers(issue)).isEmpty();
    }

    @Test
    void aStrangerABotAndAnIssueThatIsNotEnabledGetNothing() throws IOException {
        scene.forge.createUser("helper[bot]", true);
        scene.forge.setPermission(Scene.REPOSITORY, "helper[bot]", Permission.WRITE);
        scene.configure(
                "gate: {bots: [%d]}\n".formatted(scene.forge.user("helper[bot]").id()));
        int issue = scene.issue("see below");
        long edited = scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "hello");
        scene.forge.as("mallory").editComment(Scene.REPOSITORY, edited, "/codex retyr");
        for (String near : List.of("/codex retyr", "/codex", "```codex_brief\nx\n```")) {
            scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, near);
            scene.forge.as("helper[bot]").comment(Scene.REPOSITORY, issue, near);
        }
        int elsewhere = scene.forge.createIssue(Scene.REPOSITORY, "alice", "work", "```codexbrief\nx\n```", List.of());

        scene.run("run", "--execute");

        assertThat(scene.writes()).isEmpty();
        assertThat(answers(issue)).isEmpty();
        assertThat(answers(elsewhere)).isEmpty();
    }

    @Test
    void strangersCostOneQuestionEachAndOrdinaryCommentsNone() {
        int issue = scene.issue("see below");
        scene.run("run", "--execute");

        for (int comment = 0; comment < 20; comment++) {
            scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "see /codex retyr, and `/codex`\n```yaml\nx\n```");
            scene.forge.as("mallory").comment(Scene.REPOSITORY, issue, "/codex retyr\n\n```codex_brief\nx\n```");
        }
        int before = scene.forge.requests().size();
        scene.run("run", "--execute");

        List<RecordedRequest> requests = scene.forge.requests();
        assertThat(requests.subList(before, requests.size()))
                .extracting(RecordedRequest::path)
                .filteredOn(path -> !path.matches("/api/v3/repos/octo/app/issues(/comments|/events)?"))
                .as("beside the lists, the permission of one stranger")
                .containsExactly("/api/v3/repos/octo/app/collaborators/mallory/permission");
    }

    @Test
    void theAnswerIsInTheReadersLanguage() throws IOException {
        scene.configure("");
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace("stateDir: state", "stateDir: state, locale: " + Locale.JAPANESE));
        int issue = scene.issue("```codex_brief\nx\n```");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex retyr");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("`/codex retry` の誤りではありませんか"))
                .anySatisfy(text -> assertThat(text).contains("`codex-brief` の誤りではありませんか"));
    }

    @Test
    void aTextInTheAnswerIsHarmless() {
        int issue = scene.issue("see below");
        scene.forge.as("alice").comment(Scene.REPOSITORY, issue, "/codex @bob fixes #1 " + Scene.SECRET + " `` ` x");

        scene.run("run", "--execute");

        assertThat(answers(issue))
                .singleElement()
                .satisfies(text -> assertThat(text).doesNotContain(Scene.SECRET).contains("Unknown command"));
    }

    private void assertNothingMoreIsWritten() {
        int writes = scene.writes().size();
        scene.run("run", "--execute");
        assertThat(scene.writes()).hasSize(writes);
    }

    private List<String> answers(int issue) {
        return scene.look().comments(issue).stream()
                .filter(comment -> comment.author().equals("runner"))
                .map(RepositoryView.CommentView::body)
                .filter(body -> Marker.read(body)
                        .filter(Marker.Answer.class::isInstance)
                        .isPresent())
                .toList();
    }
}
