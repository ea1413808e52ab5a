package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.publish.NextCommand;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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

    /** So many steps are shown unfolded; of more only those that did not go well. */
    private static final int FEW = 3;

    private final PageWords words;
    private final TextSanitizer texts;
    private final Html html = new Html();

    RunPage(Locale reader, TextSanitizer texts) {
        this.words = new PageWords(reader);
        this.texts = texts;
    }

    /**
     * What is shown.
     *
     * @param run the run
     * @param brief what it ran; null when that cannot be read
     * @param problems why it is none
     * @param diff what the steps changed; empty when none was looked at
     * @param now when a run that goes on is looked at
     * @param issue the page of the brief on the forge, or null
     * @param limitedUntil when the run goes on that waits for the forge's rate limit; null when it does not wait
     * @param served whether the page is asked for again while the run goes on
     */
    record Contents(
            PastRun run,
            @Nullable Brief brief,
            List<Problem> problems,
            Optional<String> diff,
            Instant now,
            @Nullable URI issue,
            @Nullable Instant limitedUntil,
            boolean served) {}

    String render(Contents contents) throws IOException {
        PastRun run = contents.run();
        boolean live = contents.served() && run.stage() == PastRun.Stage.RUNNING;
        PageHead.Kind kind = live ? PageHead.Kind.LIVE : PageHead.Kind.FIXED;
        List<RunEffect> effects = RunEffect.of(run, contents.now());
        PageHead.write(html, words, title(run), kind);
        html.markup("<main id=\"live\"");
        if (live) {
            html.markup(" data-version=\"").text(version(run)).markup("\"");
        }
        html.markup(">");
        if (contents.served()) {
            html.markup("<nav><a id=\"up\" href=\"../\">")
                    .text(words.say("service.back"))
                    .markup("</a></nav>");
        }
        headline(run);
        if (contents.limitedUntil() != null) {
            html.element("p", "omitted", words.say("service.limited", Moments.minute(contents.limitedUntil())));
        }
        problems(contents.problems());
        next(run);
        facts(contents, effects);
        RunTimeline.write(html, words, texts, effects);
        steps(contents, effects, live);
        contents.diff().ifPresent(diff -> DiffHtml.write(html, words, texts.plain(diff)));
        html.element("footer", "", words.say("footer", run.run().value())).markup("</main>");
        PageHead.end(html, kind);
        return html.toString();
    }

    /** Another one when more has changed than a log. */
    static String version(PastRun run) {
        return run.stage() + "-" + run.journal().size();
    }

    private static String title(PastRun run) {
        return run.brief() == null ? run.run().value() : run.brief().toString();
    }

    /** The class of the page's style sheet: how it went. */
    static String mood(PastRun run) {
        if (run.result() == null) {
            return run.stage() == PastRun.Stage.RUNNING ? "busy" : "bad";
        }
        return switch (run.result()) {
            case SUCCESS -> "good";
            case PARTIAL -> "partial";
            default -> "bad";
        };
    }

    private void headline(PastRun run) {
        boolean left = run.result() == null && run.stage() != PastRun.Stage.RUNNING;
        html.markup("<header><span class=\"badge ").markup(mood(run)).markup("\">");
        html.text(
                left
                        ? words.say("left")
                        : run.result() == null
                                ? words.say("running")
                                : words.say("result." + run.result().name()));
        html.markup("</span><h1>").text(title(run)).markup("</h1></header>");
        String issue = RunsHere.title(run);
        if (!issue.isEmpty()) {
            html.element("p", "subject", texts.plain(issue));
        }
        lastFact(run, "end", "message").filter(message -> !message.isEmpty()).ifPresent(message -> {
            html.markup("<p class=\"failure\"><code>")
                    .text(String.valueOf(run.failure()))
                    .markup("</code> ")
                    .text(texts.plain(words.message(message)))
                    .markup("</p>");
        });
    }

    /** What to do now, with the command for it. */
    private void next(PastRun run) {
        @Nullable String code = run.failure();
        if (run.brief() == null) {
            return;
        }
        if (run.stage() == PastRun.Stage.RUNNING) {
            next("next.stop", NextCommand.CANCEL, "codex-runner cancel " + run.brief());
        } else if (run.stage() == PastRun.Stage.LEFT) {
            html.element("p", "next", words.say("next.left")).element("pre", "command", "codex-runner recover");
        } else if (run.result() != null && code != null) {
            boolean retry = NextCommand.after(new Failure(run.result(), code, code, null))
                    .retry();
            if (retry) {
                next(
                        run.result() == Result.CANCELLED ? "next.again" : "next.retry",
                        NextCommand.RETRY,
                        "codex-runner retry " + run.brief());
            } else {
                html.element("p", "next", words.say("next.edit"));
            }
        }
    }

    private void next(String key, String onIssue, String here) {
        html.element("p", "next", words.say(key))
                .element("pre", "command", onIssue)
                .element("p", "next", words.say("next.here"))
                .element("pre", "command", here);
    }

    /** Of a brief that was not run, because it is none. */
    private void problems(List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        html.markup("<ul class=\"problems\">");
        for (Problem problem : problems) {
            String hint = problem.hint() == null ? "" : "; " + words.message(problem.hint());
            html.markup("<li><code>")
                    .text(problem.code().name())
                    .markup("</code> ")
                    .text(texts.plain(words.message(problem.message()) + hint))
                    .markup("</li>");
        }
        html.markup("</ul>");
    }

    private void facts(Contents contents, List<RunEffect> effects) {
        PastRun run = contents.run();
        html.markup("<dl>");
        fact("fact.run", run.run().value() + (run.attempt() > 1 ? " " + words.say("attempt", run.attempt()) : ""));
        if (run.startedAt() != null) {
            Instant last = effects.isEmpty()
                    ? contents.now()
                    : effects.get(effects.size() - 1).end();
            Instant end = RunsHere.endedAt(run).orElse(last);
            Duration took = Duration.between(run.startedAt(), end);
            fact("fact.started", time(run.startedAt()) + " · " + Elapsed.text(took));
        }
        if (contents.brief() != null) {
            fact("fact.repository", contents.brief().repository().toString());
            fact("fact.lane", contents.brief().lane());
            fact("fact.workdir", contents.brief().workdir());
        }
        if (contents.issue() != null) {
            html.element("dt", "", words.say("link.issue")).markup("<dd>");
            link(contents.issue().toASCIIString());
            html.markup("</dd>");
        }
        lastFact(run, "push", "ref").ifPresent(ref -> fact("fact.branch", ref.replaceFirst("^refs/heads/", "")));
        lastFact(run, "push", "commit").ifPresent(commit -> fact("fact.commit", commit));
        links(run);
        html.markup("</dl>");
    }

    private void links(PastRun run) {
        RunsHere.links(run).forEach((kind, address) -> {
            html.element("dt", "", words.has("link." + kind) ? words.say("link." + kind) : kind)
                    .markup("<dd>");
            link(address);
            html.markup("</dd>");
        });
    }

    /** An address that is not followed is shown, and no link. */
    private void link(String address) {
        if (RunsHere.isFollowed(address)) {
            html.markup("<a rel=\"noopener noreferrer\" href=\"")
                    .text(address)
                    .markup("\">")
                    .text(address)
                    .markup("</a>");
        } else {
            html.text(address);
        }
    }

    private void fact(String key, String value) {
        html.element("dt", "", words.say(key)).element("dd", "", texts.plain(value));
    }

    private void steps(Contents contents, List<RunEffect> effects, boolean live) throws IOException {
        List<RunEffect> begun = effects.stream().filter(RunEffect::isStep).toList();
        Brief brief = contents.brief();
        if (begun.isEmpty() && brief == null) {
            return;
        }
        html.element("h2", "", words.say("steps"));
        int room = Math.min(LOG, LOGS / Math.max(1, begun.size()));
        RunLog log = new RunLog(texts, RunsHere.scripts(brief, texts));
        for (RunEffect effect : begun) {
            int ordinal = effect.ordinal();
            @Nullable
            Step step =
                    brief != null && ordinal >= 1 && ordinal <= brief.steps().size()
                            ? brief.steps().get(ordinal - 1)
                            : null;
            boolean grows = live && effect.stage() == RunEffect.Stage.GOING_ON;
            boolean open = begun.size() <= FEW || !effect.mood().equals("good");
            step(ordinal, open, step == null ? "" : step.name(), effect.mood(), exit(effect), effect.tookText());
            script(step);
            Path file = contents.run().log(ordinal);
            if (grows) {
                growing(log, file, contents.run().run().value() + "/tail?step=" + ordinal + "&from=");
            } else {
                log(log, file, room);
                if (effect.fact("log").equals("full")) {
                    html.element("p", "omitted", words.say("log.full", size(Files.size(file))));
                }
            }
            html.markup("</details>");
        }
        if (brief != null) {
            notBegun(
                    contents.run(),
                    brief,
                    begun.stream().map(RunEffect::ordinal).toList());
        }
    }

    private void step(int ordinal, boolean open, String name, String mood, String exit, String took) {
        html.markup("<details id=\"step-" + ordinal + "\"" + (open ? " open" : "") + "><summary id=\"name-" + ordinal
                        + "\"><span class=\"ordinal\">" + ordinal + "</span> ")
                .text(texts.plain(name))
                .markup(" ")
                .element("span", "exit " + mood, exit)
                .markup(" ")
                .element("span", "time", took)
                .markup("</summary>");
    }

    private void script(@Nullable Step step) {
        if (step != null) {
            html.element("pre", "script", texts.plain(step.action().text()).stripTrailing());
        }
    }

    private String exit(RunEffect effect) {
        return switch (effect.stage()) {
            case GOING_ON -> words.say("running");
            case UNFINISHED -> words.say("unfinished");
            case DONE -> exitOf(effect);
        };
    }

    private String exitOf(RunEffect effect) {
        String detail = effect.fact("detail");
        return switch (effect.fact("kind")) {
            case "Exited" -> words.say("exit", detail);
            case "Signalled" -> words.say("exit.signal", detail);
            case "TimedOut" -> words.say("exit.timedOut", Elapsed.text(Duration.parse(detail)));
            case "Cancelled", "Lost", "NotStarted" ->
                words.say("exit." + effect.fact("kind"), texts.plain(words.message(detail)));
            default -> texts.plain(words.message(effect.fact("exit")));
        };
    }

    /** Steps that wait for their turn, or had none. */
    private void notBegun(PastRun run, Brief brief, List<Integer> begun) {
        String why = words.say(run.stage() == PastRun.Stage.RUNNING ? "step.waits" : "step.skipped");
        for (int ordinal = 1; ordinal <= brief.steps().size(); ordinal++) {
            if (!begun.contains(ordinal)) {
                Step step = brief.steps().get(ordinal - 1);
                step(ordinal, false, step.name(), "quiet", why, "");
                script(step);
                html.markup("</details>");
            }
        }
    }

    /** The page's script asks for what comes next. */
    private void growing(RunLog log, Path file, String address) throws IOException {
        RunLog.Piece piece = log.last(file);
        html.markup("<pre class=\"log\" role=\"log\" tabindex=\"0\" data-tail=\"")
                .text(address)
                .markup("\" data-next=\"" + piece.next() + "\">" + piece.lines() + "<span>" + piece.rest()
                        + "</span></pre>");
    }

    private void log(RunLog log, Path file, int room) throws IOException {
        LogExcerpt excerpt = LogExcerpt.of(file, room);
        if (excerpt.head().isEmpty() && excerpt.tail().isEmpty()) {
            html.element("p", "quiet", words.say("silent"));
            return;
        }
        html.markup("<pre class=\"log\" tabindex=\"0\">");
        log.write(html, excerpt.head());
        html.markup("</pre>");
        if (excerpt.omitted() > 0) {
            html.element("p", "omitted", words.say("omitted", size(excerpt.omitted()), file));
            html.markup("<pre class=\"log\" tabindex=\"0\">");
            log.write(html, excerpt.tail());
            html.markup("</pre>");
        }
    }

    private static Optional<String> lastFact(PastRun run, String effect, String name) {
        return run.journal().stream()
                .filter(line -> line.effect().equals(effect))
                .map(line -> line.facts().get(name))
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later);
    }

    private static String time(Instant at) {
        return Moments.text(at);
    }

    private static String size(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }
}
