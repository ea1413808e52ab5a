package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run as an HTML page that needs nothing but itself. Logs, diff and names are an attacker's text: they are masked,
 * escaped, and the page forbids every script, every request and every form by its content security policy.
 */
final class RunPage {

    /** So many bytes of all logs together are shown. */
    private static final int LOGS = 4 << 20;

    /** So many of one. */
    private static final int LOG = 256 << 10;

    private final ResourceBundle messages;
    private final Locale locale;
    private final TextSanitizer texts;
    private final Html html = new Html();

    RunPage(Locale reader, TextSanitizer texts) {
        this.locale = reader.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
        this.messages = ResourceBundle.getBundle(RunPage.class.getPackageName() + ".page", locale);
        this.texts = texts;
    }

    /**
     * What is shown.
     *
     * @param run the run
     * @param brief what it ran; null when that cannot be read
     * @param diff what the steps changed; empty when none was looked at
     * @param logs the folder of the steps' logs
     * @param now when a run that goes on is looked at
     * @param issue the page of the brief on the forge, or null
     * @param served whether the page is asked for again while the run goes on
     */
    record Contents(
            PastRun run,
            @Nullable Brief brief,
            Optional<String> diff,
            Path logs,
            Instant now,
            @Nullable URI issue,
            boolean served) {}

    String render(Contents contents) throws IOException {
        PastRun run = contents.run();
        List<Effect> effects = Effect.of(run, contents.now());
        head(run, contents.served() && run.stage() == PastRun.Stage.RUNNING);
        html.markup("<main>");
        headline(run);
        facts(contents, effects);
        timeline(effects);
        steps(contents, effects);
        contents.diff().ifPresent(this::diff);
        html.markup("<footer>").text(say("footer", run.run().value())).markup("</footer></main></body></html>\n");
        return html.toString();
    }

    private void head(PastRun run, boolean again) {
        String style = resource("page.css");
        html.markup("<!doctype html>\n<html lang=\"")
                .text(locale.getLanguage())
                .markup("\"><head><meta charset=\"utf-8\">")
                .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .text(sha256(style))
                .markup("'; base-uri 'none'; form-action 'none'\">")
                .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .markup("<meta name=\"referrer\" content=\"no-referrer\">")
                .markup(again ? "<meta http-equiv=\"refresh\" content=\"3\">" : "")
                .markup("<meta name=\"color-scheme\" content=\"light dark\"><title>")
                .text(title(run))
                .markup("</title><style>")
                .markup(style)
                .markup("</style></head><body>");
    }

    private static String title(PastRun run) {
        return run.brief() == null ? run.run().value() : run.brief().toString();
    }

    private void headline(PastRun run) {
        BriefState state =
                run.result() == null ? BriefState.RUNNING : run.result().state();
        boolean left = run.result() == null && run.stage() != PastRun.Stage.RUNNING;
        String mood = left || state == BriefState.FAILED ? "bad" : state == BriefState.DONE ? "good" : "busy";
        html.markup("<header><span class=\"badge ").markup(mood).markup("\">");
        html.text(
                left
                        ? say("left")
                        : run.result() == null
                                ? say("running")
                                : say("result." + run.result().name()));
        html.markup("</span><h1>").text(title(run)).markup("</h1></header>");
        lastFact(run, "end", "message").filter(message -> !message.isEmpty()).ifPresent(message -> {
            html.markup("<p class=\"failure\"><code>")
                    .text(String.valueOf(run.failure()))
                    .markup("</code> ")
                    .text(texts.plain(message))
                    .markup("</p>");
        });
    }

    private void facts(Contents contents, List<Effect> effects) {
        PastRun run = contents.run();
        html.markup("<dl>");
        fact("fact.run", run.run().value() + (run.attempt() > 1 ? " " + say("attempt", run.attempt()) : ""));
        if (run.startedAt() != null) {
            Instant end = effects.isEmpty()
                    ? contents.now()
                    : effects.get(effects.size() - 1).end();
            Duration took = Duration.between(run.startedAt(), end);
            fact("fact.started", time(run.startedAt()) + " · " + Elapsed.text(took));
        }
        if (contents.brief() != null) {
            fact("fact.repository", contents.brief().repository().toString());
            fact("fact.lane", contents.brief().lane());
            fact("fact.workdir", contents.brief().workdir());
        }
        if (contents.issue() != null) {
            html.element("dt", "", say("link.issue")).markup("<dd>");
            link(contents.issue().toASCIIString());
            html.markup("</dd>");
        }
        lastFact(run, "push", "ref").ifPresent(ref -> fact("fact.branch", ref.replaceFirst("^refs/heads/", "")));
        lastFact(run, "push", "commit").ifPresent(commit -> fact("fact.commit", commit));
        links(run);
        html.markup("</dl>");
    }

    private void links(PastRun run) {
        run.journal().stream()
                .filter(line -> line.effect().equals("deliver") && line.done())
                .forEach(line -> new TreeMap<>(line.facts()).forEach((kind, address) -> {
                    if (address.startsWith("https://") || address.startsWith("http://")) {
                        html.element("dt", "", messages.containsKey("link." + kind) ? say("link." + kind) : kind)
                                .markup("<dd>");
                        link(address);
                        html.markup("</dd>");
                    }
                }));
    }

    /** Only https is followed: an address of any other kind is shown, and no link. */
    private void link(String address) {
        try {
            if ("https".equals(URI.create(address).getScheme())) {
                html.markup("<a rel=\"noopener noreferrer\" href=\"")
                        .text(address)
                        .markup("\">")
                        .text(address)
                        .markup("</a>");
                return;
            }
        } catch (IllegalArgumentException e) {
            // Shown below.
        }
        html.text(address);
    }

    private void fact(String key, String value) {
        html.element("dt", "", say(key)).element("dd", "", texts.plain(value));
    }

    private void timeline(List<Effect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        html.element("h2", "", say("timeline")).markup("<table class=\"timeline\">");
        Instant first = effects.get(0).begin();
        Instant last = effects.stream().map(Effect::end).max(Instant::compareTo).orElse(first);
        double whole = Math.max(1, Duration.between(first, last).toMillis());
        for (Effect effect : effects) {
            double begin = 100 * Duration.between(first, effect.begin()).toMillis() / whole;
            double width = Math.max(0.6, 100 * effect.took().toMillis() / whole);
            html.markup("<tr><th scope=\"row\">")
                    .text(
                            messages.containsKey("effect." + effect.name())
                                    ? say("effect." + effect.name())
                                    : effect.name())
                    .markup(" <span>")
                    .text(texts.plain(effect.detail()))
                    .markup("</span></th><td class=\"bar\"><svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\""
                            + " aria-hidden=\"true\"><rect class=\"")
                    .markup(effect.good() ? effect.name().equals("step") ? "step" : "other" : "bad")
                    .markup(String.format(
                            Locale.ROOT,
                            "\" x=\"%.2f\" width=\"%.2f\" height=\"1\"/></svg></td><td class=\"time\">",
                            Math.min(begin, 99.4),
                            Math.min(width, 100 - Math.min(begin, 99.4))))
                    .text(effect.done() ? took(effect) : say("unfinished"))
                    .markup("</td></tr>");
        }
        html.markup("</table>");
    }

    private void steps(Contents contents, List<Effect> effects) throws IOException {
        List<Effect> steps =
                effects.stream().filter(effect -> effect.name().equals("step")).toList();
        Brief whole = contents.brief();
        if (steps.isEmpty() && whole == null) {
            return;
        }
        html.element("h2", "", say("steps"));
        int room = Math.min(LOG, LOGS / Math.max(1, steps.size()));
        for (Effect effect : steps) {
            int ordinal = effect.ordinal();
            Brief brief = contents.brief();
            @Nullable
            Step step =
                    brief != null && ordinal >= 1 && ordinal <= brief.steps().size()
                            ? brief.steps().get(ordinal - 1)
                            : null;
            html.markup(effect.good() && steps.size() > 3 ? "<details>" : "<details open>")
                    .markup("<summary><span class=\"ordinal\">")
                    .text(effect.detail())
                    .markup("</span> ")
                    .text(step == null ? "" : texts.plain(step.name()))
                    .markup(" <span class=\"exit ")
                    .markup(effect.good() ? "good" : "bad")
                    .markup("\">")
                    .text(effect.done() ? texts.plain(effect.fact("exit")) : say("unfinished"))
                    .markup("</span> <span class=\"time\">")
                    .text(took(effect))
                    .markup("</span></summary>");
            if (step != null) {
                html.markup("<pre class=\"script\">")
                        .text(texts.plain(step.action().text()).stripTrailing())
                        .markup("</pre>");
            }
            log(contents.logs().resolve(ordinal + ".log"), room);
            html.markup("</details>");
        }
        if (whole != null) {
            notBegun(contents.run(), whole, steps.stream().map(Effect::ordinal).toList());
        }
    }

    /** Steps that wait for their turn, or had none. */
    private void notBegun(PastRun run, Brief brief, List<Integer> begun) {
        String why = say(run.stage() == PastRun.Stage.RUNNING ? "step.waits" : "step.skipped");
        for (int ordinal = 1; ordinal <= brief.steps().size(); ordinal++) {
            if (!begun.contains(ordinal)) {
                Step step = brief.steps().get(ordinal - 1);
                html.markup("<details><summary><span class=\"ordinal\">")
                        .text(Integer.toString(ordinal))
                        .markup("</span> ")
                        .text(texts.plain(step.name()))
                        .markup(" <span class=\"exit quiet\">")
                        .text(why)
                        .markup("</span></summary><pre class=\"script\">")
                        .text(texts.plain(step.action().text()).stripTrailing())
                        .markup("</pre></details>");
            }
        }
    }

    private void log(Path file, int room) throws IOException {
        LogExcerpt log = LogExcerpt.of(file, room);
        if (log.head().isEmpty() && log.tail().isEmpty()) {
            html.element("p", "quiet", say("silent"));
            return;
        }
        html.markup("<pre class=\"log\">");
        lines(log.head());
        html.markup("</pre>");
        if (log.omitted() > 0) {
            html.element("p", "omitted", say("omitted", size(log.omitted()), file));
            html.markup("<pre class=\"log\">");
            lines(log.tail());
            html.markup("</pre>");
        }
    }

    private void lines(String text) {
        for (List<Ansi.Span> line : Ansi.lines(text)) {
            StringBuilder whole = new StringBuilder();
            line.forEach(span -> whole.append(span.text()));
            String masked = texts.plain(whole.toString());
            if (masked.contentEquals(whole)) {
                line.forEach(this::span);
            } else {
                // What was masked may lie across the parts of the line.
                html.text(masked);
            }
            html.markup("\n");
        }
    }

    private void span(Ansi.Span span) {
        if (span.style().isEmpty()) {
            html.text(span.text());
        } else {
            html.element("span", span.style(), span.text());
        }
    }

    private void diff(String diff) {
        html.element("h2", "", say("diff"));
        if (diff.isBlank()) {
            html.element("p", "quiet", say("diff.none"));
            return;
        }
        html.markup("<pre class=\"diff\">");
        boolean inFile = false;
        for (String line : texts.plain(diff).lines().toList()) {
            // Only before a file's first hunk three signs are a name: behind it, they are a change.
            inFile = line.startsWith("@@") || (inFile && !line.startsWith("diff "));
            html.element("span", line.startsWith("diff ") ? "file" : inFile ? styleOf(line) : "meta", line)
                    .markup("\n");
        }
        html.markup("</pre>");
    }

    private static String styleOf(String line) {
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> "add";
            case '-' -> "del";
            case '@' -> "hunk";
            default -> "same";
        };
    }

    private static Optional<String> lastFact(PastRun run, String effect, String name) {
        return run.journal().stream()
                .filter(line -> line.effect().equals(effect))
                .map(line -> line.facts().get(name))
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later);
    }

    private String say(String key, Object... values) {
        Object[] words = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            words[i] = values[i].toString();
        }
        return new MessageFormat(messages.getString(key), locale).format(words);
    }

    private static String took(Effect effect) {
        long millis = effect.took().toMillis();
        return millis < 1000 ? millis + " ms" : Elapsed.text(effect.took());
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String size(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = RunPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Something that the run did, from its intent to its receipt.
     *
     * @param name as the journal has it
     * @param facts the journal's
     * @param done whether there is a receipt
     */
    private record Effect(String name, Instant begin, Instant end, Map<String, String> facts, boolean done) {

        static List<Effect> of(PastRun run, Instant now) {
            List<Effect> effects = new ArrayList<>();
            for (PastRun.Line line : run.journal()) {
                int last = effects.size() - 1;
                if (!line.done()) {
                    boolean running = run.stage() == PastRun.Stage.RUNNING;
                    effects.add(new Effect(line.effect(), line.at(), running ? now : line.at(), line.facts(), false));
                } else if (last >= 0 && effects.get(last).name().equals(line.effect())) {
                    Effect begun = effects.remove(last);
                    effects.add(new Effect(begun.name(), begun.begin(), line.at(), line.facts(), true));
                }
            }
            return List.copyOf(effects);
        }

        Duration took() {
            return begin.isAfter(end) ? Duration.ZERO : Duration.between(begin, end);
        }

        String fact(String key) {
            return facts.getOrDefault(key, "");
        }

        int ordinal() {
            return fact("step").matches("[0-9]{1,5}") ? Integer.parseInt(fact("step")) : 0;
        }

        boolean good() {
            return switch (name) {
                case "step" -> done && fact("exit").equals("exit 0");
                case "end" -> fact("code").isEmpty();
                default -> done;
            };
        }

        String detail() {
            return switch (name) {
                case "step" -> fact("step");
                case "show" -> fact("state");
                case "deliver" -> fact("type");
                default -> "";
            };
        }
    }
}
