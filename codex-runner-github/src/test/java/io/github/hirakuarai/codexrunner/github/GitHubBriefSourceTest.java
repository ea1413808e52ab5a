package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubBriefSourceTest {

    private static final String ENABLED = "codex:enabled";
    private static final SourceQuery QUERY = new SourceQuery(List.of(Scene.NAME), Set.of(ENABLED), null);

    @TempDir
    Path folder;

    private Scene scene;
    private BriefSource source;

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        source = new GitHubBriefSourceFactory().open(scene.context);
    }

    @AfterEach
    void close() {
        source.close();
        scene.close();
    }

    @Test
    void labelledIssuesComeNewestFirstAndTheirDocumentsInOrder() {
        int first = issue("first");
        scene.clock.pass(Duration.ofMinutes(1));
        int second = issue("second");
        scene.mallory.comment(Scene.REPOSITORY, first, "one");
        scene.clock.pass(Duration.ofMinutes(1));
        scene.alice.comment(Scene.REPOSITORY, first, "two");
        scene.alice.createIssue(Scene.REPOSITORY, "not enabled", "no", List.of("bug"));

        List<SourceDocument> documents = source.documents(QUERY);

        assertThat(documents).extracting(SourceDocument::markdown).containsExactly("second", "first", "one", "two");
        SourceDocument one = documents.get(2);
        assertThat(one.author()).isEqualTo(scene.account("mallory"));
        assertThat(one.editorKnown()).isFalse();
        assertThat(one.ref().kind()).isEqualTo(DocumentKind.ISSUE_COMMENT);
        assertThat(one.ref().number()).isEqualTo(first);
        assertThat(one.ref().repositoryId()).isEqualTo(scene.repositoryId);
        assertThat(one.ref().host()).isEqualTo(scene.forge.webUrl().getAuthority());
        assertThat(one.issue().labels()).containsExactly(ENABLED);
        assertThat(documents.get(0).ref().number()).isEqualTo(second);
        assertThat(documents.get(0).ref().kind()).isEqualTo(DocumentKind.ISSUE_BODY);
        assertThat(scene.forge.writes()).isEmpty();
    }

    @Test
    void aMemberOfATeamIsAskedForAsGitHubDescribesIt() {
        scene.forge.addMember("octo/deployers", "alice");

        assertThat(scene.requestsOf(
                        () -> assertThat(isMember("octo", "deployers", "alice")).isTrue()))
                .containsExactly("GET /api/v3/orgs/octo/teams/deployers/memberships/alice");
    }

    @Test
    void nobodyElseIsAMember() {
        // GitHub's description knows no body of this 404.
        scene.likeOtherForges();
        scene.forge.addMember("octo/deployers", "alice");

        assertThat(isMember("octo", "deployers", "mallory")).isFalse();
        assertThat(isMember("octo", "others", "alice")).isFalse();
        assertThat(isMember("elsewhere", "deployers", "alice")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aTokenThatMayNotReadTeamsKnowsOfNoMember(int status) {
        scene.likeOtherForges();
        scene.forge.addMember("octo/deployers", "alice");
        scene.forge.faults().every(Faults.request("GET", ".*/memberships/alice"), Fault.answer(status, Map.of()));

        assertThat(isMember("octo", "deployers", "alice")).isFalse();
    }

    private boolean isMember(String organization, String team, String login) {
        return source.isMember(organization, team, scene.account(login), true);
    }

    @Test
    void anIssueWithTwoOfTheLabelsIsGivenOnce() {
        scene.alice.createIssue(Scene.REPOSITORY, "both", "text", List.of(ENABLED, "codex:auto"));

        assertThat(source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(ENABLED, "codex:auto"), null)))
                .hasSize(1);
    }

    @Test
    void aPullRequestGivesItsTextItsConversationAndItsReviewComments() {
        scene.alice.push(Scene.REPOSITORY, "topic", "change", Map.of("README.md", "app\nmore\n"));
        int pull = scene.alice.openPull(Scene.REPOSITORY, "topic", "main", "Change", "the text");
        scene.alice.addLabel(Scene.REPOSITORY, pull, ENABLED);
        scene.alice.reviewComment(Scene.REPOSITORY, pull, "README.md", 2, "on a line");
        scene.clock.pass(Duration.ofMinutes(1));
        scene.alice.comment(Scene.REPOSITORY, pull, "below");

        List<SourceDocument> documents = source.documents(QUERY);

        assertThat(documents).extracting(SourceDocument::markdown).containsExactly("the text", "on a line", "below");
        assertThat(documents)
                .extracting(document -> document.ref().kind())
                .containsExactly(DocumentKind.ISSUE_BODY, DocumentKind.REVIEW_COMMENT, DocumentKind.ISSUE_COMMENT);
        assertThat(documents).allMatch(document -> document.issue().pullRequest());
        assertThat(documents)
                .allSatisfy(document -> assertThat(
                                source.read(document.ref()).orElseThrow().markdown())
                        .isEqualTo(document.markdown()));
    }

    @Test
    void aClosedIssueIsGivenWhenItIsNamed() {
        int number = issue("text");
        scene.alice.close(Scene.REPOSITORY, number);

        assertThat(source.documents(QUERY)).isEmpty();
        assertThat(source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(), number)))
                .singleElement()
                .matches(document -> !document.issue().open());
    }

    @Test
    void allPagesAreRead() {
        int number = issue("text");
        for (int i = 0; i < 205; i++) {
            scene.alice.comment(Scene.REPOSITORY, number, "comment " + i);
        }

        assertThat(source.documents(QUERY))
                .hasSize(206)
                .last()
                .extracting(SourceDocument::markdown)
                .isEqualTo("comment 204");
    }

    @Test
    void manyIssuesAreReadTogether() {
        for (int i = 0; i < 30; i++) {
            scene.alice.comment(Scene.REPOSITORY, issue("issue " + i), "comment " + i);
        }

        assertThat(scene.requestsOf(() -> assertThat(source.documents(QUERY)).hasSize(60)))
                .containsExactlyInAnyOrder(
                        "GET ", "GET /issues/events", "GET /issues", "GET /issues", "GET /issues/comments");
    }

    @Test
    void fewIssuesOfABusyRepositoryAreReadOneByOne() {
        int other = scene.alice.createIssue(Scene.REPOSITORY, "other", "text", List.of());
        for (int i = 0; i < 301; i++) {
            scene.alice.comment(Scene.REPOSITORY, other, "noise");
        }
        int one = issue("one");
        int two = issue("two");
        scene.alice.comment(Scene.REPOSITORY, one, "a");
        scene.alice.comment(Scene.REPOSITORY, two, "b");

        assertThat(scene.requestsOf(() -> assertThat(source.documents(QUERY)).hasSize(4)))
                .containsExactlyInAnyOrder(
                        "GET ",
                        "GET /issues/events",
                        "GET /issues",
                        "GET /issues",
                        "GET /issues/comments",
                        "GET /issues/" + two + "/comments",
                        "GET /issues/" + one + "/comments");
    }

    @Test
    void aFreshReadTellsTheLastEditorAndTheTextOfThatMoment() {
        int number = issue("text");
        long comment = scene.mallory.comment(Scene.REPOSITORY, number, "before");
        SourceDocument listed = source.documents(QUERY).get(1);
        scene.alice.editComment(Scene.REPOSITORY, comment, "after");

        SourceDocument read = source.read(listed.ref()).orElseThrow();

        assertThat(read.markdown()).isEqualTo("after");
        assertThat(read.editorKnown()).isTrue();
        assertThat(read.editor()).isEqualTo(scene.account("alice"));
        assertThat(read.author()).isEqualTo(scene.account("mallory"));
        assertThat(read.minimized()).isFalse();
    }

    @Test
    void whatNobodyEditedHasNoEditor() {
        issue("text");

        SourceDocument read = source.read(source.documents(QUERY).get(0).ref()).orElseThrow();

        assertThat(read.editorKnown()).isTrue();
        assertThat(read.editor()).isNull();
    }

    @Test
    void aHiddenCommentIsToldFromOthers() {
        long comment = scene.alice.comment(Scene.REPOSITORY, issue("text"), "spam");
        SourceDocument listed = source.documents(QUERY).get(1);
        scene.alice.minimize(Scene.REPOSITORY, comment, "spam");

        assertThat(source.read(listed.ref()).orElseThrow().minimized()).isTrue();
    }

    @Test
    void aForgeWithoutGraphQlCannotTellTheEditor() {
        issue("text");
        SourceDocument listed = source.documents(QUERY).get(0);
        scene.forge.faults().every(Faults.request("POST", "/api/graphql"), Fault.answer(404, Map.of()));

        SourceDocument read = source.read(listed.ref()).orElseThrow();

        assertThat(read.editorKnown()).isFalse();
        assertThat(read.markdown()).isEqualTo("text");
    }

    @Test
    void whatWasDeletedIsGone() {
        int number = issue("text");
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "comment");
        List<SourceDocument> listed = source.documents(QUERY);

        scene.alice.deleteComment(Scene.REPOSITORY, comment);
        assertThat(source.read(listed.get(1).ref())).isEmpty();
        assertThat(source.read(listed.get(0).ref())).isPresent();

        scene.alice.deleteIssue(Scene.REPOSITORY, number);
        assertThat(source.read(listed.get(0).ref())).isEmpty();
    }

    @Test
    void aTransferredIssueIsGoneFromWhereItStood() {
        scene.forge.createRepository("octo/other", "main", Map.of());
        scene.forge.setPermission("octo/other", "runner", Permission.WRITE);
        int number = issue("text");
        SourceDocument listed = source.documents(QUERY).get(0);

        scene.alice.transferIssue(Scene.REPOSITORY, number, "octo/other");

        assertThat(source.read(listed.ref())).isEmpty();
    }

    @Test
    void aRenamedRepositoryStaysTheSame() {
        issue("text");
        SourceDocument listed = source.documents(QUERY).get(0);

        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");

        SourceDocument read = source.read(listed.ref()).orElseThrow();
        assertThat(read.ref().repositoryId()).isEqualTo(scene.repositoryId);
        assertThat(read.ref().repository()).isEqualTo(new RepositoryName("octo", "renamed"));
        assertThat(read.ref().databaseId()).isEqualTo(listed.ref().databaseId());
        assertThat(source.repositoryId(Scene.NAME)).contains(scene.repositoryId);
    }

    @Test
    void aMomentOf404IsNoDeletion() {
        issue("text");
        SourceDocument listed = source.documents(QUERY).get(0);
        scene.forge.faults().next(Faults.request("GET", ".*/issues/1"), Fault.answer(404, Map.of()));

        assertThat(source.read(listed.ref())).isPresent();
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void permissionsAreReadByTheirRole(Permission permission) {
        scene.forge.createUser("bob", false);
        scene.forge.setPrivate(Scene.REPOSITORY, true);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", permission);

        assertThat(source.permission(Scene.NAME, scene.account("bob"), true)).isEqualTo(permission);
    }

    @Test
    void whoTookOverALoginHasNotItsPermission() {
        Account alice = scene.account("alice");

        assertThat(source.permission(Scene.NAME, alice, true)).isEqualTo(Permission.WRITE);
        assertThat(source.permission(Scene.NAME, new Account(alice.id() + 1000, "alice", false), true))
                .isEqualTo(Permission.NONE);
        assertThat(source.permission(Scene.NAME, new Account(0, "nobody-of-that-name", false), true))
                .isEqualTo(Permission.NONE);
    }

    @Test
    void aPermissionIsRememberedForSomeMinutesUnlessAFreshOneIsWanted() {
        Account alice = scene.account("alice");
        source.permission(Scene.NAME, alice, false);
        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.READ);

        assertThat(source.permission(Scene.NAME, alice, false)).isEqualTo(Permission.WRITE);
        assertThat(source.permission(Scene.NAME, alice, true)).isEqualTo(Permission.READ);

        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.NONE);
        assertThat(source.permission(Scene.NAME, alice, false)).isEqualTo(Permission.READ);
        scene.clock.pass(Duration.ofMinutes(15));
        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.WRITE);
        assertThat(source.permission(Scene.NAME, alice, false)).isEqualTo(Permission.WRITE);

        scene.forge.setPermission(Scene.REPOSITORY, "alice", Permission.READ);
        scene.clock.pass(Duration.ofMinutes(59));
        assertThat(source.permission(Scene.NAME, alice, false)).isEqualTo(Permission.WRITE);
        scene.clock.pass(Duration.ofMinutes(1));
        assertThat(source.permission(Scene.NAME, alice, false)).isEqualTo(Permission.READ);
    }

    @Test
    void whatIsNotThereIsNamed() {
        RepositoryName nowhere = new RepositoryName("octo", "nowhere");

        RunnerException repository = catchThrowableOfType(
                RunnerException.class,
                () -> source.documents(new SourceQuery(List.of(nowhere), Set.of(ENABLED), null)));
        RunnerException issue = catchThrowableOfType(
                RunnerException.class, () -> source.documents(new SourceQuery(List.of(Scene.NAME), Set.of(), 99)));

        assertThat(repository.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(repository).hasMessageContaining("octo/nowhere");
        assertThat(issue.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(issue).hasMessageContaining("octo/app#99");
        assertThat(source.repositoryId(nowhere)).isEmpty();
    }

    @Test
    void theRunnersAccountIsKnownForAnAppToo() {
        var bot = scene.forge.createUser("codex[bot]", true);
        scene.forge.setPermission(Scene.REPOSITORY, "codex[bot]", Permission.WRITE);
        TestContext context = new TestContext(scene.forge.apiUrl(), bot.token(), scene.clock, folder.resolve("bot"));

        assertThat(scene.context.client().ownId()).isEqualTo(scene.runner.id());
        assertThat(context.client().ownId()).isEqualTo(bot.id());
    }

    private int issue(String body) {
        return scene.alice.createIssue(Scene.REPOSITORY, "title", body, List.of(ENABLED));
    }
}
