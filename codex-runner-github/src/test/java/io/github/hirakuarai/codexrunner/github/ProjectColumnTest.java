package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectColumnTest {

    private static final SourceQuery QUERY = new SourceQuery(List.of(Scene.NAME), Set.of("codex:auto"), null);

    @TempDir
    Path folder;

    private Scene scene;
    private BriefSource source;
    private int project;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        project = scene.forge.createProject("octo", "RunExecution");
        source = source(project);
    }

    @AfterEach
    void close() {
        source.close();
        scene.close();
    }

    @Test
    void whatStandsInTheColumnNeedsNoLabel() {
        int ready = issue("ready");
        scene.alice.comment(Scene.REPOSITORY, ready, "a comment there");
        place(ready, "Ready");
        place(issue("done"), "Done");
        issue("in no project");
        int labelled = scene.alice.createIssue(Scene.REPOSITORY, "title", "labelled", List.of("codex:auto"));

        assertThat(texts()).containsExactlyInAnyOrder("labelled", "ready", "a comment there");
        assertThat(source.documents(QUERY))
                .allSatisfy(document -> assertThat(document.issue().inColumn())
                        .isEqualTo(document.issue().number() != labelled));
    }

    @Test
    void whoMovesAnIssueIsSeenAtTheNextPoll() {
        int number = issue("text");
        assertThat(texts()).isEmpty();

        // Moving a card touches no issue.
        scene.clock.pass(Duration.ofMinutes(5));
        place(number, "Ready");
        assertThat(texts()).containsExactly("text");

        scene.clock.pass(Duration.ofMinutes(5));
        place(number, "In progress");
        assertThat(texts()).isEmpty();
    }

    @Test
    void aFreshReadTellsWhereTheIssueStandsThisMoment() {
        int number = issue("text");
        place(number, "Ready");
        SourceDocument document = source.documents(QUERY).get(0);
        assertThat(source.read(document.ref()).orElseThrow().issue().inColumn()).isTrue();

        place(number, null);
        assertThat(source.read(document.ref()).orElseThrow().issue().inColumn()).isFalse();
        assertThat(source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(), number)))
                .singleElement()
                .matches(named -> !named.issue().inColumn());
    }

    @Test
    void anotherProjectsColumnOfThatNameIsNone() {
        int other = scene.forge.createProject("octo", "Other");
        int number = issue("text");
        scene.alice.setProjectField("octo", other, Scene.REPOSITORY, number, "Status", "Ready");

        assertThat(texts()).isEmpty();
        assertThat(source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(), number)))
                .noneMatch(document -> document.issue().inColumn());
    }

    @Test
    void allPagesAreRead() {
        for (int i = 0; i < 130; i++) {
            place(issue("text " + i), i % 10 == 9 ? "Ready" : "Backlog");
        }

        assertThat(texts()).hasSize(13);
    }

    @Test
    void aClosedIssueInTheColumnCostsNothing() {
        int number = issue("text");
        place(number, "Ready");
        scene.alice.close(Scene.REPOSITORY, number);
        texts();

        assertThat(scene.requestsOf(() -> assertThat(texts()).isEmpty()))
                .containsExactlyInAnyOrder(
                        "POST /api/graphql", "GET /issues", "GET /issues/events", "GET /issues/comments");
    }

    @Test
    void aProjectThatIsNotThereIsNamed() {
        BriefSource wrong = source(99);

        assertThatThrownBy(() -> wrong.documents(QUERY))
                .hasMessageContaining("octo/99")
                .hasMessageContaining("read:project")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aForgeWithoutProjectsIsNamed() {
        scene.forge.faults().every(Faults.request("POST", "/api/graphql"), Fault.answer(404, Map.of()));

        assertThatThrownBy(this::texts).hasMessageContaining("no GraphQL").hasMessageNotContaining("\n");
    }

    private List<String> texts() {
        return source.documents(QUERY).stream().map(SourceDocument::markdown).toList();
    }

    private int issue(String body) {
        return scene.alice.createIssue(Scene.REPOSITORY, "title", body, List.of());
    }

    private void place(int number, @Nullable String value) {
        scene.alice.setProjectField("octo", project, Scene.REPOSITORY, number, "Status", value);
    }

    private BriefSource source(int number) {
        Map<String, Object> settings = Map.of(
                "github", Map.of("apiUrl", scene.forge.apiUrl().toString()),
                "project", Map.of("owner", "octo", "number", number, "field", "Status", "value", "Ready"));
        return new GitHubBriefSourceFactory()
                .open(new TestContext(
                        settings, scene.runner.token(), scene.clock, folder.resolve("project-" + number)));
    }
}
