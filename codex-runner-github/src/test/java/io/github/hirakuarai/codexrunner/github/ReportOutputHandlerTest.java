package io.github.hirakuarai.codexrunner.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportOutputHandlerTest {

    private static final Output REPORT = new Output("report", Map.of());
    private static final Output PULL_REQUEST = new Output("pr", Map.of("title", "June", "files", List.of("june.md")));
    private static final String PATH = "reports/ops/2026-11-21_1-body.md";

    @TempDir
    Path folder;

    private Scene scene;
    private OutputHandler handler;
    private int number;
    private String commit = "";

    @BeforeEach
    void open() {
        scene = new Scene(folder);
        handler = new ReportOutputHandlerFactory().open(scene.context);
        number = scene.alice.createIssue(Scene.REPOSITORY, "title", "text", List.of());
        commit = scene.forge.as("runner").push(Scene.REPOSITORY, Requests.BRANCH, "Report", Map.of(PATH, "# Report\n"));
    }

    @AfterEach
    void close() {
        handler.close();
        scene.close();
    }

    @Test
    void thePlanSaysWhereTheReportStandsAndWhatItHolds() {
        OutputPlan plan = handler.plan(request(1, REPORT));

        assertThat(plan.summary()).isEqualTo("report " + PATH + ", in a pull request of its own");
        ReportPlan report =
                Objects.requireNonNull(Objects.requireNonNull(plan.commit()).report());
        assertThat(report).isEqualTo(new ReportPlan(PATH, null, Set.of(ReportPlan.Part.values())));
        assertThat(plan.commit().files()).isEmpty();
    }

    @Test
    void theBriefsPullRequestHoldsTheReport() {
        assertThat(handler.plan(request(2, PULL_REQUEST, REPORT)).summary())
                .isEqualTo("report " + PATH + ", in the brief's pull request");

        assertThat(scene.writesOf(() -> assertThat(
                                deliver(request(2, PULL_REQUEST, REPORT)).links())
                        .extracting(Link::kind)
                        .containsExactly("report")))
                .isEmpty();
    }

    @Test
    void aReportAloneHasAPullRequestOfItsOwn() {
        OutputReceipt receipt = deliver(request(1, REPORT));

        PullView pull = pull();
        assertThat(pull.issue().title()).isEqualTo("Report on octo/app#1");
        assertThat(pull.issue().body())
                .startsWith("<!-- codex-runner:output key=" + Scene.KEY.hex() + " output=1 -->\n")
                .contains(PATH)
                .endsWith("\n\nRefs octo/app#1");
        assertThat(pull.head()).isEqualTo(Requests.BRANCH);
        assertThat(receipt.links()).extracting(Link::kind).containsExactly("report", "pull_request");
        assertThat(receipt.links().get(0).url()).hasPath("/octo/app/blob/" + commit + "/" + PATH);
    }

    @Test
    void aSecondDeliveryOnAnotherDayWritesNothingAndAnswersTheSame() {
        OutputReceipt first = deliver(request(1, REPORT));
        scene.clock.pass(Duration.ofDays(1));

        assertThat(scene.writesOf(() -> assertThat(deliver(request(1, REPORT))).isEqualTo(first)))
                .isEmpty();
    }

    @Test
    void aPullRequestWhoseAnswerWasLostIsNotOpenedTwice() {
        scene.forge.faults().next(Faults.request("POST", ".*/pulls"), Fault.actThenDrop());

        deliver(request(1, REPORT));

        assertThat(scene.look().pulls()).hasSize(1);
    }

    @Test
    void theBriefsWordsAreTaken() {
        Output wanted = new Output(
                "report", Map.of("path", "docs/june report.md", "title", "June @alice", "include", List.of("diff")));

        ReportPlan report = Objects.requireNonNull(
                Objects.requireNonNull(handler.plan(request(1, wanted)).commit())
                        .report());
        assertThat(report.path()).isEqualTo("docs/june report.md");
        assertThat(report.parts()).containsExactly(ReportPlan.Part.DIFF);

        OutputReceipt receipt = deliver(request(1, wanted));
        assertThat(pull().issue().title()).isEqualTo("June @ alice");
        assertThat(receipt.links().get(0).url().toString()).endsWith("/docs/june%20report.md");
    }

    @Test
    void aSecondReportHasANameOfItsOwnAndNoPullRequest() {
        OutputRequest second = request(2, REPORT, REPORT);

        assertThat(handler.plan(second).summary()).contains("2026-11-21_1-body-2.md");
        assertThat(scene.writesOf(() -> deliver(second))).isEmpty();
    }

    private PullView pull() {
        assertThat(scene.look().pulls()).hasSize(1);
        return scene.look().pulls().get(0);
    }

    private OutputReceipt deliver(OutputRequest request) {
        return handler.deliver(new OutputDelivery(
                request,
                (path, limit) -> new byte[0],
                new PublishedBranch(Requests.BRANCH, commit, "main"),
                Fence.OPEN));
    }

    private OutputRequest request(int ordinal, Output... outputs) {
        return Requests.of(scene.issue(number), List.of(outputs), ordinal, 1);
    }
}
