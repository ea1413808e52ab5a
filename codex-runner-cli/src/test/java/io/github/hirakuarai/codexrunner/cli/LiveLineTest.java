package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveLineTest {

    private static final String BRIEF = "HirakuArai/vpm-mini#774";

    @Test
    void onAWideTerminalAllOfItIsThere() {
        assertThat(shown(line("snapshot", "wrote 5 lines"), 120))
                .isEqualTo("HirakuArai/vpm-mini#774 step 2/5 snapshot 1:07 │ wrote 5 lines");
    }

    @Test
    void onANarrowTerminalTheBriefGoesAndTheRestIsCut() {
        assertThat(shown(line("snapshot READY status", "wrote 5 lines of output"), 40))
                .isEqualTo("step 2/5 snapshot… 1:07 │ wrote 5 line…");
    }

    @Test
    void onAVeryNarrowTerminalStepAndTimeStay() {
        assertThat(shown(line("snapshot READY status", "wrote 5 lines"), 15)).isEqualTo("step 2/5 1:07");
        assertThat(shown(line("snapshot READY status", "wrote 5 lines"), 9)).isEqualTo("step 2/…");
        assertThat(shown(line("snapshot", "wrote"), 1)).isEmpty();
        assertThat(shown(line("snapshot", "wrote"), 0)).isEmpty();
    }

    @Test
    void japaneseTakesTwoColumnsASign() {
        assertThat(shown(line("許諾書を更新", "五行を書きました。これで終わりです。"), 40)).isEqualTo("step 2/5 許諾書を… 1:07 │ 五行を書きま…");
    }

    @Test
    void whatAStepWroteCannotMoveTheCursor() {
        String shown = shown(line("\u001b[2Jname", "a\u001b]0;title\u0007b\rc\u202ed\te\u009bm"), 120);

        assertThat(shown.chars()).noneMatch(Character::isISOControl);
        assertThat(shown).doesNotContain("\u202e").contains("d e");
    }

    @Test
    void noWidthIsEverExceeded() {
        String[] texts = {
            "", "a", "plain text of some length", "日本語の長い文章がここにあります", "e\u0301e\u0301e\u0301", "👍🏽 done ✅", "ｶﾅ"
        };
        for (int columns = 0; columns <= 200; columns++) {
            for (String what : texts) {
                for (String last : texts) {
                    assertThat(Columns.of(shown(line(what, last), columns)))
                            .as("%s, %s in %s columns", what, last, columns)
                            .isLessThanOrEqualTo(Math.max(0, columns - 1));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "日本, 4", "ｶﾅ, 2", "é, 1", "✅, 2", "한글, 4", "👍, 2", "─, 1"})
    void signsAreAsWideAsTerminalsDrawThem(String text, int columns) {
        assertThat(Columns.of(text)).isEqualTo(columns);
    }

    @Test
    void aMarkStandsOnTheSignBeforeIt() {
        assertThat(Columns.of("e\u0301")).isEqualTo(1);
        assertThat(Columns.cut("e\u0301e\u0301", 2)).isEqualTo("e\u0301e\u0301");
    }

    @Test
    void aWideSignIsNotCutInHalf() {
        assertThat(Columns.cut("日本語", 6)).isEqualTo("日本語");
        assertThat(Columns.cut("日本語", 5)).isEqualTo("日本…");
        assertThat(Columns.cut("日本語", 4)).isEqualTo("日…");
    }

    private static LiveLine line(String what, String last) {
        return new LiveLine(BRIEF, "step 2/5", what, Duration.ofSeconds(67), last);
    }

    private static String shown(LiveLine line, int columns) {
        LiveLine.Parts parts = line.fit(columns);
        return parts.lead() + parts.tail();
    }
}
