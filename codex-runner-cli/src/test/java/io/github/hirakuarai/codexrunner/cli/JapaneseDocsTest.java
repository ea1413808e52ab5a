package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Japanese pages match the English ones in everything but the prose. */
class JapaneseDocsTest {

    /** A fenced block, or one that is indented to show a fence. */
    private static final Pattern CODE = Pattern.compile("(?ms)^```\\w+$.*?^```$|(?:^ {4}[^\\n]*\\n(?:\\n(?= {4}))?)+");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern TERM = Pattern.compile("`([^`\\n]+)`");

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/reference", "docs/migrating"})
    void bothHoldTheSameCommandsAndExamples(String page) throws IOException {
        assertThat(japanese(page, JapaneseDocsTest::code)).isEqualTo(english(page, JapaneseDocsTest::code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/reference"})
    void bothExplainTheSameInTheSameOrder(String page) throws IOException {
        assertThat(japanese(page, JapaneseDocsTest::explained)).isEqualTo(english(page, JapaneseDocsTest::explained));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ja.md"})
    void aReadmeIsShort(String name) throws IOException {
        assertThat(Files.readAllLines(Path.of("..", name))).hasSizeLessThan(250);
    }

    @Test
    void theTableOfKeysIsThatOfTheSchema() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "reference.ja.md"));
        assertThat(ConfigurationTable.rows())
                .allSatisfy(row -> assertThat(lines)
                        .anyMatch(line -> line.startsWith(row.beginning().replace("required", "必須"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/reference", "docs/migrating"})
    void bothHaveTheSameSectionsAndLinks(String page) throws IOException {
        assertThat(japanese(page, JapaneseDocsTest::sections)).hasSameSizeAs(english(page, JapaneseDocsTest::sections));
        assertThat(japanese(page, JapaneseDocsTest::links)).isEqualTo(english(page, JapaneseDocsTest::links));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/reference", "docs/migrating"})
    void everySectionNamesTheSameThings(String page) throws IOException {
        List<Map<String, Long>> english = english(page, JapaneseDocsTest::terms);
        List<Map<String, Long>> japanese = japanese(page, JapaneseDocsTest::terms);
        for (int i = 0; i < english.size(); i++) {
            assertThat(japanese.get(i).keySet())
                    .as("section " + i)
                    .containsAll(english.get(i).keySet());
        }
    }

    private static <T> T english(String page, Function<String, T> part) throws IOException {
        return part.apply(Files.readString(Path.of("..", page + ".md")));
    }

    private static <T> T japanese(String page, Function<String, T> part) throws IOException {
        return part.apply(Files.readString(Path.of("..", page + ".ja.md")));
    }

    /** Without what comments say, and without the blanks before them. */
    private static List<String> code(String text) {
        return CODE.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("(?m)\\s*(?<!\\S)# .*$", ""))
                .toList();
    }

    private static List<String> explained(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| ", 2)[0])
                .toList();
    }

    private static List<String> sections(String text) {
        return List.of(CODE.matcher(text).replaceAll("").split("(?m)^## "));
    }

    private static List<String> links(String text) {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .map(target -> target.replace(".ja.md", ".md"))
                .filter(target -> !target.matches("README\\.md|reference\\.md|migrating\\.md"))
                .toList();
    }

    /** The words in code of each section, but for those of tables, which have rows of their own. */
    private static List<Map<String, Long>> terms(String text) {
        return sections(text).stream()
                .map(section ->
                        section.lines().filter(line -> !line.startsWith("|")).collect(Collectors.joining("\n")))
                .map(section -> TERM.matcher(section)
                        .results()
                        .collect(Collectors.groupingBy(term -> term.group(1), Collectors.counting())))
                .toList();
    }
}
