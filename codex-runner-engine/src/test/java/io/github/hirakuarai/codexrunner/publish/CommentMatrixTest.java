package io.github.hirakuarai.codexrunner.publish;

import static io.github.hirakuarai.codexrunner.publish.Reports.exit;
import static io.github.hirakuarai.codexrunner.publish.Reports.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Status comments of every state, with every kind of output, in both languages, small and huge: each is one screen until
 * it is unfolded, fits, and is well formed. With {@code -Dcomments=FOLDER} they are kept there to be looked at.
 */
class CommentMatrixTest {

    private static final int MOST_LINES_SEEN = 70;
    private static final Pattern MENTION = Pattern.compile("@(?:joe|octo/team)");

    /** 10 MB, as the sample of it that a run keeps: the beginning, lines that name an error, the end. */
    private static final String HUGE = lines("first", 1_500)
            + "[… 204000 lines left out …]\n" + "x: fatal error: @joe\n"
            + "[… 1200 lines left out …]\n" + lines("last", 1_500) + "z".repeat(20_000) + "\n";

    private static final String SMALL = "reading @joe's file\n<details>\nok\n";

    @TempDir
    Path folder;

    private static String lines(String word, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> word + " " + n + " @octo/team fixes #" + n + "\n")
                .collect(Collectors.joining());
    }

    private static String diff(int files) {
        return IntStream.rangeClosed(1, files)
                .mapToObj(n -> "diff --git a/f%1$d b/f%1$d\n--- a/f%1$d\n+++ b/f%1$d\n@@ -1 +1 @@\n-old @joe\n+new\n"
                        .formatted(n))
                .collect(Collectors.joining());
    }

    private static List<StepResult> steps(int count, String output, int... failing) {
        List<StepResult> steps = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            int ordinal = n;
            boolean fails = IntStream.of(failing).anyMatch(f -> f == ordinal);
            steps.add(step(n, "step @joe " + n, exit(fails ? 2 : 0), output));
        }
        return steps;
    }

    private static Failure failure(Result result, String code) {
        return new Failure(result, code, "step 2 of @joe's failed: <b>", "ask @octo/team, then comment /codex retry");
    }

    private static Map<String, Reports> cases() {
        RunReport.EarlierAttempt[] earlier = IntStream.rangeClosed(1, 3)
                .mapToObj(n -> new RunReport.EarlierAttempt(
                        n,
                        Reports.START.minusSeconds(900),
                        Result.FAILURE,
                        "STEP_FAILED",
                        "step " + n + " (build @joe | all) failed: exit 2",
                        new RunId("run-" + n),
                        "joe"))
                .toArray(RunReport.EarlierAttempt[]::new);
        Link comment =
                new Link("comment", "octo/app#3", URI.create("https://github.com/octo/app/issues/3#issuecomment-1"));
        Map<String, Reports> cases = new LinkedHashMap<>();
        cases.put("picked", Reports.running(BriefState.PICKED));
        cases.put(
                "running",
                Reports.running(BriefState.RUNNING).steps(steps(1, SMALL)).now(2, 4, "compile @joe"));
        cases.put(
                "running-long",
                Reports.running(BriefState.RUNNING).steps(steps(99, HUGE)).now(100, 100, "x"));
        cases.put(
                "success",
                Reports.success()
                        .steps(steps(2, SMALL))
                        .links(Reports.PULL_REQUEST)
                        .changes(Reports.changes(2, diff(2), false)));
        cases.put("success-answer", Reports.success().steps(steps(1, lines("pod", 20))));
        cases.put(
                "success-two-outputs",
                Reports.success()
                        .steps(steps(3, SMALL))
                        .links(Reports.PULL_REQUEST, comment)
                        .changes(Reports.changes(1, diff(1), true))
                        .earlier(earlier));
        cases.put(
                "success-huge",
                Reports.success()
                        .steps(steps(100, HUGE))
                        .links(Reports.PULL_REQUEST)
                        .changes(Reports.changes(1_000, diff(200), false)));
        cases.put(
                "partial",
                Reports.success()
                        .partial()
                        .links(Reports.PULL_REQUEST)
                        .steps(Reports.allowed(1, "lint", exit(1), SMALL), step(2, "build", exit(0), SMALL)));
        cases.put(
                "failed",
                Reports.failedStep()
                        .steps(
                                step(1, "configure", exit(0), SMALL),
                                step(2, "compile", exit(2), lines("cc", 25)),
                                step(3, "test", new StepExit.Skipped(), ""))
                        .changes(Reports.changes(3, diff(3), true))
                        .earlier(earlier));
        cases.put(
                "failed-huge",
                Reports.failedStep()
                        .steps(steps(100, HUGE, 40, 100))
                        .changes(Reports.changes(1_000, diff(200), true))
                        .earlier(earlier));
        cases.put(
                "failed-output",
                Reports.failed(failure(Result.FAILURE, "PUSH_REFUSED"))
                        .steps(steps(2, SMALL))
                        .changes(Reports.changes(1, diff(1), true)));
        cases.put(
                "timed-out",
                Reports.failed(failure(Result.TIMED_OUT, "STEP_TIMED_OUT"))
                        .steps(step(1, "wait", new StepExit.TimedOut(java.time.Duration.ofMinutes(30)), HUGE)));
        cases.put(
                "cancelled",
                Reports.failed(failure(Result.CANCELLED, "CANCELLED"))
                        .steps(step(1, "wait", new StepExit.Cancelled("@joe cancelled it"), SMALL)));
        cases.put(
                "interrupted",
                Reports.failed(failure(Result.INTERRUPTED, "INTERRUPTED")).nowhere());
        cases.put("expired", Reports.failed(failure(Result.EXPIRED, "EXPIRED")).nowhere());
        cases.put("invalid", Reports.failed(failure(Result.INVALID, "INVALID")).nowhere());
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> everyCommentIsOneScreenFitsAndIsWellFormed() {
        Sanitizer sanitizer = Sanitizer.of(Secrets.of(Map.of()));
        return cases().entrySet().stream()
                .flatMap(one -> Stream.of(Locale.ENGLISH, Locale.JAPANESE)
                        .map(locale -> DynamicTest.dynamicTest(one.getKey() + " " + locale, () -> {
                            String comment = new StatusComment(sanitizer, locale)
                                    .render(one.getValue().report());
                            keep(one.getKey() + "." + locale + ".md", comment);
                            assertReadable(comment);
                            assertWellFormed(comment);
                        })));
    }

    private static void assertReadable(String comment) {
        assertThat(comment).hasSizeLessThan(65_536);
        assertThat(comment.lines().skip(1).findFirst().orElseThrow()).startsWith("### ");
        String unfolded = comment.replaceAll("(?s)<details>.*?</summary>.*?</details>", "▸");
        assertThat(unfolded.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("```"))
                        .count())
                .as(unfolded)
                .isLessThan(MOST_LINES_SEEN);
    }

    private void assertWellFormed(String comment) throws IOException, InterruptedException {
        assertThat(count(comment, "<details>")).isEqualTo(count(comment, "</details>"));
        String html = html(comment);
        String prose = html.replaceAll("(?s)<(pre|code)\\b.*?</\\1>", "");
        assertThat(MENTION.matcher(prose.replace("<!-- -->", "\u0000")).find())
                .as(prose)
                .isFalse();
        int depth = 0;
        Matcher tag = Pattern.compile("<(/?)details>").matcher(html.replaceAll("(?s)<pre\\b.*?</pre>", ""));
        while (tag.find()) {
            depth += tag.group(1).isEmpty() ? 1 : -1;
            assertThat(depth).as("depth of folds").isBetween(0, 1);
        }
        assertThat(depth).isZero();
        assertThat(prose).as("Markdown that was not read").doesNotContain("```", "**", "| --", "### ");
    }

    private static int count(String text, String what) {
        return (int) text.replaceAll("(?s)```.*?\n```+", "")
                .lines()
                .filter(what::equals)
                .count();
    }

    /** As GitHub reads it. */
    private String html(String markdown) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("comment.md"), markdown);
        Process process;
        try {
            process = new ProcessBuilder("cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", source.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "cmark-gfm is not installed");
            throw e;
        }
        String html = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return html;
    }

    private static void keep(String name, String comment) throws IOException {
        String folder = System.getProperty("comments");
        if (folder != null) {
            Files.writeString(Path.of(folder).resolve(name), comment);
        }
    }
}
