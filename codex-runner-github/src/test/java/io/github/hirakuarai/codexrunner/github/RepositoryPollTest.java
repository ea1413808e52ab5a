package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryPollTest {

    private static final String AUTO = "codex:auto";
    private static final SourceQuery QUERY = new SourceQuery(List.of(Scene.NAME), Set.of(AUTO), null);

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
    void aPollInWhichNothingChangedCostsThreeRequestsHoweverMuchStandsThere() {
        int pull = pullRequest();
        for (int i = 0; i < 150; i++) {
            int issue = issue("issue " + i);
            scene.alice.comment(Scene.REPOSITORY, issue, "comment");
        }
        scene.alice.comment(Scene.REPOSITORY, pull, "conversation");
        later();
        poll();
        later();

        assertThat(scene.requestsOf(() -> assertThat(poll()).hasSize(302)))
                .containsExactlyInAnyOrder("GET /issues", "GET /issues/comments", "GET /pulls/comments");
    }

    @Test
    void aPollAsksForEverythingAtTheSameTime() {
        issue("text");
        poll();
        CountDownLatch arrived = new CountDownLatch(3);
        scene.forge
                .faults()
                .every(
                        request -> {
                            arrived.countDown();
                            return true;
                        },
                        Fault.hold(arrived));

        // One after another, each would wait for those that come after it, and get no answer in time.
        assertThat(scene.requestsOf(() -> assertThat(poll()).hasSize(1)))
                .containsExactlyInAnyOrder("GET /issues", "GET /issues/events", "GET /issues/comments");
    }

    /** All of one second, as after an import: then everything is in the minute that is asked for once more. */
    @Test
    void twentyThousandCommentsCostNoMoreThanAFew() {
        int pull = pullRequest();
        int[] issues = IntStream.range(0, 1000).map(i -> issue("issue " + i)).toArray();
        for (int issue : issues) {
            for (int comment = 0; comment < 20; comment++) {
                scene.alice.comment(Scene.REPOSITORY, issue, "comment");
            }
        }
        scene.alice.comment(Scene.REPOSITORY, pull, "conversation");
        poll();

        assertThat(scene.requestsOf(() -> assertThat(poll()).hasSize(21_002))).hasSizeLessThanOrEqualTo(3);

        scene.alice.comment(Scene.REPOSITORY, issues[500], "one more");
        assertThat(scene.requestsOf(() -> assertThat(poll()).hasSize(21_003).contains("one more")))
                .hasSizeLessThanOrEqualTo(6);
        assertThat(scene.requestsOf(this::poll)).hasSizeLessThanOrEqualTo(3);

        later();
        scene.alice.comment(Scene.REPOSITORY, issues[501], "later");
        assertThat(scene.requestsOf(() -> assertThat(poll()).contains("later"))).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void whatNobodyEnabledCostsNoMoreEither() {
        for (int i = 0; i < 350; i++) {
            int issue = scene.alice.createIssue(Scene.REPOSITORY, "title", "issue " + i, List.of());
            scene.alice.comment(Scene.REPOSITORY, issue, "comment");
        }
        issue("text");
        poll();
        poll();

        assertThat(scene.requestsOf(this::poll)).hasSize(3);
    }

    @Test
    void withoutAPullRequestItCostsThreeToo() {
        issue("text");
        poll();

        assertThat(scene.requestsOf(this::poll))
                .containsExactlyInAnyOrder("GET /issues", "GET /issues/events", "GET /issues/comments");
    }

    @Test
    void aNewCommentCostsNothingMore() {
        int number = issue("text");
        poll();
        later();
        scene.alice.comment(Scene.REPOSITORY, number, "comment");

        assertThat(scene.requestsOf(() -> assertThat(poll()).containsExactly("text", "comment")))
                .hasSize(3);
    }

    @Test
    void editsAreSeen() {
        int number = issue("text");
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "comment");
        poll();
        later();
        scene.alice.editIssue(Scene.REPOSITORY, number, "text, edited");
        scene.alice.editComment(Scene.REPOSITORY, comment, "comment, edited");

        assertThat(poll()).containsExactly("text, edited", "comment, edited");
    }

    @Test
    void editsAreSeenAlthoughTheForgesClockWasPutBack() {
        int number = issue("text");
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "comment");
        scene.clock.pass(Duration.ofHours(5));
        issue("of a clock that was ahead");
        scene.clock.pass(Duration.ofHours(-4));
        poll();
        later();
        scene.alice.editIssue(Scene.REPOSITORY, number, "text, edited");
        scene.alice.editComment(Scene.REPOSITORY, comment, "comment, edited");

        assertThat(poll()).contains("text, edited", "comment, edited");
    }

    @Test
    void aNewReviewCommentIsSeen() {
        int pull = pullRequest();
        poll();
        later();
        scene.alice.reviewComment(Scene.REPOSITORY, pull, "README.md", 2, "on a line");

        assertThat(poll()).containsExactly("the text", "on a line");
    }

    @Test
    void aNewIssueIsSeen() {
        issue("old");
        poll();
        later();
        issue("new");

        assertThat(poll()).containsExactly("new", "old");
    }

    @Test
    void anIssueThatIsClosedIsGoneAndComesBackWithAllItsComments() {
        int number = issue("text");
        scene.alice.comment(Scene.REPOSITORY, number, "comment");
        poll();
        later();
        scene.alice.close(Scene.REPOSITORY, number);
        assertThat(poll()).isEmpty();

        later();
        later();
        scene.alice.reopen(Scene.REPOSITORY, number);
        assertThat(poll()).containsExactly("text", "comment");
    }

    @Test
    void aLabelIsSeenAtTheNextPollAlthoughItMovesNoTime() {
        int number = scene.alice.createIssue(Scene.REPOSITORY, "title", "labelled later", List.of());
        scene.alice.comment(Scene.REPOSITORY, number, "comment");
        poll();
        later();
        scene.alice.addLabel(Scene.REPOSITORY, number, AUTO);
        assertThat(poll()).containsExactly("labelled later", "comment");

        scene.alice.removeLabel(Scene.REPOSITORY, number, AUTO);
        assertThat(poll()).isEmpty();
    }

    @Test
    void aForgeWithoutEventsIsPolledAsWell() {
        scene.forge.faults().every(Faults.request("GET", ".*/issues/events"), Fault.answer(404, Map.of()));
        int other = scene.alice.createIssue(Scene.REPOSITORY, "title", "labelled later", List.of());
        later();
        issue("text");
        assertThat(poll()).containsExactly("text");
        scene.alice.addLabel(Scene.REPOSITORY, other, AUTO);
        assertThat(poll()).containsExactly("text");

        assertThat(texts(restarted())).containsExactlyInAnyOrder("labelled later", "text");
    }

    @Test
    void ordersOfIssuesThatDidNotChangeAreNotReadAgain() {
        int number = issue("text");
        StateStore store = new LabelStateStoreFactory().open(scene.context);
        assertThat(store.commands(polled())).isEmpty();
        Issue unchanged = polled();
        assertThat(scene.requestsOf(() -> store.commands(unchanged))).isEmpty();

        scene.alice.comment(Scene.REPOSITORY, number, "/codex retry");
        assertThat(store.commands(polled())).hasSize(1);
        Issue still = polled();
        assertThat(scene.requestsOf(() -> assertThat(store.commands(still)).hasSize(1)))
                .isEmpty();

        later();
        scene.alice.addLabel(Scene.REPOSITORY, number, "codex:new");
        assertThat(store.commands(polled())).hasSize(2);
    }

    @Test
    void ordersOfAnIssueThatIsReadAnewAreReadAnewToo() {
        int number = issue("text");
        StateStore store = new LabelStateStoreFactory().open(scene.context);
        store.commands(polled());
        scene.alice.comment(Scene.REPOSITORY, number, "/codex cancel");

        SourceDocument fresh = source.read(source.documents(QUERY).get(0).ref()).orElseThrow();
        assertThat(store.commands(fresh.issue())).hasSize(1);
        scene.alice.comment(Scene.REPOSITORY, number, "/codex cancel");
        assertThat(store.commands(fresh.issue())).hasSize(2);
    }

    @Test
    void ordersAreSeenAlthoughThePollThatReadThemFailedAfterwards() {
        int number = issue("text");
        StateStore store = new LabelStateStoreFactory().open(scene.context);
        poll();
        assertThat(store.commands(polled(number))).isEmpty();
        later();
        scene.alice.comment(Scene.REPOSITORY, number, "/codex retry");
        int newcomer = issue("newcomer");
        scene.alice.comment(Scene.REPOSITORY, newcomer, "first words");

        failing("/issues/" + newcomer + "/comments");

        assertThat(store.commands(polled(number))).hasSize(1);
    }

    @Test
    void commentsBehindTheFirstPageAreSeenAlthoughThePollThatReadThemFailedAfterwards() {
        int number = issue("text");
        poll();
        later();
        for (int i = 0; i < 150; i++) {
            scene.alice.comment(Scene.REPOSITORY, number, "comment " + i);
        }
        int newcomer = issue("newcomer");
        scene.alice.comment(Scene.REPOSITORY, newcomer, "first words");

        failing("/issues/" + newcomer + "/comments");

        assertThat(poll()).hasSize(153);
    }

    @Test
    void issuesBehindTheFirstPageAreSeenAlthoughThePollThatReadThemFailedAfterwards() {
        int[] issues = IntStream.range(0, 150).map(i -> issue("text")).toArray();
        poll();
        later();
        for (int issue : issues) {
            scene.alice.editIssue(Scene.REPOSITORY, issue, "edited");
        }

        failing("/issues/events");

        assertThat(poll()).hasSize(150).containsOnly("edited");
    }

    @Test
    void whatIsNotListedIsSeenAtTheTenthPollAtTheLatest() {
        int number = issue("text");
        long comment = scene.alice.comment(Scene.REPOSITORY, number, "comment");
        int other = scene.alice.createIssue(Scene.REPOSITORY, "title", "labelled later", List.of());
        poll();
        later();
        scene.alice.deleteComment(Scene.REPOSITORY, comment);
        scene.alice.addLabel(Scene.REPOSITORY, other, AUTO);

        for (int i = 0; i < 9; i++) {
            poll();
        }
        assertThat(poll()).containsExactlyInAnyOrder("labelled later", "text");
    }

    @Test
    void whoeverWakesTheServiceDoesNotMakeItReadEverythingMoreOften() {
        TestContext context = new TestContext(
                Map.of("github", Map.of("apiUrl", scene.forge.apiUrl().toString()), "watch", Map.of("interval", "1m")),
                scene.runner.token(),
                scene.clock,
                folder.resolve("woken"));
        try (BriefSource woken = new GitHubBriefSourceFactory().open(context)) {
            issue("text");
            texts(woken);
            for (int i = 0; i < 53; i++) {
                scene.clock.pass(Duration.ofSeconds(10));
                assertThat(scene.requestsOf(() -> texts(woken))).as("poll " + i).hasSizeLessThanOrEqualTo(3);
            }
            scene.clock.pass(Duration.ofSeconds(10));
            assertThat(scene.requestsOf(() -> texts(woken))).hasSizeGreaterThan(3);
        }
    }

    @Test
    void whatIsNotListedIsSeenAfterALongTime() {
        long comment = scene.alice.comment(Scene.REPOSITORY, issue("text"), "comment");
        poll();
        scene.alice.deleteComment(Scene.REPOSITORY, comment);
        scene.clock.pass(Duration.ofMinutes(100));

        assertThat(poll()).containsExactly("text");
    }

    @Test
    void aRestartedRunnerReadsNoCommentTwiceAndSeesEveryLabel() {
        int number = issue("text");
        scene.alice.comment(Scene.REPOSITORY, number, "comment");
        int other = scene.alice.createIssue(Scene.REPOSITORY, "title", "labelled later", List.of());
        poll();
        later();
        later();
        scene.alice.addLabel(Scene.REPOSITORY, other, AUTO);
        BriefSource restarted = restarted();

        assertThat(scene.requestsOf(() ->
                        assertThat(texts(restarted)).containsExactlyInAnyOrder("labelled later", "text", "comment")))
                .containsExactlyInAnyOrder("GET /issues", "GET /issues/events", "GET /issues/comments");
    }

    @Test
    void aLostOrTornCursorCostsAScanAndNothingElse() throws IOException {
        scene.alice.comment(Scene.REPOSITORY, issue("text"), "comment");
        List<String> before = poll();
        try (Stream<Path> files = Files.list(folder.resolve("state/github"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                Files.writeString(file, text.substring(0, text.length() / 2));
            }
        }

        assertThat(texts(restarted())).isEqualTo(before);
    }

    @Test
    void anotherRepositoryUnderTheSameNameIsScannedAnew() {
        issue("text");
        poll();
        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");
        scene.forge.createRepository(Scene.REPOSITORY, "main", Map.of());
        scene.alice.createIssue(Scene.REPOSITORY, "title", "another", List.of(AUTO));

        assertThat(texts(restarted())).containsExactly("another");
    }

    @Test
    void aRenamedRepositoryIsFollowed() {
        int number = issue("text");
        poll();
        later();
        scene.forge.renameRepository(Scene.REPOSITORY, "octo/renamed");
        scene.alice.comment("octo/renamed", number, "comment");

        assertThat(source.documents(QUERY)).extracting(SourceDocument::markdown).containsExactly("text", "comment");
        assertThat(source.documents(QUERY))
                .extracting(document -> document.ref().repository().toString())
                .containsOnly("octo/renamed");
    }

    @Test
    void otherLabelsAreAnotherQuestion() {
        issue("text");
        poll();

        assertThat(source.documents(new SourceQuery(List.of(Scene.NAME), Set.of("codex:enabled"), null)))
                .isEmpty();
        assertThat(poll()).containsExactly("text");
    }

    @Test
    void pollingWritesNothingOnTheForge() {
        issue("text");

        assertThat(scene.writesOf(() -> {
                    poll();
                    poll();
                }))
                .isEmpty();
    }

    private Issue polled() {
        return source.documents(QUERY).get(0).issue();
    }

    private Issue polled(int number) {
        return source.documents(QUERY).stream()
                .map(SourceDocument::issue)
                .filter(issue -> issue.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private List<String> poll() {
        return texts(source);
    }

    private static List<String> texts(BriefSource source) {
        return source.documents(QUERY).stream().map(SourceDocument::markdown).toList();
    }

    private BriefSource restarted() {
        return new GitHubBriefSourceFactory().open(scene.restarted(folder.resolve("state")));
    }

    /** A poll that fails because the forge does not give one thing. */
    private void failing(String path) {
        scene.forge.faults().every(Faults.request("GET", ".*" + path), Fault.answer(502, Map.of()));
        assertThatThrownBy(this::poll).isInstanceOf(RunnerException.class);
        scene.forge.faults().clear();
    }

    /** Past the minute that is always asked for once more. */
    private void later() {
        scene.clock.pass(Duration.ofMinutes(2));
    }

    private int issue(String body) {
        return scene.alice.createIssue(Scene.REPOSITORY, "title", body, List.of(AUTO));
    }

    private int pullRequest() {
        scene.alice.push(Scene.REPOSITORY, "topic", "change", Map.of("README.md", "app\nmore\n"));
        int pull = scene.alice.openPull(Scene.REPOSITORY, "topic", "main", "Change", "the text");
        scene.alice.addLabel(Scene.REPOSITORY, pull, AUTO);
        return pull;
    }
}
