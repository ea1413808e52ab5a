package io.github.hirakuarai.codexrunner.forge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Client.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IssueRoutesTest extends ForgeTest {

    @Test
    void anIssueIsReadByAnybody() throws IOException {
        Reply reply = stranger().get(issuePath(""));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("title").asString()).isEqualTo("Echo");
        assertThat(names(reply.json().path("labels"))).containsExactly("codex:enabled");
        assertThat(reply.json().has("pull_request")).isFalse();
    }

    @Test
    void aListFindsIssuesByAllOfTheLabelsAsked() throws IOException {
        forge.createIssue(REPO, OWNER, "Both", "", List.of("codex:enabled", "bug"));

        assertThat(stranger().get(repo("/issues?labels=codex:enabled,bug")).json())
                .hasSize(1);
        assertThat(stranger().get(repo("/issues?labels=CODEX:enabled")).json()).hasSize(2);
    }

    @Test
    void sinceLeavesOutWhatWasNotTouched() throws IOException {
        clock.advance(Duration.ofMinutes(5));
        int fresh = forge.createIssue(REPO, OWNER, "Fresh", "", List.of());

        JsonNode found =
                stranger().get(repo("/issues?since=2026-11-21T05:01:00Z")).json();

        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("number").asInt()).isEqualTo(fresh);
    }

    @Test
    void aCommentTouchesItsIssueAndALabelDoesNot() throws IOException {
        clock.advance(Duration.ofMinutes(1));
        forge.as(OWNER).addLabel(REPO, issue, "later");
        assertThat(updatedAt()).isEqualTo("2026-11-21T05:00:00Z");

        forge.as(OWNER).comment(REPO, issue, "hello");
        assertThat(updatedAt()).isEqualTo("2026-11-21T05:01:00Z");
    }

    @Test
    void pagesLeadToEachOtherByTheRepositorysNumber() throws IOException {
        for (int i = 0; i < 4; i++) {
            forge.createIssue(REPO, OWNER, "More", "", List.of());
        }

        Reply first = stranger().get(repo("/issues?per_page=2&state=all"));
        assertThat(first.link("next"))
                .hasValueSatisfying(next -> assertThat(next).contains("/repositories/"));
        Reply second = stranger().get(first.link("next").orElseThrow());
        Reply third = stranger().get(second.link("next").orElseThrow());

        assertThat(second.json()).hasSize(2);
        assertThat(third.json()).hasSize(1);
        assertThat(third.link("next")).isEmpty();
        assertThat(third.link("prev")).isPresent();
    }

    @Test
    void anUnchangedIssueIsNotSentAgainAndCostsNothing() throws IOException {
        Reply first = writer().get(issuePath(""));
        Reply second = writer().get(issuePath(""), "If-None-Match", first.header("etag"));

        assertThat(second.status()).isEqualTo(304);
        assertThat(second.header("x-ratelimit-used")).isEqualTo(first.header("x-ratelimit-used"));

        forge.as(OWNER).editIssue(REPO, issue, "another brief");
        assertThat(writer().get(issuePath(""), "If-None-Match", first.header("etag"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void labelsOfAStrangersIssueAreDroppedInSilence() throws IOException {
        JsonNode body =
                Json.object("title", "Mine", "body", "text", "labels", Json.array(List.of(Json.node("codex:enabled"))));

        Reply reply = reader().post(repo("/issues"), body);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("labels")).isEmpty();
    }

    @Test
    void deletedIsGoneAndTransferredHasMoved() throws IOException {
        forge.createRepository("HirakuArai/other", "main", Map.of());
        int second = forge.createIssue(REPO, OWNER, "Second", "", List.of());
        forge.as(OWNER).deleteIssue(REPO, issue);
        int there = forge.as(OWNER).transferIssue(REPO, second, "HirakuArai/other");

        assertThat(stranger().get(issuePath("")).status()).isEqualTo(410);
        Reply moved = stranger().get(repo("/issues/" + second));
        assertThat(moved.status()).isEqualTo(301);
        assertThat(stranger()
                        .get(moved.header("location"))
                        .json()
                        .path("number")
                        .asInt())
                .isEqualTo(there);
    }

    @Test
    void eventsTellWhoPutWhichLabel() throws IOException {
        forge.as(WRITER).addLabel(REPO, issue, "codex:new");
        writer().delete(issuePath("/labels/codex%3Anew"));

        JsonNode events = stranger().get(issuePath("/events")).json();

        assertThat(events).hasSize(3);
        assertThat(events.get(1).path("event").asString()).isEqualTo("labeled");
        assertThat(events.get(1).path("actor").path("login").asString()).isEqualTo(WRITER);
        assertThat(events.get(1).path("label").path("name").asString()).isEqualTo("codex:new");
        assertThat(events.get(2).path("event").asString()).isEqualTo("unlabeled");
    }

    @Test
    void aLabelThatIsNotThereCannotBeTakenOff() throws IOException {
        Reply reply = writer().delete(issuePath("/labels/nothing"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("message").asString()).isEqualTo("Label does not exist");
    }

    @Test
    void onlyThoseWithTriageLabel() throws IOException {
        JsonNode body = Json.object("labels", Json.array(List.of(Json.node("mine"))));

        assertThat(reader().post(issuePath("/labels"), body).status()).isEqualTo(403);
        assertThat(stranger().post(issuePath("/labels"), body).status()).isEqualTo(401);
        assertThat(writer().post(issuePath("/labels"), body).status()).isEqualTo(200);
        assertThat(forge.look(REPO).issue(issue).orElseThrow().labels())
                .containsExactlyInAnyOrder("codex:enabled", "mine");
    }

    @Test
    void aCommentThatIsTooLongIsRefused() throws IOException {
        JsonNode body = Json.object("body", "x".repeat(65_537));

        Reply reply = writer().post(issuePath("/comments"), body);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("message").asString()).isEqualTo("Validation Failed");
        assertThat(writer().post(issuePath("/comments"), Json.object("body", "x".repeat(65_536)))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void inALockedConversationOnlyWritersSpeak() throws IOException {
        forge.as(OWNER).lock(REPO, issue);
        JsonNode body = Json.object("body", "hello");

        assertThat(reader().post(issuePath("/comments"), body).status()).isEqualTo(403);
        assertThat(writer().post(issuePath("/comments"), body).status()).isEqualTo(201);
    }

    @Test
    void commentsOfTheWholeRepositoryComeByWhenTheyWereTouched() throws IOException {
        long first = forge.as(READER).comment(REPO, issue, "first");
        clock.advance(Duration.ofMinutes(1));
        long second = forge.as(READER).comment(REPO, issue, "second");
        clock.advance(Duration.ofMinutes(1));
        forge.as(READER).editComment(REPO, first, "first, edited");

        JsonNode all = stranger()
                .get(repo("/issues/comments?sort=updated&direction=asc&since=2026-11-21T05:01:00Z"))
                .json();

        assertThat(all.valueStream().map(comment -> comment.path("id").asLong()))
                .containsExactly(second, first);
    }

    @Test
    void whoMayNotPushMayNotSeeWhatOthersMay() throws IOException {
        Reply refused = reader().get(repo("/collaborators/mina/permission"));
        Reply told = writer().get(repo("/collaborators/passer-by/permission"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(told.json().path("permission").asString()).isEqualTo("read");
        assertThat(writer().get(repo("/collaborators/mina/permission"))
                        .json()
                        .path("role_name")
                        .asString())
                .isEqualTo("write");
    }

    @Test
    void aWrongTokenIsRefusedEvenWhereNoneIsNeeded() throws IOException {
        Reply reply = new Client(forge, "ghp_wrong").get(issuePath(""));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().path("message").asString()).isEqualTo("Bad credentials");
    }

    @Test
    void aHiddenRepositoryIsNotThereForStrangers() throws IOException {
        forge.setPrivate(REPO, true);

        assertThat(reader().get(issuePath("")).status()).isEqualTo(404);
        assertThat(writer().get(issuePath("")).status()).isEqualTo(200);
    }

    private String updatedAt() throws IOException {
        return stranger().get(issuePath("")).json().path("updated_at").asString();
    }

    private static List<String> names(JsonNode labels) {
        return labels.valueStream().map(label -> label.path("name").asString()).toList();
    }
}
