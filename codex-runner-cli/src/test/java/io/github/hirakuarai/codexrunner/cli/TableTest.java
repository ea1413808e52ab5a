package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    private static final List<List<String>> ROWS = List.of(
            List.of("BRIEF", "STATE", "TITLE", "WRITTEN"),
            List.of("octo/app#9", "NEW", "ライセンスの一覧を更新する", "3 min ago"),
            List.of("octo/app#10-c1234", "RUNNING", "Refresh licences", "2 days ago"));

    private static List<String> at(int width) {
        return Table.lines(ROWS, new Table.Fit(2, 12, List.of(2, 3)), width);
    }

    @Test
    void cellsAreAlignedByTheColumnsThatATerminalShows() {
        assertThat(at(Table.UNLIMITED))
                .containsExactly(
                        "BRIEF              STATE    TITLE                       WRITTEN",
                        "octo/app#9         NEW      ライセンスの一覧を更新する  3 min ago",
                        "octo/app#10-c1234  RUNNING  Refresh licences            2 days ago");
    }

    @Test
    void aTableThatIsTooWideLosesTheEndOfTitlesThenTheTitlesThenTheTimes() {
        assertThat(at(60))
                .allMatch(line -> Columns.of(line) <= 60)
                .last()
                .asString()
                .contains("Refresh licen");
        assertThat(at(40))
                .containsExactly(
                        "BRIEF              STATE    WRITTEN",
                        "octo/app#9         NEW      3 min ago",
                        "octo/app#10-c1234  RUNNING  2 days ago");
        assertThat(at(30)).last().isEqualTo("octo/app#10-c1234  RUNNING");
    }

    @Test
    void whatMattersMostIsCutOnlyAfterOthersAreLeftOut() {
        Table.Fit fit = new Table.Fit(2, 16, List.of(3, 0));

        assertThat(Table.lines(ROWS, fit, 60).get(0)).contains("BRIEF", "WRITTEN");
        assertThat(Table.lines(ROWS, fit, 45).get(0)).contains("BRIEF").doesNotContain("WRITTEN");
        assertThat(Table.lines(ROWS, fit, 25)).first().isEqualTo("STATE    TITLE");
        assertThat(Table.lines(ROWS, fit, 25)).allMatch(line -> Columns.of(line) <= 25);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0 s ago",
        "59, 59 s ago",
        "60, 1 min ago",
        "3599, 59 min ago",
        "3600, 1 h ago",
        "86400, 1 day ago",
        "172800, 2 days ago",
        "8640000, 2026-08-13"
    })
    void timesAreToldAsSeenFromNow(long seconds, String text) {
        Instant now = Instant.parse("2026-11-21T05:00:00Z");
        assertThat(Ago.text(now.minus(Duration.ofSeconds(seconds)), now)).isEqualTo(text);
    }

    @Test
    void wordsAreKeptWholeAndTheIndentIsRepeated() {
        assertThat(Wrap.lines("one two  three four", 13, "    "))
                .containsExactly("    one two", "    three", "    four");
        assertThat(Wrap.lines("averyveryverylongword", 5, " ")).containsExactly(" averyveryverylongword");
        assertThat(Wrap.lines("", 5, " ")).containsExactly("");
    }
}
