package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.archive.RunArchive;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.RateLimitedException;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the pages of a service: what each lane runs, what waits and why, the last runs, and a page for each run. Nothing on
 * them changes anything. Safe for many threads.
 */
final class ServicePage implements RunListener, PageServer.Site {

    private static final int RUNS = 30;
    private static final int TITLES = 1000;

    /** What only waits for its turn. */
    private static final Set<ReasonCode> IN_TURN = EnumSet.of(ReasonCode.WORKDIR_BUSY, ReasonCode.EARLIER_UNFINISHED);

    private static final Pattern RUN = Pattern.compile("runs/([^/]+)(/tail)?");
    private static final Pattern TAIL = Pattern.compile("step=([0-9]{1,5})&from=([0-9]{1,18})");

    private final RunnerConfig config;
    private final RunArchive archive;
    private final TextSanitizer texts;
    private final Clock clock;
    private final PageWords words;
    private final Map<BriefId, Evaluation> waiting = new LinkedHashMap<>();
    private final Map<BriefId, String> titles = new LinkedHashMap<>();
    /** What was posted since the last look, by the number of its issue. */
    private final Map<Integer, String> posted = new LinkedHashMap<>();

    private final Map<BriefId, Instant> limitedRuns = new HashMap<>();
    private volatile Instant limitedUntil = Instant.MIN;

    /** @param environment holds the values that are masked */
    ServicePage(RunnerConfig config, Map<String, String> environment, Clock clock) {
        this.config = config;
        this.archive = new RunArchive(config.runner().stateDir());
        this.texts = Runner.sanitizer(config, environment);
        this.clock = clock;
        this.words = new PageWords(config.runner().locale());
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.Evaluated evaluated) {
            Evaluation brief = evaluated.evaluation();
            titles.put(brief.id(), brief.title());
            if (titles.size() > TITLES) {
                titles.remove(titles.keySet().iterator().next());
            }
            waiting.remove(brief.id());
            if (brief.plan().isPresent() || !brief.reasons().isEmpty()) {
                waiting.put(brief.id(), brief);
            }
        } else if (event instanceof RunEvent.Scanned) {
            posted.clear();
        } else if (event instanceof RunEvent.Claimed claimed) {
            waiting.remove(claimed.id());
        } else if (event instanceof RunEvent.RateLimited limited) {
            limitedRuns.put(limited.id(), limited.until());
        } else if (event instanceof RunEvent.Ended ended) {
            limitedRuns.remove(ended.id());
        }
    }

    /** An issue was written to, and waits for the next look. */
    synchronized void posted(int issue, String title) {
        posted.put(issue, title);
    }

    /** Takes in why a look has failed. */
    void failed(RunnerException failure) {
        if (failure instanceof RateLimitedException limited) {
            limitedUntil = limited.until();
        }
    }

    @Override
    public Optional<PageServer.Page> get(String path, String query) {
        if (path.isEmpty()) {
            return Optional.of(PageServer.Page.html(overview(new Html(), PageHead.Kind.LIVE)));
        }
        Matcher named = RUN.matcher(path);
        if (!named.matches()) {
            return Optional.empty();
        }
        Optional<PastRun> run = archive.run(named.group(1));
        return named.group(2) == null
                ? run.map(this::page).map(PageServer.Page::html)
                : run.flatMap(one -> tail(one, query)).map(PageServer.Page::json);
    }

    /**
     * The page of the service.
     *
     * @param extra stands below its head and is not renewed
     */
    String overview(Html extra, PageHead.Kind kind) {
        String watched =
                config.repositories().stream().map(RepositoryName::toString).collect(Collectors.joining(", "));
        Html live = new Html();
        List<PastRun> runs = archive.runs();
        limit(live, limitedUntil);
        lanes(live, runs);
        waiting(live, runs);
        runs(live, runs);
        Html html = new Html();
        PageHead.write(html, words, words.say("service", config.runner().id()), kind);
        html.markup("<main><header>")
                .element("h1", "", words.say("service", config.runner().id()))
                .markup("</header>")
                .element(
                        "p",
                        "intro",
                        kind == PageHead.Kind.FORM
                                ? words.say("demo.watching", watched)
                                : words.say(
                                        "service.watching",
                                        watched,
                                        config.labels().auto()))
                .markup(extra.toString())
                .markup("<div id=\"live\" data-version=\"\">")
                .markup(live.toString())
                .markup("</div></main>");
        PageHead.end(html, kind);
        return html.toString();
    }

    private String page(PastRun run) {
        try {
            return new RunPage(config.runner().locale(), texts)
                    .render(new RunPage.Contents(
                            run,
                            RunsHere.brief(archive, run).orElse(null),
                            RunsHere.problems(archive, run),
                            archive.diff(run),
                            clock.instant(),
                            RunsHere.page(run.brief(), config),
                            limitedUntil(run),
                            true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a step has written since, and whether more than that has changed. */
    private Optional<String> tail(PastRun run, String query) {
        Matcher asked = TAIL.matcher(query);
        if (!asked.matches()) {
            return Optional.empty();
        }
        int step = Integer.parseInt(asked.group(1));
        String took = RunEffect.of(run, clock.instant()).stream()
                .filter(effect -> effect.isStep() && effect.ordinal() == step)
                .map(RunEffect::tookText)
                .findFirst()
                .orElse("");
        try {
            RunLog.Piece piece = new RunLog(
                            texts, RunsHere.scripts(RunsHere.brief(archive, run).orElse(null), texts))
                    .from(run.log(step), Long.parseLong(asked.group(2)));
            return Optional.of(new JsonMapper()
                    .createObjectNode()
                    .put("version", RunPage.version(run))
                    .put("took", took)
                    .put("lines", piece.lines())
                    .put("rest", piece.rest())
                    .put("next", piece.next())
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void limit(Html html, Instant until) {
        if (clock.instant().isBefore(until)) {
            html.element("p", "none", words.say("service.limited", Moments.minute(until)));
        }
    }

    private synchronized @Nullable Instant limitedUntil(PastRun run) {
        Instant until = run.brief() == null ? null : limitedRuns.get(run.brief());
        return until != null && clock.instant().isBefore(until) ? until : null;
    }

    private void lanes(Html html, List<PastRun> runs) {
        Map<String, PastRun> busy = new TreeMap<>();
        for (PastRun run : runs) {
            if (run.stage() == PastRun.Stage.RUNNING) {
                RunsHere.brief(archive, run).ifPresent(brief -> busy.put(brief.lane(), run));
            }
        }
        html.element("h2", "", words.say("service.lanes")).markup("<ul class=\"rows\">");
        for (String lane : new TreeMap<>(config.lanes()).keySet()) {
            @Nullable PastRun run = busy.get(lane);
            html.markup("<li>").element("strong", "", lane);
            if (run == null) {
                html.element("span", "exit quiet", words.say("service.idle"));
            } else {
                html.element("span", "exit busy", progress(run));
                link(html, run, "lane-");
            }
            html.markup("</li>");
        }
        html.markup("</ul>");
    }

    private String progress(PastRun run) {
        String step = RunsHere.step(run);
        if (step.isEmpty()) {
            return words.say("running");
        }
        return RunsHere.brief(archive, run)
                .map(brief -> words.say("service.step.of", step, brief.steps().size()))
                .orElseGet(() -> words.say("service.step", step));
    }

    private synchronized void waiting(Html html, List<PastRun> runs) {
        List<BriefId> here = runs.stream()
                .filter(run -> run.stage() == PastRun.Stage.RUNNING && run.brief() != null)
                .map(PastRun::brief)
                .toList();
        List<Evaluation> briefs = waiting.values().stream()
                .filter(brief -> !here.contains(brief.id()))
                .toList();
        html.element("h2", "", words.say("service.waiting"));
        if (briefs.isEmpty() && posted.isEmpty()) {
            html.element("p", "none", words.say("service.none"));
            return;
        }
        html.markup("<ul class=\"rows\">");
        posted.forEach((issue, title) -> {
            RepositoryName repository = config.repositories().get(0);
            html.markup("<li>").element("span", "exit busy", words.say("queued"));
            toIssue(html, new BriefId(repository, issue, DocumentKind.ISSUE_BODY, 0, 1))
                    .text(texts.plain(title))
                    .markup("</li>");
        });
        for (Evaluation brief : briefs) {
            boolean held = brief.plan().isEmpty()
                    && !brief.reasons().stream().allMatch(reason -> IN_TURN.contains(reason.code()));
            html.markup("<li>").element("span", held ? "exit quiet" : "exit busy", words.say(held ? "held" : "queued"));
            toIssue(html, brief.id()).text(texts.plain(brief.title()));
            brief.reasons()
                    .forEach(reason -> html.markup("<p><code>")
                            .text(reason.code().name())
                            .markup("</code> ")
                            .text(texts.plain(words.message(reason.message())))
                            .markup("</p>"));
            html.markup("</li>");
        }
        html.markup("</ul>");
    }

    /** The brief's name, which leads to its issue. */
    private Html toIssue(Html html, BriefId id) {
        String address = String.valueOf(RunsHere.page(id, config));
        if (RunsHere.isFollowed(address)) {
            html.markup("<strong><a rel=\"noopener noreferrer\" href=\"")
                    .text(address)
                    .markup("\">")
                    .text(id.toString())
                    .markup("</a></strong>");
        } else {
            html.element("strong", "", id.toString());
        }
        return html.markup(" ");
    }

    private void runs(Html html, List<PastRun> runs) {
        html.element("h2", "", words.say("service.runs"));
        if (runs.isEmpty()) {
            html.element("p", "none", words.say("service.none"));
            return;
        }
        html.markup("<ul class=\"rows\">");
        for (PastRun run : runs.subList(0, Math.min(RUNS, runs.size()))) {
            Instant started = run.startedAt();
            html.markup("<li>");
            if (started != null) {
                html.element("span", "side", words.ago(started, clock.instant()));
            }
            badge(html, run);
            link(html, run, "run-");
            if (run.failure() != null) {
                html.markup(" ").element("code", "", run.failure());
            }
            published(html, run);
            html.markup("</li>");
        }
        html.markup("</ul>");
    }

    private void published(Html html, PastRun run) {
        RunsHere.links(run).forEach((kind, address) -> {
            if (RunsHere.isFollowed(address)) {
                html.markup(" <a class=\"to\" rel=\"noopener noreferrer\" href=\"")
                        .text(address)
                        .markup("\">")
                        .text(words.has("link." + kind) ? words.say("link." + kind) : kind)
                        .markup("</a>");
            }
        });
    }

    private void badge(Html html, PastRun run) {
        String word = run.stage() == PastRun.Stage.RUNNING
                ? "running"
                : run.result() == null ? "left" : "result." + run.result().name();
        html.element("span", "exit " + RunPage.mood(run), words.say(word));
    }

    private synchronized void link(Html html, PastRun run, String id) {
        html.markup("<a id=\"" + id)
                .text(run.run().value())
                .markup("\" href=\"runs/")
                .text(run.run().value())
                .markup("\">")
                .text(run.brief() == null ? run.run().value() : run.brief().toString())
                .markup("</a> ");
        @Nullable String title = run.brief() == null ? null : titles.get(run.brief());
        html.text(title == null ? "" : texts.plain(title));
    }
}
