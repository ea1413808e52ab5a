package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each promise of the page on security names tests that there are. */
class SecurityPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(?<type>\\w+(?:Test|Contract))(?:\\.(?<method>\\w+))?`");

    private String page;

    @BeforeEach
    void setUp() throws IOException {
        page = Files.readString(ROOT.resolve("docs/security.md"));
    }

    @Test
    void eachNamedTestIsInTheTree() throws IOException {
        Map<String, List<Path>> sources;
        try (Stream<Path> files = Files.walk(ROOT)) {
            sources = files.filter(file -> file.toString().matches(".*/src/(test|main)/java/.*(Test|Contract)\\.java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        }
        List<MatchResult> named = NAMED.matcher(page).results().toList();
        assertThat(named).hasSizeGreaterThan(30);
        for (MatchResult test : named) {
            assertThat(sources).containsKey(test.group(1));
            if (test.group(2) != null) {
                assertThat(sources.get(test.group(1)))
                        .as(test.group())
                        .anyMatch(source -> read(source).contains(" " + test.group(2) + "("));
            }
        }
    }

    @Test
    void eachPromiseNamesATest() {
        assertThat(section("Who is not trusted").split("\n\n|\n(?=- )"))
                .filteredOn(promise -> !promise.isBlank() && !promise.startsWith("**The steps"))
                .hasSizeGreaterThan(10)
                .allSatisfy(promise -> assertThat(promise).containsPattern(NAMED));
        assertThat(section("What is protected, and how").lines())
                .filteredOn(line -> line.startsWith("| ") && !line.matches("\\| (asset|---) .*"))
                .hasSizeGreaterThan(5)
                .allSatisfy(row -> assertThat(row).containsPattern(NAMED));
    }

    private String section(String title) {
        int begin = page.indexOf("## " + title + "\n") + title.length() + 4;
        return page.substring(begin, page.indexOf("\n## ", begin));
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
