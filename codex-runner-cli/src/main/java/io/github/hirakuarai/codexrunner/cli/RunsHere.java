package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.archive.PastRun;
import io.github.hirakuarai.codexrunner.archive.RunArchive;
import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.output.StepScripts;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of this machine's runs besides their journals. */
final class RunsHere {

    private final RunArchive archive;

    RunsHere(Path stateDir) {
        archive = new RunArchive(stateDir);
    }

    /** The brief of a run, as it was claimed; empty when it cannot be read. */
    static Optional<Brief> brief(RunArchive archive, PastRun run) {
        return reading(archive, run)
                .filter(BriefReading.Valid.class::isInstance)
                .map(reading -> ((BriefReading.Valid) reading).brief());
    }

    /** The scripts of a run's steps, which are named as its brief does. */
    static StepScripts scripts(@Nullable Brief brief, TextSanitizer texts) {
        return new StepScripts(ordinal ->
                brief != null && ordinal >= 1 && ordinal <= brief.steps().size()
                        ? texts.plain(brief.steps().get(ordinal - 1).name())
                        : "");
    }

    /** What is wrong with the brief of a run; empty for a valid one, and when there is none. */
    static List<Problem> problems(RunArchive archive, PastRun run) {
        return reading(archive, run)
                .filter(BriefReading.Invalid.class::isInstance)
                .map(reading -> ((BriefReading.Invalid) reading).problems())
                .orElse(List.of());
    }

    private static Optional<BriefReading> reading(RunArchive archive, PastRun run) {
        BriefReader reader = new BriefReader(OutputTypes.validator(Plugins.find(RunsHere.class.getClassLoader())));
        return archive.brief(run).map(text -> reader.read(BriefBlock.bare(text)).reading());
    }

    /** The page of a brief's issue or comment; null when its forge has none that can be told. */
    static @Nullable URI page(@Nullable BriefId id, RunnerConfig config) {
        if (id == null) {
            return null;
        }
        String repository = config.git().cloneUrl(id.repository()).toString().replaceFirst("\\.git$", "");
        String anchor = switch (id.kind()) {
            case ISSUE_BODY -> "";
            case ISSUE_COMMENT -> "#issuecomment-" + id.commentId();
            case REVIEW_COMMENT -> "#discussion_r" + id.commentId();
        };
        return URI.create(repository + "/issues/" + id.number() + anchor);
    }

    /** The title of a run's issue, as it was when the brief was claimed; empty when it is not known. */
    static String title(PastRun run) {
        return run.journal().stream()
                .flatMap(line -> Optional.ofNullable(line.facts().get("title")).stream())
                .findFirst()
                .map(SafeText::line)
                .orElse("");
    }

    /** When a run ended; empty while it runs. */
    static Optional<Instant> endedAt(PastRun run) {
        return run.journal().stream()
                .filter(line -> line.effect().equals("end"))
                .map(PastRun.Line::at)
                .findFirst();
    }

    /** The addresses of what a run has published, by its kind: {@code pull_request}, {@code comment}. */
    static Map<String, String> links(PastRun run) {
        Map<String, String> links = new LinkedHashMap<>();
        run.journal().stream()
                .filter(line -> line.effect().equals("deliver") && line.done())
                .forEach(line -> new TreeMap<>(line.facts()).forEach((kind, address) -> {
                    if (address.startsWith("https://") || address.startsWith("http://")) {
                        links.put(kind, address);
                    }
                }));
        return links;
    }

    /** Whether a page may lead there: only by https, and to this machine. */
    static boolean isFollowed(String address) {
        try {
            URI uri = URI.create(address);
            return "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && "127.0.0.1".equals(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** How far each brief is that a process of this machine runs: {@code running here, step 2 of 4}. */
    Map<BriefId, String> progress() {
        Map<BriefId, String> progress = new LinkedHashMap<>();
        for (PastRun run : archive.runs()) {
            if (run.stage() == PastRun.Stage.RUNNING && run.brief() != null) {
                progress.putIfAbsent(run.brief(), progress(run));
            }
        }
        return progress;
    }

    /** The ordinal of the step that a run is at; empty before the first. */
    static String step(PastRun run) {
        String step = "";
        for (PastRun.Line line : run.journal()) {
            if (line.effect().equals("step")) {
                step = line.facts().getOrDefault("step", "");
            }
        }
        return step;
    }

    private String progress(PastRun run) {
        String step = step(run);
        if (step.isEmpty()) {
            return "running here";
        }
        String of =
                brief(archive, run).map(brief -> " of " + brief.steps().size()).orElse("");
        return "running here, step " + step + of;
    }
}
