package io.github.hirakuarai.codexrunner.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules of the build agree with each other, and users can depend on them without its parent POM. */
class ModulesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern MODULE_NAME = Pattern.compile(
            "<module.name>(io\\.github\\.hirakuarai\\.codexrunner\\.[a-z.]+|info\\.picocli)</module.name>");
    private static final String PARENT = "<artifactId>codex-runner</artifactId>";

    @Test
    void everyModuleIsExplained() throws Exception {
        String architecture = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        assertThat(modules()).allSatisfy(module -> assertThat(architecture).contains("`" + module + "`"));
        String guides = Files.readString(ROOT.resolve("docs/embedding.md"))
                + Files.readString(ROOT.resolve("docs/plugin-guide.md"));
        assertThat(examples()).allSatisfy(example -> assertThat(guides).contains("`" + example + "`"));
    }

    @Test
    void everyLibraryIsInTheBom() throws Exception {
        String bom = pom("codex-runner-bom");
        List<String> programs = List.of(
                "codex-runner-bom",
                "codex-runner-cli",
                "codex-runner-picocli",
                "codex-runner-dist",
                "codex-runner-tests",
                "codex-runner-bench");
        assertThat(modules())
                .allSatisfy(module -> assertThat(bom.contains("<artifactId>" + module
                                + "</artifactId>\n        <version>${project.version}</version>"))
                        .as(module)
                        .isEqualTo(!programs.contains(module)));
    }

    @Test
    void whatUsersCopyInheritsNothingAndHasTheSameVersion() throws Exception {
        String version = version(Files.readString(ROOT.resolve("pom.xml")), "codex-runner");
        assertThat(version(pom("codex-runner-bom"), "codex-runner-bom")).isEqualTo(version);
        assertThat(pom("codex-runner-bom")).doesNotContain("<parent>");
        for (String example : examples()) {
            assertThat(pom(example)).as(example).doesNotContain(PARENT);
            assertThat(version(pom(example), "codex-runner-bom")).as(example).isEqualTo(version);
        }
    }

    @Test
    void everyExampleIsTried() throws Exception {
        assertThat(Pattern.compile("<examples>([^<]+)</examples>")
                        .matcher(pom("codex-runner-tests"))
                        .results()
                        .map(match -> match.group(1).split(" "))
                        .flatMap(Stream::of)
                        .map(example -> "examples/" + example)
                        .distinct()
                        .sorted())
                .isEqualTo(examples());
    }

    @Test
    void everyJarHasAModuleName() throws Exception {
        List<String> names = new ArrayList<>();
        for (String module : modules()) {
            String pom = pom(module);
            if (!pom.contains("<packaging>pom</packaging>")) {
                assertThat(pom).as(module).containsPattern(MODULE_NAME);
                names.add(first(MODULE_NAME, pom));
            }
        }
        assertThat(names).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    }

    @Test
    void coreIsANamedModuleOfNamedModules() throws Exception {
        String declared = Files.readString(ROOT.resolve("codex-runner-core/src/main/java/module-info.java"));
        assertThat(declared).contains("module " + first(MODULE_NAME, pom("codex-runner-core")) + " {");
        Path core = Path.of(Class.forName("io.github.hirakuarai.codexrunner.model.Brief")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(ModuleFinder.of(core).findAll())
                .singleElement()
                .satisfies(
                        module -> assertThat(module.descriptor().isAutomatic()).isFalse());
    }

    private static List<String> modules() throws IOException {
        return MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<String> examples() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("examples"))) {
            return folders.map(folder -> "examples/" + folder.getFileName())
                    .sorted()
                    .toList();
        }
    }

    private static String pom(String module) throws IOException {
        return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    }

    private static String version(String pom, String artifact) {
        return first(Pattern.compile("<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)</version>"), pom);
    }

    private static String first(Pattern pattern, String text) {
        return Stream.of(text)
                .flatMap(one -> pattern.matcher(one).results())
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing matches " + pattern));
    }
}
