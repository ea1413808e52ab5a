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

/** README.ja.md says what README.md says, as far as a machine can tell: everything but the words. */
class JapaneseReadmeTest {

    /** A fenced block, or one that is indented to show a fence. */
    private static final Pattern CODE = Pattern.compile("(?ms)^```\\w+$.*?^```$|(?:^ {4}[^\\n]*\\n(?:\\n(?= {4}))?)+");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern TERM = Pattern.compile("`([^`\\n]+)`");

    @Test
    void bothHoldTheSameCommandsAndExamples() throws IOException {
        assertThat(japanese(JapaneseReadmeTest::code)).isEqualTo(english(JapaneseReadmeTest::code));
        assertThat(english(JapaneseReadmeTest::code)).hasSizeGreaterThan(8);
    }

    @Test
    void bothExplainTheSameInTheSameOrder() throws IOException {
        assertThat(japanese(JapaneseReadmeTest::explained)).isEqualTo(english(JapaneseReadmeTest::explained));
    }

    @Test
    void theTableOfKeysIsThatOfTheSchema() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.ja.md"));
        assertThat(ConfigurationTable.rows())
                .allSatisfy(row -> assertThat(lines)
                        .anyMatch(line -> line.startsWith(row.beginning().replace("must be there", "必須"))));
    }

    @Test
    void bothHaveTheSameSectionsAndLinks() throws IOException {
        assertThat(japanese(JapaneseReadmeTest::sections)).hasSameSizeAs(english(JapaneseReadmeTest::sections));
        assertThat(japanese(JapaneseReadmeTest::links)).isEqualTo(english(JapaneseReadmeTest::links));
    }

    @Test
    void everySectionNamesTheSameThings() throws IOException {
        List<Map<String, Long>> english = english(JapaneseReadmeTest::terms);
        List<Map<String, Long>> japanese = japanese(JapaneseReadmeTest::terms);
        for (int i = 0; i < english.size(); i++) {
            assertThat(japanese.get(i).keySet())
                    .as("section " + i)
                    .containsAll(english.get(i).keySet());
        }
    }

    private static <T> T english(Function<String, T> part) throws IOException {
        return part.apply(Files.readString(Path.of("..", "README.md")));
    }

    private static <T> T japanese(Function<String, T> part) throws IOException {
        return part.apply(Files.readString(Path.of("..", "README.ja.md")));
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
                .filter(target -> !target.startsWith("README"))
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
