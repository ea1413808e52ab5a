package io.github.hirakuarai.codexrunner.publish;

import static io.github.hirakuarai.codexrunner.publish.Reports.exit;
import static io.github.hirakuarai.codexrunner.publish.Reports.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.sanitize.Reading;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusCommentTest {

    private static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of("PASSWORD", "opensesame")));
    private static final StatusComment ENGLISH = new StatusComment(GATE, Locale.ENGLISH);
    private static final StatusComment JAPANESE = new StatusComment(GATE, Locale.JAPAN);
    private static final String DIFF = """
        diff --git a/文書/a.md b/文書/a.md
        --- a/文書/a.md
        +++ b/文書/a.md
        @@ -1,2 +1,3 @@
         same
        ---- old
        +++ new
        +```codex-brief
        """;
    private static final RunReport.Changes CHANGES = new RunReport.Changes(
            "main",
            "codex/774-c12-1a2b3c4d",
            "~/work/app",
            List.of(),
            List.of("M 文書/a.md"),
            DIFF,
            List.of("文書/a.md"),
            List.of());

    private static String english(Reports report) {
        return ENGLISH.render(report.report());
    }

    @Test
    void aFailureReadsLikeThis() {
        Reports failed = Reports.failedStep()
                .steps(
                        step(1, "configure", exit(0), "ok\n"),
                        step(2, "compile", exit(2), "main.c:1: error: no opensesame\n"),
                        step(3, "test | all", new StepExit.Skipped(), ""))
                .changes(CHANGES)
                .earlier(new RunReport.EarlierAttempt(
                        1,
                        Reports.START.minusSeconds(60),
                        Result.TIMED_OUT,
                        "STEP_TIMED_OUT",
                        "step 2 (compile) did not finish after 30 min",
                        new RunId("r1"),
                        "alice"));
        assertThat(english(failed)).isEqualTo("""
            <!-- codex-runner:status key=%s digest=%s run=20261121T050403Z-774-c12-4f1a09 state=FAILED -->
            ### ❌ Failed at step 2 of 3, "compile": exit 2

            ```text
            main.c:1: error: no ***
            ```

            **Next:** fix the cause, then comment

            ```text
            /codex retry
            ```

            The steps' changes are on branch `codex/774-c12-1a2b3c4d` in `~/work/app` on devbox-1 (lane `devbox-codex`).

            | | Step | Result | Time |
            | :-: | --- | --- | --: |
            | ✅ | 1. `configure` | exit 0 | 1.2 s |
            | ❌ | **2. `compile`** | **exit 2** | 1.2 s |
            | ⏭ | 3. `test \\| all` | skipped | |

            <details>
            <summary>Output of step 1, <code>configure</code> (1 line)</summary>

            ```text
            ok
            ```

            </details>

            <details>
            <summary>Changes: 1 file, +2 −1</summary>

            git status before the first step:

            (clean)

            git status after the last step:

            ```text
            M 文書/a.md
            ```

            Diff from the base:

            ````diff
            diff --git a/文書/a.md b/文書/a.md
            --- a/文書/a.md
            +++ b/文書/a.md
            @@ -1,2 +1,3 @@
             same
            ---- old
            +++ new
            +```codex-brief
            ````

            </details>

            <details>
            <summary>Earlier attempts (1)</summary>

            | # | Ended | Result | Retried by | Run |
            | --: | --- | --- | --- | --- |
            | 1 | 2026-11-21 05:03:03 UTC | `STEP_TIMED_OUT` step 2 (compile) did not finish after 30 min | `alice` | `r1` |

            </details>

            <details>
            <summary>Run details</summary>

            | | |
            | --- | --- |
            | Brief | `octo/app#774-c12` |
            | Digest | `%s` |
            | Run | `20261121T050403Z-774-c12-4f1a09` (attempt 2) |
            | Lane | `devbox-codex` (`local`, `devbox-1`) |
            | Branch | `codex/774-c12-1a2b3c4d` from `main` |
            | Started | 2026-11-21 05:04:03 UTC |
            | Ended | 2026-11-21 05:05:26 UTC (after 1 min 23 s) |
            | Code | `STEP_FAILED` |
            | Full logs | `runs/20261121T050403Z-774-c12-4f1a09` on devbox-1 |

            </details>
            """.formatted("ab".repeat(32), Digest.of("x\n"), Digest.of("x\n")));
    }

    @Test
    void aSuccessBeginsWithItsOneLinkAndListsSeveral() {
        assertThat(english(Reports.success().links(Reports.PULL_REQUEST)))
                .contains("### ✅ Done: [\\#12 Refresh licences](<https://github.com/octo/app/pull/12>)\n")
                .doesNotContain("**Next:**");
        Link elsewhere = new Link("comment", "octo/lib#3", URI.create("https://github.com/octo/lib/issues/3"));
        assertThat(english(Reports.success().links(Reports.PULL_REQUEST, elsewhere)))
                .contains("### ✅ Done: 0 steps in 1 min 23 s\n\n- Pull request [\\#12 Refresh licences](")
                .contains("- Comment [octo/lib\\#3](<https://github.com/octo/lib/issues/3>)");
        assertThat(english(Reports.success().steps(step(1, "look", exit(0), "pod-1 Running\n"))))
                .contains("### ✅ Done: 1 step in 1 min 23 s\n")
                .contains(
                        "<summary>Output of step 1, <code>look</code> (1 line)</summary>\n\n```text\npod-1 Running\n");
    }

    @Test
    void whileItRunsItSaysWhichStepSinceWhenAndHowToStopIt() {
        assertThat(english(Reports.running(BriefState.RUNNING)
                        .steps(step(1, "configure", exit(0), "ok\n"))
                        .now(2, 4, "compile")))
                .contains("### ⏳ Running step 2 of 4, \"compile\", since 2026-11-21 05:05:03 UTC\n")
                .contains("To stop it, comment\n\n```text\n/codex cancel\n```\n");
        assertThat(english(Reports.running(BriefState.PICKED))).contains("### ⏳ Picked up\n");
    }

    @Test
    void aTimeLimitOfWholeMinutesIsNamedWithoutSeconds() {
        Reports reports = Reports.failed(new Failure(
                        Result.TIMED_OUT,
                        "STEP_TIMED_OUT",
                        "step 1 (wait) timed out after 30m",
                        "set a longer timeout"))
                .steps(step(1, "wait", new StepExit.TimedOut(Duration.ofMinutes(30)), "ok\n"));

        assertThat(english(reports)).contains("### ❌ Timed out at step 1 of 1, \"wait\": not finished after 30 min\n");
        assertThat(JAPANESE.render(reports.report())).contains("### ❌ step 1/1「wait」で時間切れ：制限時間（30 分）を超過\n");
    }

    @Test
    void aFailureOutsideOfTheStepsIsNamedInTheHeadlineAndItsHintInNext() {
        assertThat(english(Reports.failed(new Failure(
                                Result.FAILURE,
                                "OUTPUT_FILE_UNCHANGED",
                                "the steps did not change a.txt",
                                "fix the step, then comment /codex retry"))
                        .steps(step(1, "build", exit(0), ""))))
                .contains(
                        "### ❌ Failed: the steps did not change a.txt\n\n**Next:** fix the step, then comment\n\n```text\n/codex retry\n```\n")
                .contains("| Code | `OUTPUT_FILE_UNCHANGED` |");
        assertThat(english(Reports.failed(
                        new Failure(Result.EXPIRED, "EXPIRED", "its deadline was yesterday", "set a later deadline"))))
                .contains("### ❌ Not run: its deadline was yesterday\n\n**Next:** set a later deadline\n")
                .doesNotContain("/codex");
    }

    @Test
    void aCancelledStepSaysWhoCancelledIt() {
        assertThat(english(Reports.failed(new Failure(
                                Result.CANCELLED,
                                "CANCELLED",
                                "alice cancelled it",
                                "comment /codex retry to run it again"))
                        .steps(step(1, "build", new StepExit.Cancelled("alice cancelled it"), "half\n"))))
                .contains(
                        "### ❌ Cancelled at step 1 of 1, \"build\": alice cancelled it\n\n```text\nhalf\n```\n\n**Next:** to run it again, comment\n");
    }

    @Test
    void aStepThatWasAllowedToFailIsNamedAndItsOutputSeen() {
        assertThat(english(Reports.success()
                        .partial()
                        .links(Reports.PULL_REQUEST)
                        .steps(
                                Reports.allowed(1, "lint", exit(1), "a.c: bad\n"),
                                step(2, "build", exit(0), "built\n"))))
                .contains("### ⚠️ Done, but step 1 of 2, \"lint\", failed: exit 1\n\n- Pull request [")
                .contains("\n\n```text\na.c: bad\n```\n")
                .contains("| ⚠️ | **1. `lint`** |");
    }

    @Test
    void ofSeveralFailedStepsTheOneThatEndedTheRunIsSeenWhereverItStands() {
        String comment = english(Reports.failedStep()
                .steps(
                        Reports.allowed(1, "lint", exit(1), "lint output\n"),
                        Reports.allowed(2, "spell", exit(1), "spell output\n"),
                        step(3, "compile", exit(2), "compile output\n"),
                        step(4, "clean", exit(3), "clean output\n")));
        String unfolded = comment.replaceAll("(?s)<details>.*?</details>", "");
        assertThat(unfolded)
                .contains("Failed at step 3 of 4, \"compile\"")
                .contains("Step 1, `lint`, wrote:\n\n```text\nlint output\n")
                .contains("Step 3, `compile`, wrote:\n\n```text\ncompile output\n")
                .doesNotContain("spell output", "clean output");
        assertThat(comment).contains("<code>clean</code> ❌ (1 line)");
    }

    @Test
    void textsOfOthersMeanNothingInTheHeadlineTheCauseOrASummary() {
        String comment = english(Reports.failed(
                        new Failure(Result.FAILURE, "PUSH_REFUSED", "*no* for @joe fixes #3 `x`", "ask <b>@joe</b>"))
                .steps(step(1, "@joe </summary> <b>", exit(0), "ok\n")));
        assertThat(comment)
                .contains("### ❌ Failed: \\*no\\* for @<!-- -->joe fi<!-- -->xes \\#3 \\`x\\`")
                .contains("**Next:** ask \\<b\\>@<!-- -->joe\\</b\\>, then comment")
                .contains("<code>@<!-- -->joe &lt;/summary&gt; &lt;b&gt;</code> (1 line)</summary>");
    }

    @Test
    void whatAForgeWouldNotTakeIsCutAndItsMeaningStays() {
        Link[] many = IntStream.range(0, 100)
                .mapToObj(n -> new Link("ticket", "t" + n, URI.create("https://example.org/" + "x".repeat(1_900) + n)))
                .toArray(Link[]::new);
        String comment =
                english(Reports.failedStep().links(many).steps(step(1, "build", exit(1), "x y\n".repeat(20_000))));

        assertThat(comment.length()).isLessThanOrEqualTo(65_000);
        assertThat(comment).contains("### ❌ Failed").contains("/codex retry");
    }

    @Test
    void anInvalidBriefHasItsProblemsListed() {
        Problem problem = new Problem(
                ProblemCode.UNKNOWN_FIELD, 21, 1, "/ouputs", "unknown field 'ouputs'", "did you mean 'outputs'?");
        assertThat(english(Reports.failed(new Failure(
                                Result.INVALID,
                                "INVALID",
                                "the brief has a problem",
                                "edit the brief; the edited text is a new brief"))
                        .nowhere()
                        .problems(List.of(problem))))
                .contains("### ❌ Not run: the brief has a problem\n")
                .contains("- `21:1 UNKNOWN_FIELD` unknown field 'ouputs' (did you mean 'outputs'?)")
                .contains("**Next:** edit the brief; the edited text is a new brief")
                .doesNotContain("Lane", "null", "/codex");
    }

    @Test
    void japaneseIsSpokenWhateverTheMachineSpeaks() {
        RunReport running =
                Reports.running(BriefState.RUNNING).now(2, 4, "compile").report();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.JAPAN);
            assertThat(new StatusComment(GATE, Locale.ENGLISH).render(running)).contains("### ⏳ Running step 2");
            assertThat(new StatusComment(GATE, Locale.FRENCH).render(running)).contains("### ⏳ Running step 2");
        } finally {
            Locale.setDefault(before);
        }
        assertThat(JAPANESE.render(running))
                .contains("### ⏳ step 2/4「compile」を実行中（2026-11-21 05:05:03 UTC から）\n")
                .contains("| 実行 | `20261121T050403Z-774-c12-4f1a09`（1 回目） |");
        assertThat(JAPANESE.render(Reports.failedStep()
                        .steps(step(1, "configure", exit(0), ""), step(2, "compile", exit(2), "x\n"))
                        .report()))
                .contains("### ❌ step 2/2「compile」で失敗：終了コード 2\n")
                .contains("**次の操作：** 原因を取り除いてください。そのうえで、次のようにコメントしてください：\n\n```text\n/codex retry\n");
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        String bundle = StatusComment.class.getPackageName() + ".messages";
        ResourceBundle english = ResourceBundle.getBundle(bundle, Locale.ROOT);
        ResourceBundle japanese = ResourceBundle.getBundle(bundle, Locale.JAPANESE);
        assertThat(japanese.keySet()).isEqualTo(english.keySet());
        for (String key : english.keySet()) {
            assertThat(places(japanese.getString(key))).as(key).isEqualTo(places(english.getString(key)));
        }
        for (Result result : Result.values()) {
            assertThat(english.keySet()).contains("result." + result);
            if (result.state() == BriefState.FAILED) {
                assertThat(english.keySet()).contains("headline." + result, "headline.step." + result);
            }
        }
        for (BriefState state : BriefState.values()) {
            assertThat(english.keySet()).contains("state." + state);
        }
    }

    private static List<String> places(String message) {
        return java.util.regex.Pattern.compile("\\{\\d\\}")
                .matcher(message)
                .results()
                .map(java.util.regex.MatchResult::group)
                .sorted()
                .toList();
    }

    @Test
    void aHugeHostileRunStaysWholeAndUnderTheLimit() {
        String hostile = ("```\n~~~\n</details>\n@joe fixes #1 /retry\n```codex-brief\nopensesame\n" + "`".repeat(500)
                        + "\n")
                .repeat(120);
        List<StepResult> steps = IntStream.rangeClosed(1, 1000)
                .mapToObj(n -> step(n, "a|b`c``\n@joe ".repeat(40) + n, exit(1), hostile))
                .toList();
        RunReport.Changes changes = new RunReport.Changes(
                "main",
                "codex/1",
                hostile,
                List.of(hostile),
                List.of(hostile, hostile),
                hostile,
                List.of(hostile),
                List.of(hostile));
        RunReport.EarlierAttempt[] earlier = IntStream.rangeClosed(1, 50)
                .mapToObj(n -> new RunReport.EarlierAttempt(
                        n, Reports.START, Result.FAILURE, hostile, hostile, new RunId("r" + n), hostile))
                .toArray(RunReport.EarlierAttempt[]::new);
        RunReport report = Reports.failed(new Failure(Result.FAILURE, "STEP_FAILED", hostile, hostile))
                .steps(steps)
                .changes(changes)
                .earlier(earlier)
                .report();
        String comment = JAPANESE.render(report);
        Reading reading = Reading.of(comment);
        assertThat(comment).hasSizeLessThan(65_536).doesNotContain("opensesame").endsWith("</details>\n");
        assertThat(Marker.read(comment)).isPresent();
        assertThat(reading.briefs()).isEmpty();
        assertThat(reading.openFences()).isZero();
        assertThat(reading.html().stream().filter(html -> !html.equals("<!-- -->")))
                .as("the marker; folds of steps, outputs, notes, changes, earlier attempts and the run's details")
                .hasSize(1 + 2 * 6);
        assertThat(reading.texts()).noneMatch(text -> text.contains("@joe"));
        assertThat(JAPANESE.render(report)).isEqualTo(comment);
    }

    @Test
    void aDiffThatWasCutIsNotCounted() {
        assertThat(DiffSize.of(DIFF, 1)).contains(new DiffSize(2, 1));
        assertThat(DiffSize.of(DIFF, 2)).as("a file is missing").isEmpty();
        assertThat(DiffSize.of(DIFF.substring(0, DIFF.indexOf("+```")), 1))
                .as("a line is missing")
                .isEmpty();
    }
}
