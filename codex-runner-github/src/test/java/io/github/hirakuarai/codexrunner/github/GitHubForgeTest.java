package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plugin may ask the forge for. */
class GitHubForgeTest {

    @TempDir
    private Path folder;

    private Scene scene;
    private ForgeClient forge;
    private String comments;
    private int issue;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        forge = scene.context.forge();
        issue = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of());
        comments = "/repos/" + Scene.REPOSITORY + "/issues/" + issue + "/comments";
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void itReads() {
        assertThat(forge.get("/repos/" + Scene.REPOSITORY + "/issues/" + issue))
                .hasValueSatisfying(json -> assertThat(json).contains("\"title\":\"title\""));
        assertThat(forge.get("/repos/" + Scene.REPOSITORY + "/issues/99")).isEmpty();
    }

    @Test
    void aListIsWhole() {
        for (int n = 0; n < 35; n++) {
            scene.alice.comment(Scene.REPOSITORY, issue, "comment " + n);
        }

        assertThat(forge.list(comments)).hasSize(35);
        assertThat(forge.list(comments + "?per_page=10"))
                .hasSize(35)
                .last()
                .asString()
                .contains("comment 34");
    }

    @Test
    void itWrites() {
        assertThat(forge.write("POST", comments, "{\"body\": \"hello\"}", Fence.OPEN))
                .contains("\"hello\"");
        assertThat(scene.look().comments(issue)).extracting(CommentView::body).containsExactly("hello");
    }

    @Test
    void withoutTheClaimNothingIsWritten() {
        assertThatThrownBy(() -> forge.write("POST", comments, "{\"body\": \"hello\"}", () -> {
                    throw new RunnerException(ErrorCode.LEASE_LOST, "the claim is gone");
                }))
                .hasMessage("the claim is gone");
        assertThat(scene.look().comments(issue)).isEmpty();
    }

    @Test
    void aWriteWithoutAnAnswerIsNotRepeated() {
        scene.forge.faults().next(Faults.request("POST", ".*/comments"), Fault.actThenDrop());

        assertThatThrownBy(() -> forge.write("POST", comments, "{\"body\": \"hello\"}", Fence.OPEN))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
        assertThat(scene.look().comments(issue)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "repos/octo/app",
                "//evil.example/",
                "/repos/octo/../../user",
                "/repos/octo/..",
                "/repos/octo/%2e%2e/user",
                "/repos/octo%2fapp",
                "/repos/a b",
                "/repos/a\nb",
                "https://evil.example/",
                "@evil.example/x",
                "/repos/octo/app#x"
            })
    void aPathThatLeadsElsewhereIsNeverAskedFor(String path) {
        int before = scene.forge.requests().size();

        assertThatThrownBy(() -> forge.get(path)).isInstanceOf(RunnerException.class);
        assertThatThrownBy(() -> forge.write("POST", path, "{}", Fence.OPEN)).isInstanceOf(RunnerException.class);
        assertThat(scene.forge.requests()).hasSize(before);
    }
}
