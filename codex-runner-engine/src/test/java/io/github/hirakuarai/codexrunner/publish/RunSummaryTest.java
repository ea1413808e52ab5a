package io.github.hirakuarai.codexrunner.publish;

import static io.github.hirakuarai.codexrunner.publish.Reports.exit;
import static io.github.hirakuarai.codexrunner.publish.Reports.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.sanitize.Reading;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunSummaryTest {

    private static final Sanitizer GATE = Sanitizer.of(Secrets.of(Map.of()));

    @Test
    void aPullRequestTellsWhoWroteTheBriefItsStepsAndWhatWasLeftOut() {
        RunReport report = Reports.success()
                .steps(step(1, "configure", exit(0), "ok\n"), Reports.allowed(2, "lint | all", exit(1), ""))
                .changes(Reports.changes(2, "", false))
                .report();

        assertThat(new RunSummary(GATE, Locale.ENGLISH).render(report, "alice")).isEqualTo("""
            The steps of the brief `octo/app#774-c12`, written by `alice`:

            | | Step | Result | Time |
            | :-: | --- | --- | --: |
            | ✅ | 1. `configure` | exit 0 | 1.2 s |
            | ⚠️ | **2. `lint \\| all`** | **exit 1** | 1.2 s |

            Changed, but not published: `src/文書/file-2.txt`

            A brief that is done never runs again. To run it once more, post it again in a new comment on its issue, \
            or edit it and then comment `/codex retry` there.\
            """);
    }

    @Test
    void aHostileRunMentionsAndClosesNothing() {
        String hostile = "@joe fixes #1 </details>\n```";
        RunReport report = Reports.success()
                .steps(IntStream.rangeClosed(1, 300)
                        .mapToObj(n -> step(n, hostile, exit(0), hostile))
                        .toList())
                .changes(new RunReport.Changes(
                        "main", "codex/1", null, List.of(), List.of(hostile), hostile, List.of(hostile), List.of()))
                .report();

        String summary = new RunSummary(GATE, Locale.JAPANESE).render(report, hostile);

        assertThat(summary).hasSizeLessThan(20_000);
        assertThat(Reading.of(summary).texts()).noneMatch(text -> text.contains("@joe") || text.contains("fixes"));
        assertThat(Reading.of(summary).openFences()).isZero();
    }
}
