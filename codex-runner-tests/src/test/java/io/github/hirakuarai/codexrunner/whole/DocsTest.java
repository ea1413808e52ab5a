package io.github.hirakuarai.codexrunner.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.testkit.contract.BriefSourceContract;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorCloneContract;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorContract;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorStepContract;
import io.github.hirakuarai.codexrunner.testkit.contract.OutputHandlerContract;
import io.github.hirakuarai.codexrunner.testkit.contract.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows is compiled, and what it requires of plugins is tested. */
class DocsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern SAMPLE = Pattern.compile(
            "(?:<!-- (?<file>\\S+\\.java)#(?<region>\\w+) -->\\n)?```java\\n(?<code>.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern NAME = Pattern.compile("`([….\\w]+)`");
    private static final String IMPORTED = "io.github.hirakuarai.";
    private static final Pattern SUITE_TEST = Pattern.compile("`(\\w+Contract)\\.(\\w+)`");

    private static final List<Class<?>> SUITES = List.of(
            OutputHandlerContract.class,
            BriefSourceContract.class,
            StateStoreContract.class,
            ExecutorContract.class,
            ExecutorCloneContract.class,
            ExecutorStepContract.class);

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySampleOfJavaIsCompiled(Path page) throws Exception {
        Matcher sample = SAMPLE.matcher(Files.readString(page));
        while (sample.find()) {
            String code = sample.group("code");
            assertThat(sample.group("file"))
                    .as("a comment above the sample that says where it stands: %s", code)
                    .isNotNull();
            assertThat(code).isEqualTo(region(ROOT.resolve(sample.group("file")), sample.group("region")));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkToAFileLeadsToOne(Path page) throws Exception {
        // Written with the packaging, later than the pages that point there.
        Set<String> elsewhere = Set.of("operations.md");
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            String target = link.group("target");
            assertThat(elsewhere.contains(target) || Files.exists(page.resolveSibling(target)))
                    .as(target)
                    .isTrue();
        }
    }

    @Test
    void everyRequirementIsTestedAndEveryTestIsARequirement() throws Exception {
        assertThat(requirements()).isEqualTo(tests(SUITES));
    }

    @Test
    void everyRequirementSaysMustOrShould() throws Exception {
        assertThat(table("requirements"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).matches("\\| \\w+ \\| (must|should) .*"))
                .allSatisfy(row -> assertThat(row).containsPattern(SUITE_TEST));
    }

    /** A reader who has the guide and no sources must know what to import. */
    @Test
    void everyTypeThatASampleOfAPluginUsesIsInTheTableUnderItsPackage() throws Exception {
        Set<String> told = new TreeSet<>();
        for (String row : table("packages")) {
            List<String> names =
                    NAME.matcher(row).results().map(name -> name.group(1)).toList();
            for (String type : names.subList(1, names.size())) {
                told.add(Class.forName(names.get(0).replace("….", IMPORTED) + "." + type)
                        .getName());
            }
        }
        assertThat(told).containsAll(imports());
    }

    private static Set<String> imports() throws IOException {
        Set<String> imports = new TreeSet<>();
        Pattern shown = Pattern.compile("<!-- (examples/\\S+\\.java)#");
        Matcher sample = shown.matcher(Files.readString(ROOT.resolve("docs/plugin-guide.md")));
        while (sample.find()) {
            Pattern.compile("import (" + Pattern.quote(IMPORTED) + "(?!examples)[a-z.]+[A-Z]\\w+);")
                    .matcher(Files.readString(ROOT.resolve(sample.group(1))))
                    .results()
                    .forEach(type -> imports.add(type.group(1)));
        }
        assertThat(imports).hasSizeGreaterThan(40);
        return imports;
    }

    private static Set<String> requirements() throws IOException {
        return table("requirements").stream()
                .flatMap(row -> SUITE_TEST.matcher(row).results())
                .map((Function<MatchResult, String>) test -> test.group(1) + "." + test.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The rows of the table behind a mark, without their titles. */
    private static List<String> table(String mark) throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/plugin-guide.md"));
        return guide.substring(guide.indexOf("<!-- " + mark + " -->"))
                .lines()
                .skip(3)
                .takeWhile(line -> line.startsWith("| "))
                .toList();
    }

    private static Set<String> tests(List<Class<?>> suites) {
        return suites.stream()
                .flatMap(suite -> Arrays.stream(suite.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class)
                                || method.isAnnotationPresent(ParameterizedTest.class))
                        .map(method -> suite.getSimpleName() + "." + method.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The lines between two marks of a source, moved to the left. */
    private static String region(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int begin = lines.stream().map(String::strip).toList().indexOf("// region: " + name) + 1;
        int end = begin;
        while (!lines.get(end).strip().equals("// endregion")) {
            end++;
        }
        List<String> region = lines.subList(begin, end);
        int indent = region.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return region.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
