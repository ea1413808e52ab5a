package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainMarkdownTest {

    private static String plain(String markdown, int width) {
        return String.join("\n", PlainMarkdown.lines(markdown, width));
    }

    @Test
    void aReportIsReadWithoutItsMarkup() {
        assertThat(plain("""
                <!-- codex-runner:status key=x -->
                ### ❌ Failed at step 2 of 2, "compile": exit 2

                ````text
                main.c: **error** `x`
                ```
                ````

                **Next:** fix the cause, then comment

                ```text
                /codex retry
                ```

                | | Step | Result | Time |
                | :-: | --- | --- | --: |
                | ✅ | 1. `configure` | exit 0 | 1.2 s |
                | ❌ | **2. `a \\| b`** | **exit 2** | 1.2 s |

                <details>
                <summary>Output of step 1, <code>a &lt;b&gt;</code> (1 line)</summary>

                ```text
                ok
                ```

                </details>

                <details>
                <summary>Run details</summary>

                | | |
                | --- | --- |
                | Code | `STEP_FAILED` |

                </details>
                """, 80)).isEqualTo("""
                ❌ Failed at step 2 of 2, "compile": exit 2

                    main.c: **error** `x`
                    ```

                Next: fix the cause, then comment

                    /codex retry

                    Step          Result  Time
                ✅  1. configure  exit 0  1.2 s
                ❌  2. a | b      exit 2  1.2 s

                Output of step 1, a <b> (1 line)

                    ok

                Run details

                Code  STEP_FAILED""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            - Pull request [\\#12 a \\[b\\]](<https://x.org/1>) ~ - Pull request #12 a [b] https://x.org/1
            by @<!-- -->joe and `` a`b ``                    ~ by @joe and a`b
            2 \\* 3 and `\\*`                                ~ 2 * 3 and \\*
            &lt;b&gt; &amp;amp;                              ~ <b> &amp;
            a\u001b[31mred                                   ~ a\uFFFD31mred
            """)
    void aLineIsReadWithoutItsMarkup(String markdown, String text) {
        assertThat(plain(markdown, 80)).isEqualTo(text);
    }

    @Test
    void aFactIsNotCut() {
        String folder = "/home/joe/.local/state/codex-runner/runs/20261121T093554Z-1-body-c2747d";

        assertThat(plain("| | |\n| --- | --- |\n| Full logs | `" + folder + "` |", 40))
                .isEqualTo("Full logs  " + folder);
    }

    @Test
    void itFitsTheTerminal() {
        assertThat(PlainMarkdown.lines("""
                The steps' changes are on branch `codex/9-body-8a98bf01` in `~/work/app` on vm.

                | | Step | Result |
                | --- | --- | --- |
                | ❌ | 1. `an identifier that is longer than the terminal is wide` | exit 1 |
                """, 40))
                .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(40));
    }
}
