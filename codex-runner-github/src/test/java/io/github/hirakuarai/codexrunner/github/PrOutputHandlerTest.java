package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrOutputHandlerTest {

    private static final Map<String, Object> FIELDS = Map.of(
            "title", "Reports: add June", "commit_message", "reports: add June", "files", List.of("reports/june.md"));

    @TempDir
    Path folder;

    private Scene scene;
    private OutputHandler handler;
    private int number;
    private String commit = "";

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        handler = new PrOutputHandlerFactory().open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of());
        commit = push("june\n");
    }

    @AfterEach
    void close() {
        handler.close();
        scene.close();
    }

    @Test
    void thePlanSaysWhatIsCommittedAndAsksNobody() {
        assertThat(scene.requestsOf(() -> {
                    OutputPlan plan = handler.plan(request(Map.of("allow_missing", true)));
                    assertThat(plan.summary())
                            .isEqualTo("pull request \"Reports: add June\" into main with reports/june.md");
                    assertThat(plan.commit()).isNotNull().satisfies(planned -> {
                        assertThat(planned.message()).isEqualTo("reports: add June");
                        assertThat(planned.files()).containsExactly("reports/june.md");
                        assertThat(planned.allowMissing()).isTrue();
                    });
                }))
                .isEqualTo(List.of("GET /issues/1"));
    }

    @Test
    void aPullRequestIsOpenedAsTheBriefWantsIt() {
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);

        OutputReceipt receipt = deliver(Map.of(
                "body",
                "The numbers of June.",
                "link_issue",
                1L,
                "draft",
                true,
                "labels",
                List.of("report"),
                "assignees",
                List.of("alice"),
                "reviewers",
                List.of("bob")));

        PullView pull = pull();
        assertThat(pull.issue().title()).isEqualTo("Reports: add June");
        assertThat(pull.issue().body())
                .startsWith("<!-- codex-runner:output key=" + Scene.KEY.hex() + " output=1 -->\n")
                .endsWith("The numbers of June.\n\nRefs #1");
        assertThat(pull.draft()).isTrue();
        assertThat(pull.base()).isEqualTo("main");
        assertThat(pull.head()).isEqualTo(Requests.BRANCH);
        assertThat(pull.issue().labels()).containsExactly("report");
        assertThat(pull.issue().assignees()).containsExactly("alice");
        assertThat(pull.reviewers()).containsExactly("bob");
        assertThat(receipt.links()).singleElement().satisfies(link -> {
            assertThat(link.kind()).isEqualTo("pull_request");
            assertThat(link.text()).isEqualTo("octo/app#" + pull.issue().number() + " Reports: add June");
            assertThat(link.url()).hasPath("/octo/app/pull/" + pull.issue().number());
        });
    }

    @Test
    void aSecondDeliveryWritesNothingAndAnswersTheSame() {
        Map<String, Object> fields = Map.of("labels", List.of("report"), "assignees", List.of("alice"));
        OutputReceipt first = deliver(fields);

        assertThat(scene.writesOf(() -> assertThat(deliver(fields)).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void aLaterAttemptUpdatesTheSamePullRequest() {
        OutputReceipt first = deliver(Map.of("body", "first"));
        scene.alice.addLabel(Scene.REPOSITORY, pull().issue().number(), "kept");
        commit = push("june, corrected\n");

        OutputReceipt second = deliver(Map.of("body", "second", "title", "Reports: correct June"));

        assertThat(second.links()).singleElement().satisfies(link -> {
            assertThat(link.url()).isEqualTo(first.links().get(0).url());
            assertThat(link.text()).endsWith(" Reports: correct June");
        });
        assertThat(pull().issue().title()).isEqualTo("Reports: correct June");
        assertThat(pull().issue().body()).contains("second");
        assertThat(pull().issue().labels()).containsExactly("kept");
    }

    @Test
    void aMergedPullRequestOfThisCommitWasDelivered() {
        OutputReceipt first = deliver(Map.of());
        scene.alice.merge(Scene.REPOSITORY, pull().issue().number());

        assertThat(scene.writesOf(() -> assertThat(deliver(Map.of())).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void aClosedPullRequestIsNotReopenedForAnotherCommit() {
        deliver(Map.of());
        scene.alice.close(Scene.REPOSITORY, pull().issue().number());
        commit = push("june again\n");

        assertThat(failure(Map.of()).failureCode()).isEqualTo("PULL_REQUEST_CLOSED");
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void anotherAttemptAfterTheEndOfThePullRequestNeedsAnotherBranch() {
        assertThat(handler.branchUsedUp(request(Map.of()))).isFalse();
        deliver(Map.of());
        assertThat(handler.branchUsedUp(request(Map.of()))).isFalse();
        scene.alice.merge(Scene.REPOSITORY, pull().issue().number());
        assertThat(handler.branchUsedUp(request(Map.of()))).isTrue();
    }

    @Test
    void aMergedPullRequestOfAnotherCommitIsItsOwnFailure() {
        deliver(Map.of());
        scene.alice.merge(Scene.REPOSITORY, pull().issue().number());
        commit = push("june again\n");

        assertThat(failure(Map.of()).failureCode()).isEqualTo("PULL_REQUEST_MERGED");
    }

    @Test
    void aTokenThatMayNotOpenPullRequestsIsItsOwnFailure() {
        scene.forge
                .faults()
                .every(
                        Faults.request("POST", ".*/pulls"),
                        Fault.answer(
                                403,
                                Map.of("X-Accepted-GitHub-Permissions", "pull_requests=write"),
                                "Resource not accessible by personal access token"));

        OutputException failure = failure(Map.of());
        assertThat(failure.failureCode()).isEqualTo("PULL_REQUEST_NOT_ALLOWED");
        assertThat(failure.getMessage()).contains("pull_requests=write").doesNotContain("\n");
    }

    @Test
    void theBriefsOwnIssueIsLinkedUnlessTheBriefSaysOtherwise() {
        deliver(Map.of("body", "June."));
        assertThat(pull().issue().body()).endsWith("June.\n\nRefs #1");

        deliver(Map.of("body", "June.", "link_issue", false));
        assertThat(pull().issue().body()).endsWith("June.");

        deliver(Map.of("link_issue", 7L));
        assertThat(pull().issue().body()).endsWith("-->\nRefs #7");
    }

    @Test
    void whatTheRunnerTellsOfTheRunComesLastAndNeverMakesTheBodyTooLong() {
        deliver(request(Map.of("body", "June.")).with("The steps of the brief"));
        assertThat(pull().issue().body()).endsWith("June.\n\nRefs #1\n\nThe steps of the brief");

        deliver(request(Map.of("body", "June.")).with("x".repeat(65_000)));
        assertThat(pull().issue().body()).endsWith("June.\n\nRefs #1");
    }

    @Test
    void aLinkNeverClosesTheIssue() {
        deliver(Map.of("body", "Fixes #1, closes octo/app#1", "title", "Resolves #1", "link_issue", 1L));
        scene.alice.merge(Scene.REPOSITORY, pull().issue().number());

        assertThat(pull().issue().body()).endsWith("\n\nRefs #1").doesNotContain("Fixes #1", "closes octo/app#1");
        assertThat(pull().issue().title()).doesNotContain("Resolves #1");
    }

    @Test
    void aPullRequestWhoseAnswerWasLostIsNotOpenedTwice() {
        scene.forge.faults().next(Faults.request("POST", ".*/pulls"), Fault.actThenDrop());

        deliver(Map.of());

        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void aPullRequestThatAStaleListHidesIsFoundAfterItsRefusal() {
        // The list of the moment before the pull request was opened.
        scene.context.client().pulls().pullRequests(Scene.NAME, Requests.BRANCH);
        OutputReceipt first = deliver(Map.of());
        scene.forge.faults().next(Faults.request("GET", ".*/pulls"), Fault.stale());

        assertThat(deliver(Map.of())).isEqualTo(first);
        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void aFreshPullRequestMayBe404ForAMoment() {
        scene.forge.faults().next(Faults.request("POST", ".*/labels"), Fault.answer(404, Map.of()));

        deliver(Map.of("labels", List.of("report")));

        assertThat(pull().issue().labels()).containsExactly("report");
    }

    @ParameterizedTest
    @CsvSource({
        "requested_reviewers, reviewers, 404",
        "requested_reviewers, reviewers, 501",
        "requested_reviewers, reviewers, 422",
        "assignees, assignees, 404",
        "assignees, assignees, 405",
        "labels, labels, 410"
    })
    void whatIsRefusedAfterThePullRequestWasOpenedNamesBoth(String path, String field, int status) {
        scene.likeOtherForges();
        scene.forge.faults().every(Faults.request("POST", ".*/" + path), Fault.answer(status, Map.of()));

        OutputException failure = failure(Map.of(field, List.of("alice")));

        assertThat(failure.failureCode()).isEqualTo("PULL_REQUEST_REFUSED");
        assertThat(failure)
                .hasMessageContaining("octo/app#" + pull().issue().number() + " (http")
                .hasMessageContaining(field);
    }

    @Test
    void whatFollowsABodyIsNotFoldedAwayWithIt() {
        deliver(Map.of("body", "<details>\n<summary>a</summary>\n\n<details open>\n\nb\n\n</details>\n\nc"));

        assertThat(pull().issue().body()).contains("c\n\n</details>\n\nRefs");
    }

    @Test
    void aServerThatFailsAfterThePullRequestWasOpenedDoesNotHideIt() {
        scene.forge.faults().every(Faults.request("POST", ".*/requested_reviewers"), Fault.answer(500, Map.of()));

        assertThatThrownBy(() -> deliver(Map.of("reviewers", List.of("alice"))))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
                .hasMessageContaining("octo/app#" + pull().issue().number() + " (http")
                .hasMessageContaining("reviewers");
    }

    @Test
    void aBranchThatHoldsNothingNewIsItsOwnFailure() {
        String tip = scene.look().commit("refs/heads/main").orElseThrow().id();
        OutputDelivery delivery = new OutputDelivery(
                request(Map.of()), (path, limit) -> new byte[0], new PublishedBranch("main", tip, "main"), Fence.OPEN);

        OutputException failure = catchThrowableOfType(OutputException.class, () -> handler.deliver(delivery));

        assertThat(failure.failureCode()).isEqualTo("PULL_REQUEST_EMPTY");
    }

    @Test
    void aBaseThatIsNotThereIsNamed() {
        OutputException failure = failure(Map.of("base", "nowhere"));

        assertThat(failure.failureCode()).isEqualTo("PULL_REQUEST_REFUSED");
        assertThat(failure.getMessage()).contains("base").doesNotContain("\n");
    }

    @Test
    void theFormerPullRequestIsClosedWithAWordWhereTheServerDoesNotLetItsBranchBeReplaced() {
        deliver(Map.of("body", "first"));
        PullView former = pull();
        String again = Requests.BRANCH + "-a2";
        String tip = scene.forge
                .as("runner")
                .push(Scene.REPOSITORY, again, "reports: add June", Map.of("reports/june.md", "again\n"));
        OutputDelivery delivery = new OutputDelivery(
                request(Map.of("body", "second")),
                (path, limit) -> new byte[0],
                new PublishedBranch(again, tip, "main"),
                Fence.OPEN);

        OutputReceipt receipt = handler.deliver(delivery);

        assertThat(scene.look().pulls())
                .filteredOn(pull -> pull.issue().open())
                .singleElement()
                .satisfies(pull -> assertThat(pull.head()).isEqualTo(again));
        assertThat(scene.look().pulls())
                .filteredOn(pull -> pull.issue().number() == former.issue().number())
                .singleElement()
                .satisfies(pull -> assertThat(pull.issue().body())
                        .startsWith(former.issue().body().lines().findFirst().orElseThrow())
                        .contains("continues on `" + again + "`")
                        .contains("first"));
        assertThat(scene.writesOf(() -> assertThat(handler.deliver(delivery)).isEqualTo(receipt)))
                .isEmpty();
    }

    @Test
    void aPullRequestOfSomebodyElseOrOfAnotherOutputIsNotClosed() {
        scene.forge
                .as("alice")
                .openPull(
                        Scene.REPOSITORY,
                        Requests.BRANCH,
                        "main",
                        "mine",
                        new Marker.Output(Scene.KEY, 1, null).write() + "\nalice's own");
        String again = Requests.BRANCH + "-a2";
        String tip = scene.forge
                .as("runner")
                .push(Scene.REPOSITORY, again, "reports: add June", Map.of("reports/june.md", "again\n"));

        handler.deliver(new OutputDelivery(
                request(Map.of()), (path, limit) -> new byte[0], new PublishedBranch(again, tip, "main"), Fence.OPEN));

        assertThat(scene.look().pulls())
                .hasSize(2)
                .allMatch(pull -> pull.issue().open());
    }

    @Test
    void whatIsPublishedPassesTheGate() {
        deliver(Map.of("title", "June " + TestContext.SECRET, "body", TestContext.SECRET));

        assertThat(pull().issue().title()).isEqualTo("June ***");
        assertThat(pull().issue().body()).doesNotContain(TestContext.SECRET);
    }

    private PullView pull() {
        assertThat(scene.look().pulls()).hasSize(1);
        return scene.look().pulls().get(0);
    }

    private OutputException failure(Map<String, Object> fields) {
        return catchThrowableOfType(OutputException.class, () -> deliver(fields));
    }

    private OutputReceipt deliver(Map<String, Object> fields) {
        return deliver(request(fields));
    }

    private OutputReceipt deliver(OutputRequest request) {
        return handler.deliver(new OutputDelivery(
                request,
                (path, limit) -> new byte[0],
                new PublishedBranch(Requests.BRANCH, commit, "main"),
                Fence.OPEN));
    }

    private OutputRequest request(Map<String, Object> fields) {
        Map<String, Object> all = new HashMap<>(FIELDS);
        all.putAll(fields);
        return Requests.of(scene.issue(number), "pr", all, 1);
    }

    private String push(String text) {
        return scene.forge
                .as("runner")
                .push(Scene.REPOSITORY, Requests.BRANCH, "reports: add June", Map.of("reports/june.md", text));
    }
}
