package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.archive.RunArchive;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.Evaluation;
import io.github.hirakuarai.codexrunner.engine.RunEvent;
import io.github.hirakuarai.codexrunner.engine.RunListener;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pages of a service: what each lane runs, what waits and why, the last runs, and a page for each run. Nothing on
 * them changes anything. Safe for many threads.
 */
final class ServicePage implements RunListener {

    private static final int RUNS = 30;

    private final RunnerConfig config;
    private final RunArchive archive;
    private final TextSanitizer texts;
    private final Clock clock;
    private final ResourceBundle messages;
    private final Map<BriefId, Evaluation> waiting = new LinkedHashMap<>();

    /** @param environment holds the values that are masked */
    ServicePage(RunnerConfig config, Map<String, String> environment, Clock clock) {
        this.config = config;
        this.archive = new RunArchive(config.runner().stateDir());
        this.texts = Runner.gate(config, environment);
        this.clock = clock;
        this.messages = ResourceBundle.getBundle(
                ServicePage.class.getPackageName() + ".page", config.runner().locale());
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.Evaluated evaluated) {
            Evaluation brief = evaluated.evaluation();
            waiting.remove(brief.id());
            if (brief.plan().isPresent() || !brief.reasons().isEmpty()) {
                waiting.put(brief.id(), brief);
            }
        } else if (event instanceof RunEvent.Claimed claimed) {
            waiting.remove(claimed.id());
        }
    }

    /** The page of the service. */
    String overview() {
        List<PastRun> runs = archive.runs();
        Html html = new Html();
        head(html);
        html.element("h1", "", say("service", config.runner().id()));
        html.markup("</header>");
        html.element(
                "p",
                "quiet",
                say(
                        "service.watching",
                        config.repositories().stream()
                                .map(RepositoryName::toString)
                                .collect(Collectors.joining(", ")),
                        config.labels().auto()));
        lanes(html, runs);
        waiting(html);
        runs(html, runs);
        return html.markup("</main></body></html>\n").toString();
    }

    /** The page of a run, with its logs as they are now; empty when there is none of that name. */
    Optional<String> run(String name) {
        return archive.run(name).map(this::render);
    }

    private String render(PastRun run) {
        Brief brief = RunsHere.brief(archive, run).orElse(null);
        try {
            return new RunPage(config.runner().locale(), texts)
                    .render(new RunPage.Contents(
                            run,
                            brief,
                            archive.diff(run),
                            run.folder().resolve("steps"),
                            clock.instant(),
                            RunsHere.page(run.brief(), config),
                            true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void head(Html html) {
        String style = resource("page.css");
        html.markup("<!doctype html>\n<html><head><meta charset=\"utf-8\">")
                .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .text(sha256(style))
                .markup("'; base-uri 'none'; form-action 'none'\">")
                .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .markup("<meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"5\">")
                .markup("<meta name=\"color-scheme\" content=\"light dark\"><title>codex-runner</title><style>")
                .markup(style)
                .markup("</style></head><body><main><header>");
    }

    private void lanes(Html html, List<PastRun> runs) {
        Map<String, PastRun> busy = new TreeMap<>();
        for (PastRun run : runs) {
            if (run.stage() == PastRun.Stage.RUNNING) {
                RunsHere.brief(archive, run).ifPresent(brief -> busy.put(brief.lane(), run));
            }
        }
        html.element("h2", "", say("service.lanes")).markup("<dl>");
        for (String lane : config.lanes().keySet()) {
            html.element("dt", "", lane).markup("<dd>");
            @Nullable PastRun run = busy.get(lane);
            if (run == null) {
                html.text(say("service.idle"));
            } else {
                link(html, run);
            }
            html.markup("</dd>");
        }
        html.markup("</dl>");
    }

    private synchronized void waiting(Html html) {
        html.element("h2", "", say("service.waiting"));
        if (waiting.isEmpty()) {
            html.element("p", "quiet", say("service.none"));
            return;
        }
        html.markup("<dl>");
        for (Evaluation brief : waiting.values()) {
            String why = brief.reasons().stream()
                    .map(reason -> reason.code() + ": " + reason.message())
                    .collect(Collectors.joining("; "));
            html.element("dt", "", brief.id().toString());
            html.element("dd", "", texts.plain(why.isEmpty() ? brief.decision().text() : why));
        }
        html.markup("</dl>");
    }

    private void runs(Html html, List<PastRun> runs) {
        html.element("h2", "", say("service.runs"));
        if (runs.isEmpty()) {
            html.element("p", "quiet", say("service.none"));
            return;
        }
        html.markup("<dl>");
        for (PastRun run : runs.subList(0, Math.min(RUNS, runs.size()))) {
            Instant started = run.startedAt();
            html.markup("<dt>");
            link(html, run);
            html.markup("</dt>")
                    .element(
                            "dd",
                            "",
                            RunPrinter.end(run)
                                    + (started == null
                                            ? ""
                                            : " · " + say("service.started", Ago.text(started, clock.instant()))));
        }
        html.markup("</dl>");
    }

    private static void link(Html html, PastRun run) {
        html.markup("<a href=\"runs/")
                .text(run.run().value())
                .markup("\">")
                .text(run.brief() == null ? run.run().value() : run.brief().toString())
                .markup("</a>");
    }

    private String say(String key, Object... values) {
        return new MessageFormat(messages.getString(key), config.runner().locale()).format(values);
    }

    private static String resource(String name) {
        try (InputStream text = Objects.requireNonNull(ServicePage.class.getResourceAsStream(name))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
