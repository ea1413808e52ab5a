package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.Incoming;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.UnreadableRepositories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An element of a list that is not as GitHub gives it stops its own issue and no other, in every list. */
class OddEntriesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String AUTO = "codex:auto";

    @TempDir
    private Path folder;

    private final Map<Integer, String> unread = new TreeMap<>();
    private Scene scene;
    private BriefSource source;
    private int good;
    private int odd;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        scene.likeOtherForges();
        source = new GitHubBriefSourceFactory().open(scene.context);
        odd = scene.alice.createIssue(Scene.REPOSITORY, "title", "odd", List.of(AUTO));
        good = scene.alice.createIssue(Scene.REPOSITORY, "title", "good", List.of(AUTO));
        scene.alice.comment(Scene.REPOSITORY, good, "good comment");
    }

    @AfterEach
    void close() {
        source.close();
        scene.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            title      | null
            title      | 5
            id         | "x"
            id         | null
            id         | -1
            number     | "3"
            number     | null
            labels     | [null]
            labels     | [{"name": null}]
            created_at | null
            updated_at | null
            updated_at | "yesterday"
            state      | null
            html_url   | null
            html_url   | "::"
            user       | {}
            user       | {"id": "x", "login": "alice"}
            user       | {"id": 5}
            """)
    void anOddIssueStopsNoOther(String field, String value) {
        altered(list("issues"), odd, field, JSON.readTree(value));

        assertThat(poll()).containsExactly("good", "good comment");
        assertThat(unread).containsOnlyKeys(odd);
        assertThat(unread.get(odd)).contains("octo/app#" + odd).contains("GitHub-compatible API");

        scene.clock.pass(Duration.ofMinutes(2));
        scene.alice.editIssue(Scene.REPOSITORY, odd, "odd, edited");
        scene.alice.comment(Scene.REPOSITORY, good, "news");
        assertThat(poll()).contains("good", "good comment", "news");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "5", "\"x\"", "{}", "{\"number\": -1}", "{\"title\": \"t\"}"})
    void anElementWithoutANumberStopsNoIssue(String element) {
        scene.forge.faults().every(list("issues"), Fault.altered(all -> ((ArrayNode) all).add(JSON.readTree(element))));

        assertThat(poll()).containsExactly("good", "good comment", "odd");
        assertThat(unread).containsOnlyKeys(0);
        assertThat(unread.get(0)).contains("octo/app");
        assertThat(poll()).containsExactly("good", "good comment", "odd");
    }

    @Test
    void whatIsOddIsAskedForAgainUntilItIsNot() {
        scene.forge.faults().every(Faults.request("GET", ".*/issues(/" + odd + ")?"), Fault.altered(answer -> {
            for (JsonNode issue : answer.isArray() ? answer.values() : List.of(answer)) {
                if (issue.path("number").asInt() == odd) {
                    ((ObjectNode) issue).putNull("title");
                }
            }
            return answer;
        }));
        poll();
        scene.clock.pass(Duration.ofMinutes(5));
        scene.alice.comment(Scene.REPOSITORY, good, "news");
        for (int i = 0; i < 3; i++) {
            assertThat(poll()).containsExactly("good", "good comment", "news");
            assertThat(unread).containsOnlyKeys(odd);
        }

        scene.forge.faults().clear();
        assertThat(poll()).containsExactly("good", "good comment", "news", "odd");
        assertThat(unread).isEmpty();
        assertThat(scene.requestsOf(this::poll)).doesNotContain("GET /issues/" + odd);
    }

    @Test
    void anOddIssueThatNobodyAsksForIsNobodysBusiness() {
        int other = scene.alice.createIssue(Scene.REPOSITORY, "title", "other", List.of("bug"));
        poll();
        altered(list("issues"), other, "title", JSON.nullNode());
        scene.alice.editIssue(Scene.REPOSITORY, other, "other, edited");

        assertThat(poll()).containsExactly("good", "good comment", "odd");
        assertThat(unread).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id         | "x"
            id         | 0
            id         | null
            created_at | null
            updated_at | 7
            html_url   | null
            user       | {"login": "alice"}
            """)
    void anOddCommentHoldsItsOwnIssueOnly(String field, String value) {
        scene.alice.comment(Scene.REPOSITORY, odd, "odd comment");
        String address = "/issues/" + odd;
        scene.forge.faults().every(Faults.request("GET", ".*/issues/([0-9]+/)?comments"), Fault.altered(all -> {
            for (JsonNode comment : all.values()) {
                if (comment.path("issue_url").asString("").endsWith(address)) {
                    ((ObjectNode) comment).set(field, JSON.readTree(value));
                }
            }
            return all;
        }));

        for (int i = 0; i < 3; i++) {
            assertThat(poll()).contains("good", "good comment");
            assertThat(unread).containsOnlyKeys(odd);
            assertThat(unread.get(odd)).contains("octo/app#" + odd);
        }
        scene.forge.faults().clear();
        assertThat(poll()).containsExactly("good", "good comment", "odd", "odd comment");
        assertThat(unread).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "{}", "{\"id\": 7, \"body\": \"/codex retry\"}"})
    void aCommentThatTellsNoIssueStopsNone(String element) {
        scene.alice.comment(Scene.REPOSITORY, odd, "comment");
        scene.forge
                .faults()
                .every(list("issues/comments"), Fault.altered(all -> ((ArrayNode) all).add(JSON.readTree(element))));

        for (int i = 0; i < 3; i++) {
            assertThat(poll()).containsExactly("good", "good comment", "odd", "comment");
            assertThat(unread).containsOnlyKeys(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"id\": \"x\"}",
                "{\"id\": 99999, \"issue\": null}",
                "{\"id\": 99999, \"issue\": {}}",
                "{\"id\": -3, \"issue\": []}"
            })
    void anOddEventStopsNoIssue(String element) {
        poll();
        scene.forge
                .faults()
                .every(
                        list("issues/events"),
                        Fault.altered(all -> ((ArrayNode) all).insert(0, JSON.readTree(element))));

        for (int i = 0; i < 12; i++) {
            scene.clock.pass(Duration.ofMinutes(2));
            assertThat(poll()).containsExactly("good", "good comment", "odd");
            assertThat(unread.keySet()).isSubsetOf(0);
        }
    }

    /** A deleted account has no user, and an issue without a text no body: GitHub gives both as null. */
    @ParameterizedTest
    @CsvSource({"user, ghost", "body, alice"})
    void whatGitHubGivesAsNullIsNotOdd(String field, String author) {
        altered(list("issues"), odd, field, JSON.nullNode());

        assertThat(poll()).hasSize(3);
        assertThat(unread).isEmpty();
        assertThat(documents().get(2).author().login()).isEqualTo(author);
    }

    private void altered(Predicate<Incoming> which, int number, String field, JsonNode value) {
        scene.forge.faults().every(which, Fault.altered(all -> {
            for (JsonNode issue : all.values()) {
                if (issue.path("url").asString("").endsWith("/issues/" + number)) {
                    ((ObjectNode) issue).set(field, value);
                }
            }
            return all;
        }));
    }

    private static Predicate<Incoming> list(String what) {
        return Faults.request("GET", ".*/repos/octo/app/" + what);
    }

    private List<String> poll() {
        return documents().stream().map(SourceDocument::markdown).toList();
    }

    private List<SourceDocument> documents() {
        unread.clear();
        return source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(AUTO), null, new UnreadableRepositories() {
            @Override
            public void add(RepositoryName repository, RunnerException why) {
                throw why;
            }

            @Override
            public void addIssue(RepositoryName repository, int number, RunnerException why) {
                unread.put(number, String.valueOf(why.getMessage()));
            }
        }));
    }
}
