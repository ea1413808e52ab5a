package io.github.hirakuarai.codexrunner.forge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Client.Reply;
import io.github.hirakuarai.codexrunner.model.Permission;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls every operation once or more; that its answers conform is checked when each test ends. */
class ConformanceTest extends ForgeTest {

    private static final ObjectNode LABELS =
            Json.object("labels", Json.array(List.of(Json.node("one"), Json.node("two"))));

    @Test
    void everyOperationIsServedAsGitHubDescribesIt() throws IOException {
        account();
        issues();
        comments();
        labels();
        pulls();
        reviews();
        repository();

        Router router =
                RestFront.routes(Services.over(new ForgeState(Clock.systemUTC()), new Urls("http://127.0.0.1")));
        Set<String> served = new TreeSet<>();
        for (RecordedRequest request : forge.requests()) {
            if (request.path().startsWith(Incoming.API) && request.status() < 300) {
                router.find(request.method(), request.path().substring(Incoming.API.length()))
                        .ifPresent(found -> served.add(found.name()));
            }
        }
        assertThat(served).isEqualTo(router.names());
    }

    @Test
    void refusalsHaveGitHubsShapes() throws IOException {
        Reply tooLong = writer().post(repo("/issues"), Json.object("title", "t", "body", "x".repeat(65_537)));
        Reply commentTooLong = writer().post(issuePath("/comments"), Json.object("body", "x".repeat(65_537)));
        Reply noHead = writer().post(repo("/pulls"), Json.object("title", "t", "head", "none", "base", "main"));
        Reply sameLabel = writer().post(repo("/labels"), Json.object("name", "codex:enabled"));
        Reply unknown = writer().get(repo("/issues/999"));
        Reply noOperation = writer().get(repo("/no/such/thing"));

        assertThat(List.of(tooLong, commentTooLong, noHead, sameLabel)).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.json().path("message").asString()).isEqualTo("Validation Failed");
            assertThat(reply.json().path("errors").get(0).path("code").asString())
                    .isNotEmpty();
            assertThat(reply.json().path("documentation_url").asString()).isNotEmpty();
            assertThat(reply.json().path("status").asString()).isEqualTo("422");
        });
        assertThat(List.of(unknown, noOperation)).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.json().path("message").asString()).isEqualTo("Not Found");
        });
    }

    private void account() throws IOException {
        ok(200, writer().get("/user"));
        ok(200, writer().get("/rate_limit"));
        ok(200, writer().get(repo("/collaborators/mina/permission")));
        forge.createUser("helper[bot]", true);
        forge.addMember("octo/deployers", WRITER);
        ok(200, writer().get("/orgs/octo/teams/deployers/memberships/" + WRITER));
        ok(403, Client.of(forge, "helper[bot]").get("/user"));
        String code = forge.registerApp(WRITER, """
                {"name": "Helper", "url": "https://example.org", "default_permissions": {"issues": "write"}}""");
        ok(201, writer().send("POST", "/app-manifests/" + code + "/conversions", null));
        ok(404, writer().send("POST", "/app-manifests/" + code + "/conversions", null));
    }

    private void issues() throws IOException {
        Reply created = writer().post(
                        repo("/issues"), Json.merge(Json.object("title", "New", "body", "see #" + issue), LABELS));
        ok(201, created);
        String path = created.json().path("url").asString();
        ObjectNode assignees = Json.object("assignees", Json.array(List.of(Json.node(WRITER))));
        ok(201, writer().post(path + "/assignees", assignees));
        ok(200, writer().get(path));
        ok(200, writer().patch(path, Json.object("title", "Newer", "state", "closed", "state_reason", "completed")));
        ok(204, writer().put(path + "/lock", Json.object("lock_reason", "resolved")));
        ok(204, writer().delete(path + "/lock"));
        ok(200, writer().send("DELETE", path + "/assignees", assignees));
        ok(201, reader().post(path + "/reactions", Json.object("content", "eyes")));
        ok(200, reader().post(path + "/reactions", Json.object("content", "eyes")));
        ok(200, writer().get(path + "/events"));
        ok(200, writer().get(repo("/issues/events")));
        ok(200, writer().get(path + "/timeline"));
        ok(200, writer().get(issuePath("/timeline")));
        ok(200, writer().get(repo("/issues?state=all&sort=updated&direction=asc&per_page=100&page=1&labels=one,two")));
    }

    private void comments() throws IOException {
        Reply created = reader().post(issuePath("/comments"), Json.object("body", "hello"));
        ok(201, created);
        String path = created.json().path("url").asString();
        ok(200, reader().get(path));
        ok(200, reader().patch(path, Json.object("body", "hello again")));
        ok(201, reader().post(path + "/reactions", Json.object("content", "rocket")));
        ok(200, reader().get(issuePath("/comments?per_page=100&since=2026-11-21T05:00:00Z")));
        ok(200, reader().get(repo("/issues/comments?sort=updated&direction=desc&since=2026-11-21T05:00:00Z")));
        ok(200, reader().get(issuePath("/timeline")));
        ok(204, reader().delete(path));
    }

    private void labels() throws IOException {
        ok(
                201,
                writer().post(
                                repo("/labels"),
                                Json.object("name", "codex:new", "color", "ff0000", "description", "go")));
        ok(200, writer().get(repo("/labels?per_page=100")));
        ok(200, writer().get(repo("/labels/codex%3Anew")));
        ok(200, writer().patch(repo("/labels/codex%3Anew"), Json.object("new_name", "codex:go", "color", "00ff00")));
        ok(200, writer().post(issuePath("/labels"), LABELS));
        ok(200, writer().get(issuePath("/labels")));
        ok(200, writer().delete(issuePath("/labels/one")));
        ok(200, writer().put(issuePath("/labels"), LABELS));
        ok(204, writer().delete(issuePath("/labels")));
        ok(204, writer().delete(repo("/labels/codex%3Ago")));
    }

    private void pulls() throws IOException {
        forge.as(WRITER).push(REPO, "codex/1", "RunExecution", Map.of("docs/a.md", "one\n2\n", "docs/b.md", "new\n"));
        Reply created = writer().post(
                        repo("/pulls"),
                        Json.object(
                                "title",
                                "RunExecution",
                                "head",
                                "codex/1",
                                "base",
                                "main",
                                "body",
                                "closes #" + issue));
        ok(201, created);
        String path = created.json().path("url").asString();
        String issuePath = created.json().path("issue_url").asString();
        ok(200, writer().post(issuePath + "/labels", LABELS));
        ok(
                201,
                writer().post(
                                issuePath + "/assignees",
                                Json.object("assignees", Json.array(List.of(Json.node(OWNER))))));
        ok(200, writer().get(path));
        ok(200, writer().patch(path, Json.object("title", "RunExecution, well done", "state", "open")));
        ok(200, writer().get(repo("/pulls?state=all&head=HirakuArai:codex/1&per_page=100")));
        ok(200, writer().get(path + "/files"));
        ok(200, writer().get(path + "/commits"));
        ok(
                201,
                writer().post(
                                path + "/requested_reviewers",
                                Json.object("reviewers", Json.array(List.of(Json.node(OWNER))))));
        ok(200, writer().get(issuePath));
        ok(200, writer().get(issuePath + "/timeline"));
        ok(200, writer().get(issuePath + "/events"));
        ok(200, writer().get(issuePath("/timeline")));
    }

    private void reviews() throws IOException {
        String pull = writer().get(repo("/pulls")).json().get(0).path("url").asString();
        String head = writer().get(pull).json().path("head").path("sha").asString();
        Reply created = reader().post(
                        pull + "/comments",
                        Json.object(
                                "body", "why?", "commit_id", head, "path", "docs/a.md", "line", 2, "side", "RIGHT"));
        ok(201, created);
        String path = created.json().path("url").asString();
        ok(200, reader().get(path));
        ok(200, reader().patch(path, Json.object("body", "why so?")));
        ok(201, reader().post(path + "/reactions", Json.object("content", "+1")));
        ok(200, reader().get(pull + "/comments"));
        ok(200, reader().get(pull + "/reviews"));
        ok(200, reader().get(repo("/pulls/comments?sort=updated&direction=asc&since=2026-11-21T05:00:00Z")));
        ok(204, reader().delete(path));
        ok(200, writer().put(pull + "/merge", Json.object()));
        ok(200, writer().get(pull));
        ok(200, writer().get(pull.replace("/pulls/", "/issues/") + "/timeline"));
    }

    private void repository() throws IOException {
        ok(200, stranger().get(repo("")));
        JsonNode repository = writer().get(repo("")).json();
        ok(200, writer().get("/repositories/" + repository.path("id").asLong()));
        JsonNode branch = writer().get(repo("/branches/codex/1")).json();
        String commit = branch.path("commit").path("sha").asString();
        ok(200, writer().get(repo("/git/ref/heads/codex/1")));
        ok(200, writer().get(repo("/git/matching-refs/heads/codex/")));
        ok(200, writer().get(repo("/git/commits/" + commit)));
        JsonNode person = Json.object("name", "w", "email", "w@example.org", "date", "2026-11-21T01:02:03Z");
        JsonNode signed = Json.object(
                "message",
                "signed",
                "tree",
                branch.at("/commit/commit/tree/sha").asString(),
                "parents",
                Json.array(List.of(Json.node(commit))),
                "author",
                person,
                "committer",
                person,
                "signature",
                "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----");
        ok(201, writer().post(repo("/git/commits"), signed));
        ok(200, writer().get(repo("/branches/main")));
        ok(
                201,
                writer().post(
                                repo("/statuses/" + commit),
                                Json.object("state", "success", "context", "codex-runner", "description", "done")));
        ok(200, writer().get(repo("/commits/" + commit + "/status")));
        ok(200, writer().get(repo("/commits/" + commit + "/statuses")));
        forge.setPermission(REPO, READER, Permission.TRIAGE);
        ok(200, writer().get(repo("/collaborators/passer-by/permission")));
        ok(200, writer().get("/repositories/" + repository.path("id").asLong() + "/issues?state=all&page=1"));
    }

    private static void ok(int status, Reply reply) {
        assertThat(reply.status())
                .as(() -> reply.raw().request() + " " + reply.json())
                .isEqualTo(status);
    }
}
