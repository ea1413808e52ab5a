package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.sanitize.CodeFence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the comment that asks for approvals: its marker first, then what would run, and how to approve it. Safe for many threads. */
public final class ApprovalComment {

    /** The longest comment that is sure to be published whole. */
    private static final int LONGEST = 60_000;

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;

    /**
     * A writer of such comments.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public ApprovalComment(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
    }

    /**
     * The comment's Markdown, which has passed the sanitizer; empty when it would not show everything as it is. Nobody approves what
     * they cannot see.
     */
    public Optional<String> render(Request request) {
        String head = "### ✋ "
                + sections.say(request.needed() == 1 ? "approval.one" : "approval.many", request.needed()) + "\n\n"
                + sections.say("approval.how") + "\n";
        String who = request.approvers().narrows()
                ? sections.say(
                        "approval.who.listed", inline.text(request.approvers().toString()))
                : sections.say("approval.who");
        String text = text(List.of(who), request);
        // Masking may reach from one text into the next, so the whole is looked at, too.
        return text.length() <= LONGEST
                        && raw(request).allMatch(this::isShownAsItIs)
                        && request.steps().stream()
                                .flatMap(ApprovalComment::words)
                                .noneMatch(word -> word.contains("\n"))
                        && sanitizer.plain(text).equals(text)
                ? Optional.of(marker(request) + sanitizer.markdown(head) + command(request) + sanitizer.markdown(text))
                : Optional.empty();
    }

    /** Ready to copy. It stands between two parts that the sanitizer has seen: inside, the sanitizer would put a blank before it. */
    private static String command(Request request) {
        return "\n```text\n/codex approve " + request.id() + " "
                + request.digest().hex() + "\n```\n\n";
    }

    /** The comment from the moment at which the approved run begins: it asks for nothing any more. */
    public String used(Request request, List<String> by, RunId run) {
        List<String> parts = new ArrayList<>();
        parts.add("### ✅ " + sections.say("approval.used", inline.text(String.join(", ", by))));
        parts.add(sections.say("approval.used.run", inline.code(run.value())));
        return marker(request) + sanitizer.markdown(text(parts, request));
    }

    private String text(List<String> head, Request request) {
        List<String> parts = new ArrayList<>(head);
        parts.add(facts(request));
        parts.addAll(sections.wholeScripts(request.env(), request.steps()));
        parts.addAll(outputs(request));
        return String.join("\n\n", parts) + "\n";
    }

    private static String marker(Request request) {
        return new Marker.Answer(request.key(), request.request()).write() + "\n";
    }

    /** Words are shown one on a line. */
    private static Stream<String> words(Step step) {
        return step.action().arguments().stream();
    }

    private boolean isShownAsItIs(String text) {
        return sanitizer.plain(text).equals(text) && !CodeFence.shortens(text);
    }

    /** Everything in a request that its author chose. */
    private static Stream<String> raw(Request request) {
        Stream<String> steps = request.steps().stream()
                .flatMap(step ->
                        Stream.concat(Stream.of(step.name(), step.action().text()), step.env().values().stream()));
        Stream<String> outputs = request.fields().stream()
                .flatMap(output -> output.fields().values().stream())
                .map(String::valueOf);
        return Stream.of(
                        Stream.of(request.workdir(), request.place().host()),
                        request.env().values().stream(),
                        steps,
                        outputs)
                .flatMap(texts -> texts);
    }

    /** What each output does, and all of its fields. */
    private List<String> outputs(Request request) {
        List<String> parts = new ArrayList<>();
        if (!request.outputs().isEmpty()) {
            parts.add(sections.title("outputs"));
        }
        for (int i = 0; i < request.outputs().size(); i++) {
            List<String> lines = new ArrayList<>();
            lines.add(sections.phrase(request.outputs().get(i)));
            request.fields().get(i).fields().forEach((name, value) -> lines.add(name + ": " + value));
            parts.add(sections.whole(lines.stream().map(RunSections::oneEntry).collect(Collectors.joining("\n"))));
        }
        return parts;
    }

    private String facts(Request request) {
        List<String> facts = new ArrayList<>();
        fact(facts, "fact.brief", inline.code(request.id().toString()));
        fact(facts, "fact.attempt.planned", String.valueOf(request.attempt()));
        fact(facts, "fact.lane", sections.place(request.place()));
        fact(facts, "fact.workdir", inline.code(request.workdir(), 1_000));
        if (request.timeout() != null) {
            fact(facts, "fact.timeout", sections.elapsed(request.timeout()));
        }
        fact(
                facts,
                "approval.base",
                sections.say(
                        "approval.base.commit",
                        inline.code(request.repository() + ", " + request.base()),
                        inline.code(request.baseCommit())));
        return String.join("\n", facts);
    }

    private void fact(List<String> facts, String key, String value) {
        facts.add("- **" + sections.say(key) + ":** " + value);
    }

    /**
     * What is asked for. Everything in it is raw.
     *
     * @param id the brief
     * @param key the brief's
     * @param request the request's id, for the marker
     * @param digest of the text that would run
     * @param place where
     * @param workdir on its host
     * @param repository what it may change
     * @param base the branch that the work starts from
     * @param baseCommit the commit that the work starts from
     * @param attempt counted from 1
     * @param needed how many approvals
     * @param approvers who may give them
     * @param timeout of the whole run; null for the lane's limit
     * @param env the variables of all steps
     * @param steps in their order
     * @param fields each output as it is written
     * @param outputs a line for each output
     */
    public record Request(
            BriefId id,
            BriefKey key,
            String request,
            Digest digest,
            RunReport.Place place,
            String workdir,
            RepositoryName repository,
            String base,
            String baseCommit,
            int attempt,
            int needed,
            AllowList approvers,
            @Nullable Duration timeout,
            Map<String, String> env,
            List<Step> steps,
            List<Output> fields,
            List<String> outputs) {

        public Request {
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
            steps = List.copyOf(steps);
            fields = List.copyOf(fields);
            outputs = List.copyOf(outputs);
        }
    }
}
