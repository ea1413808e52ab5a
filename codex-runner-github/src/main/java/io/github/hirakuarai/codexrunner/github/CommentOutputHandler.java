package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputDelivery;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.OutputFiles;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.OutputReceipt;
import io.github.hirakuarai.codexrunner.spi.OutputRequest;
import io.github.hirakuarai.codexrunner.spi.RenderedText;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The output {@code comment} of protocol §3.2. */
final class CommentOutputHandler implements OutputHandler {

    /** Far more than a comment holds; the gate cuts it. */
    private static final int FILE_LIMIT = 1 << 20;

    private final OwnComments comments;
    private final TextSanitizer texts;

    CommentOutputHandler(GitHubClient client, TextSanitizer texts) {
        this.comments = new OwnComments(client, true);
        this.texts = texts;
    }

    @Override
    public OutputPlan plan(OutputRequest request) {
        Output output = request.output();
        String source = output.text("body_file").map(file -> " from " + file).orElse("");
        String mode = appends(output) ? ", one for each attempt" : "";
        return new OutputPlan(texts.plain("comment on " + place(request) + source + mode), null);
    }

    @Override
    public List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return List.of(new RenderedText("comment", text(request, files)));
    }

    @Override
    public OutputReceipt deliver(OutputDelivery delivery) {
        OutputRequest request = delivery.request();
        Marker marker = marker(request);
        String text = text(request, delivery.files());
        CommentEntry comment;
        try {
            comment = comments.put(
                    request.issue().repository(),
                    number(request),
                    null,
                    false,
                    marker::equals,
                    there -> text,
                    delivery.fence());
        } catch (RefusedException e) {
            throw refused(request, e);
        }
        return new OutputReceipt(List.of(new Link("comment", place(request), comment.url())));
    }

    private static OutputException refused(OutputRequest request, RefusedException refusal) {
        String place = place(request);
        if (refusal.missing()) {
            return new OutputException(
                    "COMMENT_ISSUE_MISSING",
                    "the issue " + place + " does not exist any more, or the runner's token cannot see it",
                    "check 'issue' of the output, and whether the issue was deleted or transferred");
        }
        if (refusal.moved()) {
            return new OutputException(
                    "COMMENT_ISSUE_MOVED",
                    "the issue " + place + " was transferred, or its repository renamed",
                    "write the brief again where the issue is now");
        }
        return refusal.reason().contains("locked")
                ? new OutputException(
                        "COMMENT_ISSUE_LOCKED",
                        "the conversation of " + place + " is locked",
                        "unlock it, or give the runner's account write permission, then comment /codex retry")
                : new OutputException(
                        "COMMENT_REFUSED",
                        "cannot comment on " + place + ": " + refusal.reason(),
                        "check what the runner's token may do there, then comment /codex retry");
    }

    private static Marker marker(OutputRequest request) {
        return new Marker.Output(
                request.key(), request.ordinal(), appends(request.output()) ? request.attempt() : null);
    }

    private String text(OutputRequest request, OutputFiles files) {
        Output output = request.output();
        String written = output.text("body")
                .or(() -> output.text("body_file")
                        .map(file -> new String(files.read(file, FILE_LIMIT), StandardCharsets.UTF_8)))
                .orElse("");
        return marker(request).write() + "\n" + texts.markdown(written);
    }

    private static boolean appends(Output output) {
        return output.text("mode").filter("append"::equals).isPresent();
    }

    private static int number(OutputRequest request) {
        return request.output().number("issue").orElse(request.issue().number());
    }

    private static String place(OutputRequest request) {
        return request.issue().repository() + "#" + number(request);
    }
}
