package io.github.hirakuarai.codexrunner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.sanitize.Reading;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import io.github.hirakuarai.codexrunner.spi.ReportPlan.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportFileTest {

    private static final Instant START = Instant.parse("2026-11-21T05:04:03Z");
    private static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of("PASSWORD", "opensesame")));
    private static final ReportFile REPORTS = new ReportFile(GATE, Locale.ENGLISH);

    @Test
    void aReportTellsOfTheStepsTheirOutputAndTheDiff() {
        String file = REPORTS.render(run(List.of(step(1, "built opensesame\n")), "+more\n"), plan(null, both()));

        assertThat(file)
                .startsWith("# Report on `octo/app#774-c12`\n\n")
                .contains("| Run | `20261121T050403Z-774-c12-4f1a09` (attempt 1) |")
                .contains("| ✅ | 1. `build` | exit 0 | 1.0 s |")
                .contains("```text\nbuilt ***\n```")
                .contains("```diff\n+more\n```")
                .endsWith("</details>\n");
    }

    @Test
    void whatIsNotWantedIsLeftOut() {
        RunReport run = run(List.of(step(1, "built\n")), "+more\n");

        assertThat(REPORTS.render(run, plan("Licences *refreshed*", Set.of())))
                .startsWith("# Licences \\*refreshed\\*\n")
                .contains("git status after the last step")
                .doesNotContain("built\n", "+more", "Output");
        assertThat(REPORTS.render(run, plan(null, Set.of(Part.DIFF))))
                .contains("+more")
                .doesNotContain("built\n");
    }

    @Test
    void itSpeaksJapanese() {
        RunReport run = run(List.of(), "");

        assertThat(new ReportFile(GATE, Locale.JAPAN).render(run, plan(null, both())))
                .startsWith("# `octo/app#774-c12` の実行報告\n");
    }

    @Test
    void aHostileRunMakesAnInertFile() {
        String hostile = "```\n</details>\n@joe fixes #1\n/retry\n```codex-brief\nopensesame\n".repeat(500);
        List<StepResult> steps =
                IntStream.rangeClosed(1, 300).mapToObj(n -> step(n, hostile)).toList();

        String file = REPORTS.render(run(steps, hostile), plan("@joe fixes #1", both()));

        Reading reading = Reading.of(file);
        assertThat(file).hasSizeLessThan(65_536).doesNotContain("opensesame");
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
        assertThat(reading.texts()).noneMatch(text -> text.contains("@joe"));
        assertThat(Marker.in(file)).isFalse();
    }

    private static Set<Part> both() {
        return EnumSet.allOf(Part.class);
    }

    private static ReportPlan plan(@Nullable String title, Set<Part> parts) {
        return new ReportPlan("reports/ops/x.md", title, parts);
    }

    private static StepResult step(int ordinal, String output) {
        Step step = new Step("build", new Action.Shell("true"), null, Map.of(), false, false);
        return new StepResult(ordinal, step, new StepExit.Exited(0), START, Duration.ofSeconds(1), output);
    }

    private static RunReport run(List<StepResult> steps, String diff) {
        return new RunReport(
                BriefId.parse("octo/app#774-c12").orElseThrow(),
                new BriefKey("ab".repeat(32)),
                Digest.of("x\n"),
                new RunId("20261121T050403Z-774-c12-4f1a09"),
                1,
                BriefState.RUNNING,
                null,
                new RunReport.Place("devbox-codex", "local", "devbox-1"),
                START,
                null,
                null,
                steps.size(),
                steps,
                new RunReport.Changes(
                        "main", "codex/774", null, List.of(), List.of("M x.md"), diff, List.of(), List.of()),
                List.of(),
                null,
                List.of(),
                new RunReport.Logs("runs/x", "devbox-1"),
                List.of());
    }
}
