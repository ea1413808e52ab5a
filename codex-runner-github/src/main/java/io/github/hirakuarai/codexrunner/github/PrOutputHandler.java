package io.github.hirakuarai.codexrunner.github;

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
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The output {@code pr} of protocol §3.2: listed files on the run's branch, and one pull request for it. */
final class PrOutputHandler implements OutputHandler {

    /** Leaves room under GitHub's 65,536 for the marker and the link. */
    private static final int LONGEST_BODY = 65_000;

    private static final Pattern DETAILS = Pattern.compile("(?i)<details[\\s>]");
    private static final Pattern DETAILS_END = Pattern.compile("(?i)</details\\s*>");

    private final GitHubClient client;
    private final PullRequests pulls;
    private final TextSanitizer texts;
    private final List<String> labels;

    /**
     * @param messages in the reader's language
     * @param labels that every pull request gets
     */
    PrOutputHandler(GitHubClient client, TextSanitizer texts, Messages messages, List<String> labels) {
        this.client = client;
        this.pulls = new PullRequests(client, messages);
        this.texts = texts;
        this.labels = List.copyOf(labels);
    }

    @Override
    public OutputPlan plan(OutputRequest request) {
        Output output = request.output();
        List<String> files = output.texts("files");
        String summary = (output.flag("draft") ? "draft pull request \"" : "pull request \"") + title(request)
                + "\" into " + output.text("base").orElse(request.base()) + " with " + String.join(", ", files);
        String message = output.text("commit_message").orElseThrow();
        CommitPlan commit = new CommitPlan(message, files, output.flag("allow_missing"));
        return new OutputPlan(
                texts.plain(summary), commit.into(output.text("base").orElse(null)));
    }

    @Override
    public List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return List.of(new RenderedText("title", title(request)), new RenderedText("body", body(request)));
    }

    @Override
    public OutputReceipt deliver(OutputDelivery delivery) {
        OutputRequest request = delivery.request();
        Output output = request.output();
        PublishedBranch branch =
                Objects.requireNonNull(delivery.branch(), "the plan of a pr asks for a commit, so there is a branch");
        RepositoryName repository = request.brief().repository();
        PullRequestText text = new PullRequestText(
                title(request), body(request), output.text("base").orElse(branch.base()));

        PullRequestEntry pull =
                pulls.put(repository, branch, request.branch(), text, output.flag("draft"), delivery.fence());
        if (pull.open()) {
            PullRequestPeople people = new PullRequestPeople(client, repository, pull, delivery.fence());
            people.label(Stream.concat(labels.stream(), output.texts("labels").stream())
                    .map(texts::line)
                    .distinct()
                    .toList());
            people.assign(output.texts("assignees"));
            people.askForReview(output.texts("reviewers"));
        }
        return new OutputReceipt(
                List.of(new Link("pull_request", repository + "#" + pull.number() + " " + text.title(), pull.url())));
    }

    @Override
    public boolean branchUsedUp(OutputRequest request) {
        return pulls.usedUp(request.brief().repository(), request.branch());
    }

    private String title(OutputRequest request) {
        return texts.line(request.output().text("title").orElseThrow());
    }

    /** The link to the issue comes after the gate, which takes the meaning out of such words. */
    private String body(OutputRequest request) {
        String gated =
                unfolded(request.output().text("body").map(texts::markdown).orElse(""));
        List<String> parts = new ArrayList<>();
        parts.add(gated.stripTrailing());
        linkedIssue(request).ifPresent(number -> parts.add("Refs " + issuePrefix(request) + "#" + number));
        // A body that leaves no room for the summary matters more.
        if (gated.length() + request.summary().length() < LONGEST_BODY) {
            parts.add(request.summary());
        }
        parts.removeIf(String::isEmpty);
        return new Marker.Output(request.key(), request.ordinal(), null).write() + "\n" + String.join("\n\n", parts);
    }

    /** What follows must not be folded away with it. A tag in code counts too: a closing tag too many shows nothing. */
    private static String unfolded(String markdown) {
        long open = DETAILS.matcher(markdown).results().count()
                - DETAILS_END.matcher(markdown).results().count();
        return open > 0 ? markdown.stripTrailing() + "\n\n" + "</details>\n".repeat((int) open) : markdown;
    }

    /** By default the brief's own; empty when the brief says {@code false}. */
    private static Optional<Integer> linkedIssue(OutputRequest request) {
        Object written = request.output().fields().get("link_issue");
        if (written instanceof Number number) {
            return Optional.of(number.intValue());
        }
        return Boolean.FALSE.equals(written)
                ? Optional.empty()
                : Optional.of(request.issue().number());
    }

    /** {@code link_issue} counts in the repository where the brief stands. */
    private static String issuePrefix(OutputRequest request) {
        RepositoryName ofIssue = request.issue().repository();
        return ofIssue.equals(request.brief().repository()) ? "" : ofIssue.toString();
    }
}
