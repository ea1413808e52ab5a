package io.github.hirakuarai.codexrunner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusCommentTest {

    private static final Instant START = Instant.parse("2026-11-21T05:04:03.123Z");
    private static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of("PASSWORD", "opensesame")));
    private static final StatusComment ENGLISH = new StatusComment(GATE, Locale.ENGLISH);
    private static final StatusComment JAPANESE = new StatusComment(GATE, Locale.JAPAN);
    private static final RunReport.Changes CHANGES = new RunReport.Changes(
            "main",
            "codex/774-c12-1a2b3c4d",
            List.of(),
            List.of("?? reports/x.md", " M tmp.txt"),
            "--- a/reports/x.md\n+++ b/reports/x.md\n@@ -0,0 +1 @@\n+```codex-brief\n",
            List.of("tmp.txt"),
            List.of());

    private static RunReport report(
            BriefState state, @Nullable Result result, List<StepResult> steps, @Nullable Failure failure) {
        return new RunReport(
                BriefId.parse("octo/app#774-c12").orElseThrow(),
                new BriefKey("ab".repeat(32)),
                Digest.of("x\n"),
                new RunId("20261121T050403Z-774-c12-4f1a09"),
                1,
                state,
                result,
                new RunReport.Place("devbox-codex", "local", "this machine"),
                START,
                result == null ? null : START.plusSeconds(83),
                steps,
                CHANGES,
                result == Result.SUCCESS
                        ? List.of(new Link(
                                "pull_request", "octo/app#12", URI.create("https://github.com/octo/app/pull/12")))
                        : List.of(),
                failure,
                List.of(),
                "runs/20261121T050403Z-774-c12-4f1a09 on devbox-1");
    }

    private static StepResult step(int ordinal, String name, StepExit exit, String output) {
        Step step = new Step(name, new Action.Shell("true"), null, Map.of(), false, false);
        return new StepResult(ordinal, step, exit, START, Duration.ofMillis(1234), output);
    }

    @Test
    void aSuccessReadsLikeThis() {
        RunReport report = report(
                BriefState.DONE,
                Result.SUCCESS,
                List.of(step(1, "write | report", new StepExit.Exited(0), "ok\n")),
                null);
        assertThat(ENGLISH.render(report))
                .isEqualTo("""
                <!-- codex-runner:status key=%s digest=%s run=20261121T050403Z-774-c12-4f1a09 state=DONE -->
                ### ✅ Done: success

                - [`octo/app#12`](<https://github.com/octo/app/pull/12>)

                #### Steps

                | # | Step | Exit | Time |
                | --: | --- | --- | --: |
                | 1 | `write \\| report` | ✅ `exit 0` | 1.2 s |

                <details>
                <summary>Output of step 1</summary>

                ```text
                ok
                ```

                </details>

                <details>
                <summary>Changed, but not published (1)</summary>

                ```text
                tmp.txt
                ```

                </details>

                <details>
                <summary>git status and diff</summary>

                git status before the first step:

                (clean)

                git status after the last step:

                ```text
                ?? reports/x.md
                 M tmp.txt
                ```

                Diff from the base:

                ````diff
                --- a/reports/x.md
                +++ b/reports/x.md
                @@ -0,0 +1 @@
                +```codex-brief
                ````

                </details>

                <details>
                <summary>Run details</summary>

                | | |
                | --- | --- |
                | Brief | `octo/app#774-c12` |
                | Digest | `%s` |
                | Run | `20261121T050403Z-774-c12-4f1a09` (attempt 1) |
                | Lane | `devbox-codex` (`local`, `this machine`) |
                | Branch | `codex/774-c12-1a2b3c4d` from `main` |
                | Started | 2026-11-21T05:04:03Z |
                | Ended | 2026-11-21T05:05:26Z (after 1 min 23 s) |
                | Full logs | `runs/20261121T050403Z-774-c12-4f1a09 on devbox-1` |

                </details>
                """.formatted("ab".repeat(32), Digest.of("x\n"), Digest.of("x\n")));
    }

    @Test
    void aFailureSaysWhyAndShowsTheEndOfTheOutput() {
        RunReport report = report(
                BriefState.FAILED,
                Result.FAILURE,
                List.of(
                        step(1, "build", new StepExit.Exited(2), "\u001b[31mno opensesame\u001b[0m\n@joe\n"),
                        step(2, "deploy", new StepExit.Skipped(), "")),
                new Failure(Result.FAILURE, "STEP_FAILED", "step 1 *build* by @joe fixes #3", "hint `it`"));
        assertThat(ENGLISH.render(report))
                .contains("### ❌ Failed: a step or an output failed")
                .contains(
                        "`STEP_FAILED` step 1 \\*build\\* by @<!-- -->joe fi<!-- -->xes \\#3\n\nWhat to do: hint \\`it\\`")
                .contains("changes are on branch `codex/774-c12-1a2b3c4d`")
                .contains("```text\nno ***\n@joe\n```")
                .contains("| 2 | `deploy` | `skipped` |");
    }

    @Test
    void anInvalidBriefHasItsProblemsListed() {
        RunReport running = report(BriefState.FAILED, Result.INVALID, List.of(), null);
        Problem problem = new Problem(
                ProblemCode.UNKNOWN_FIELD, 21, 1, "/ouputs", "unknown field 'ouputs'", "did you mean 'outputs'?");
        RunReport invalid = new RunReport(
                running.id(),
                running.key(),
                running.digest(),
                running.run(),
                1,
                running.state(),
                running.result(),
                null,
                START,
                START,
                List.of(),
                null,
                List.of(),
                null,
                List.of(problem),
                null);
        assertThat(ENGLISH.render(invalid))
                .contains("- `21:1 UNKNOWN_FIELD` unknown field 'ouputs' (did you mean 'outputs'?)")
                .doesNotContain("Lane", "null");
    }

    @Test
    void japaneseIsSpokenWhateverTheMachineSpeaks() {
        RunReport running = report(BriefState.RUNNING, null, List.of(), null);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.JAPAN);
            assertThat(new StatusComment(GATE, Locale.ENGLISH).render(running)).contains("### ⏳ Running\n");
            assertThat(new StatusComment(GATE, Locale.FRENCH).render(running)).contains("### ⏳ Running\n");
        } finally {
            Locale.setDefault(before);
        }
        assertThat(JAPANESE.render(running))
                .contains("### ⏳ 実行中\n")
                .contains("| 実行 | `20261121T050403Z-774-c12-4f1a09`（1 回目） |");
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        String bundle = StatusComment.class.getPackageName() + ".messages";
        ResourceBundle english = ResourceBundle.getBundle(bundle, Locale.ROOT);
        ResourceBundle japanese = ResourceBundle.getBundle(bundle, Locale.JAPANESE);
        assertThat(japanese.keySet()).isEqualTo(english.keySet());
        for (String key : english.keySet()) {
            assertThat(japanese.getString(key)
                            .replaceAll("[^{}0-9]", "")
                            .chars()
                            .sorted()
                            .toArray())
                    .as(key)
                    .isEqualTo(english.getString(key)
                            .replaceAll("[^{}0-9]", "")
                            .chars()
                            .sorted()
                            .toArray());
        }
        for (Result result : Result.values()) {
            assertThat(english.containsKey("result." + result)).isTrue();
        }
        for (BriefState state : BriefState.values()) {
            assertThat(english.containsKey("state." + state)).isTrue();
        }
    }

    @Test
    void aHugeHostileRunStaysWholeAndUnderTheLimit() {
        String hostile = ("```\n~~~\n</details>\n@joe fixes #1 /retry\n```codex-brief\nopensesame\n" + "`".repeat(500)
                        + "\n")
                .repeat(500);
        List<StepResult> steps = IntStream.rangeClosed(1, 1000)
                .mapToObj(n -> step(n, "a|b`c``\n".repeat(40) + n, new StepExit.Exited(1), hostile))
                .toList();
        RunReport.Changes changes = new RunReport.Changes(
                "main", "codex/1", List.of(hostile), List.of(hostile), hostile, List.of(hostile), List.of(hostile));
        RunReport base = report(
                BriefState.FAILED, Result.FAILURE, steps, new Failure(Result.FAILURE, "STEP_FAILED", hostile, hostile));
        RunReport report = new RunReport(
                base.id(),
                base.key(),
                base.digest(),
                base.run(),
                1,
                base.state(),
                base.result(),
                base.place(),
                START,
                base.endedAt(),
                steps,
                changes,
                base.links(),
                base.failure(),
                List.of(),
                hostile);
        String comment = JAPANESE.render(report);
        Reading reading = Reading.of(comment);
        assertThat(comment).hasSizeLessThan(65_536).doesNotContain("opensesame").endsWith("</details>\n");
        assertThat(Marker.read(comment)).isPresent();
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
        assertThat(reading.html().stream().filter(html -> !html.equals(Prose.NOTHING)))
                .as("the marker, three folds of changes, 20 of outputs, and the run's details")
                .hasSize(1 + 2 * (3 + 20 + 1));
        assertThat(reading.texts()).noneMatch(text -> text.contains("@joe"));
        assertThat(ENGLISH.render(report)).isEqualTo(ENGLISH.render(report));
    }
}
