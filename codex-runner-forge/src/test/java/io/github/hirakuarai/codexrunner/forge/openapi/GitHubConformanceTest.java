package io.github.hirakuarai.codexrunner.forge.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.forge.RecordedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes exchanges that conform, spoils one thing in each, and expects to hear of it. */
class GitHubConformanceTest {

    private RecordedRequest good = request("GET", "", "", 0, "");

    @BeforeEach
    void recordAnIssue(@TempDir Path folder) throws Exception {
        try (LoopbackForge forge = LoopbackForge.start(ForgeOptions.in(folder))) {
            forge.createRepository("o/r", "main", Map.of());
            int issue = forge.createIssue("o/r", "o", "Title", "body", List.of("a"));
            URI address = URI.create(forge.apiUrl() + "/repos/o/r/issues/" + issue);
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
            good = forge.requests().get(0);
        }
    }

    @Test
    void whatConformsIsLetPass() {
        assertThat(good.responseBody()).contains("\"updated_at\"");
        assertThat(GitHubConformance.violations(List.of(good))).isEmpty();
    }

    @Test
    void aMemberThatIsMissingIsFound() {
        assertViolated(answered(good.responseBody().replace("\"updated_at\"", "\"touched_at\"")), "updated_at");
    }

    @Test
    void aMemberOfAnotherTypeIsFound() {
        assertViolated(answered(good.responseBody().replace("\"locked\":false", "\"locked\":\"no\"")), "locked");
    }

    @Test
    void aTimeThatIsNoneIsFound() {
        assertViolated(
                answered(good.responseBody().replaceFirst("\"created_at\":\"[^\"]*\"", "\"created_at\":\"today\"")),
                "today");
    }

    @Test
    void aMemberInsideAnotherIsFound() {
        assertViolated(answered(good.responseBody().replace("\"gravatar_id\"", "\"gravatar\"")), "gravatar_id");
    }

    @Test
    void anOperationThatGitHubDoesNotHaveIsFound() {
        assertViolated(request("GET", "/repos/o/r/nothing", "", 200, "{}"), "path");
        assertViolated(request("PUT", "/repos/o/r/issues/1", "", 200, "{}"), "PUT");
    }

    @Test
    void aRequestWithoutWhatGitHubWantsIsFound() {
        assertViolated(request("POST", "/repos/o/r/issues/1/comments", "{\"text\": \"hello\"}", 201, "{}"), "body");
        assertViolated(request("GET", "/repos/o/r/issues?state=ajar", "", 200, "[]"), "ajar");
    }

    @Test
    void aStatusThatTheOperationDoesNotGiveIsFound() {
        assertViolated(request("DELETE", "/repos/o/r/issues/comments/1", "", 200, "{}"), "200");
    }

    @Test
    void aRefusalOfAnotherShapeIsFound() {
        assertViolated(request("POST", "/repos/o/r/pulls", "{}", 422, "{\"errors\": \"no\"}"), "422");
        assertViolated(request("GET", "/repos/o/r/labels", "", 403, "{\"error\": \"no\"}"), "403");
    }

    private static void assertViolated(RecordedRequest spoilt, String word) {
        assertThat(GitHubConformance.violations(List.of(spoilt)))
                .isNotEmpty()
                .anySatisfy(violation -> assertThat(violation).contains(word));
    }

    private RecordedRequest answered(String body) {
        assertThat(body).isNotEqualTo(good.responseBody());
        return new RecordedRequest(
                1, 0, good.at(), "GET", good.path(), "", null, Map.of(), "", 200, good.responseHeaders(), body, false);
    }

    private static RecordedRequest request(String method, String path, String body, int status, String answer) {
        int question = path.indexOf('?');
        return new RecordedRequest(
                1,
                0,
                Instant.EPOCH,
                method,
                "/api/v3" + (question < 0 ? path : path.substring(0, question)),
                question < 0 ? "" : path.substring(question + 1),
                null,
                Map.of(),
                body,
                status,
                Map.of("content-type", "application/json; charset=utf-8"),
                answer,
                !method.equals("GET"));
    }
}
