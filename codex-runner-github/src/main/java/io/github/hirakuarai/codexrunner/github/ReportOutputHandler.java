package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The output {@code report} of protocol §3.2: a report of the run on the run's branch. The pull request of a {@code pr} of
 * the same brief shows it; where there is none, the brief's first report opens one.
 */
final class ReportOutputHandler implements OutputHandler {

    private final GitHubClient client;
    private final PullRequests pulls;
    private final TextSanitizer texts;
    private final Clock clock;
    private final String directory;
    private final Messages messages;

    /**
     * @param clock says which day it is, in the runner's zone
     * @param directory where reports stand whose brief gives no path, from the repository's root
     * @param messages in the reader's language
     */
    ReportOutputHandler(GitHubClient client, TextSanitizer texts, Clock clock, String directory, Messages messages) {
        this.client = client;
        this.pulls = new PullRequests(client, messages);
        this.texts = texts;
        this.clock = clock;
        this.directory = directory;
        this.messages = messages;
    }

    @Override
    public OutputPlan plan(OutputRequest request) {
        Output output = request.output();
        String path = path(request, clock.instant());
        String where = withPullRequest(request) ? ", in the brief's pull request" : ", in a pull request of its own";
        ReportPlan report = new ReportPlan(path, output.text("title").orElse(null), parts(output));
        return new OutputPlan(
                texts.plain("report " + path + where),
                new CommitPlan(messages.say("report.title", request.id().toString()), List.of(), true, report));
    }

    /** The report itself is rendered by the runner; here is the pull request that it opens. */
    @Override
    public List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return opensPullRequest(request)
                ? List.of(
                        new RenderedText("title", title(request)),
                        new RenderedText("body", body(request, path(request, clock.instant()))))
                : List.of();
    }

    @Override
    public OutputReceipt deliver(OutputDelivery delivery) {
        OutputRequest request = delivery.request();
        PublishedBranch branch = Objects.requireNonNull(
                delivery.branch(), "the plan of a report asks for a commit, so there is a branch");
        RepositoryName repository = request.brief().repository();
        // The day is the commit's, so that the same delivery on another day answers the same.
        String path = request.output()
                .text("path")
                .orElseGet(() -> path(request, client.pulls().committedAt(repository, branch.commit())));
        Link report = new Link("report", path, page(request, branch.commit(), path));
        if (!opensPullRequest(request)) {
            return new OutputReceipt(List.of(report));
        }
        PullRequestText text = new PullRequestText(title(request), body(request, path), branch.base());
        PullRequestEntry pull = pulls.put(repository, branch, request.branch(), text, false, delivery.fence());
        return new OutputReceipt(
                List.of(report, new Link("pull_request", repository + "#" + pull.number(), pull.url())));
    }

    @Override
    public boolean branchUsedUp(OutputRequest request) {
        return opensPullRequest(request) && pulls.usedUp(request.brief().repository(), request.branch());
    }

    private String path(OutputRequest request, Instant at) {
        return request.output().text("path").orElseGet(() -> {
            String another = isFirst(request) ? "" : "-" + request.ordinal();
            LocalDate day = at.atZone(clock.getZone()).toLocalDate();
            return directory + "/" + day + "_" + source(request) + request.id().stem() + another + ".md";
        });
    }

    /** Issues of two repositories may have one number. */
    private static String source(OutputRequest request) {
        BriefId id = request.id();
        return id.repository().equals(request.brief().repository())
                ? ""
                : id.repository().name() + "-";
    }

    private static Set<ReportPlan.Part> parts(Output output) {
        Set<ReportPlan.Part> parts = EnumSet.noneOf(ReportPlan.Part.class);
        if (!output.fields().containsKey("include")) {
            parts.addAll(EnumSet.allOf(ReportPlan.Part.class));
        }
        output.texts("include").forEach(part -> parts.add(ReportPlan.Part.valueOf(part.toUpperCase(Locale.ROOT))));
        return parts;
    }

    private static boolean withPullRequest(OutputRequest request) {
        return request.brief().outputs().stream()
                .anyMatch(output -> output.type().equals("pr"));
    }

    private static boolean opensPullRequest(OutputRequest request) {
        return !withPullRequest(request) && isFirst(request);
    }

    /** Whether no report of the brief comes before this one: that one has the pull request, and the plain name. */
    private static boolean isFirst(OutputRequest request) {
        return request.brief().outputs().stream()
                .limit(request.ordinal() - 1L)
                .noneMatch(output -> output.type().equals("report"));
    }

    private String title(OutputRequest request) {
        return texts.line(request.output()
                .text("title")
                .orElseGet(() -> messages.say("report.title", request.id().toString())));
    }

    private String body(OutputRequest request, String path) {
        String gated = texts.markdown(messages.say("report.body", "`" + request.id() + "`", "`" + path + "`"));
        return new Marker.Output(request.key(), request.ordinal(), null).write() + "\n" + gated.stripTrailing()
                + "\n\nRefs " + request.issue().repository() + "#"
                + request.issue().number();
    }

    /** The file's page. The forge's pages begin where those of the brief's issue do. */
    private static URI page(OutputRequest request, String commit, String path) {
        String issue = request.issue().url().toString();
        int end = issue.indexOf("/" + request.issue().repository() + "/");
        String web = end < 0 ? issue : issue.substring(0, end);
        return URI.create(
                web + "/" + request.brief().repository() + "/blob/" + commit + "/" + GitHubClient.encodedPath(path));
    }
}
