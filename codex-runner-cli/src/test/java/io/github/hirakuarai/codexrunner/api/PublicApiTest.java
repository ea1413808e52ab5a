package io.github.hirakuarai.codexrunner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds each module's promise (docs/versions.md). After an intended change, renew the lists by
 * {@code ./mvnw -pl codex-runner-cli -am test -Dtest=PublicApiTest -Dapi.renew=true}, and tell of it in CHANGELOG.md.
 */
class PublicApiTest {

    static Set<String> modules() {
        return Signatures.PACKAGES.keySet();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void whatIsPublicIsWhatTheListSays(String module) throws Exception {
        Path list = Path.of("..", module, "api.txt");
        String now = Signatures.list(module);
        if (Boolean.getBoolean("api.renew")) {
            Files.writeString(list, now);
        }
        assertThat(now)
                .as("a change of the promise: see docs/versions.md, then renew the list by -Dapi.renew=true")
                .isEqualTo(Files.readString(list));
    }

    /** Shown is what is promised, and what its signatures name besides. */
    @ParameterizedTest
    @MethodSource("modules")
    void theJavadocLeavesEveryOtherPackageOut(String module) throws Exception {
        Path root = Path.of("..", module);
        String promise = Files.readString(root.resolve("api.txt"));
        List<String> promised = Signatures.PACKAGES.getOrDefault(module, List.of());
        Set<String> others = new TreeSet<>();
        Path sources = root.resolve("src/main/java/io/github/hirakuarai/codexrunner");
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> sources.relativize(file.resolveSibling(""))
                            .toString()
                            .replace('/', '.'))
                    .filter(name -> !promised.contains(name) && !promise.contains(" " + name + "."))
                    .forEach(name -> others.add("io.github.hirakuarai.codexrunner." + name));
        }

        Matcher excluded = Pattern.compile("<javadoc.excluded>([^<]+)</javadoc.excluded>")
                .matcher(Files.readString(root.resolve("pom.xml")));

        assertThat(excluded.find() ? Set.of(excluded.group(1).split(":")) : Set.of())
                .isEqualTo(others);
    }

    @TestFactory
    Stream<DynamicTest> everyPromisedPackageIsDescribedAndSaysWhatMayBeNull() {
        return Signatures.PACKAGES.entrySet().stream()
                .flatMap(module -> module.getValue().stream()
                        .map(name -> DynamicTest.dynamicTest(name, () -> {
                            Path sources = Path.of(
                                    "..",
                                    module.getKey(),
                                    "src/main/java/io/github/hirakuarai/codexrunner",
                                    name.replace('.', '/'));
                            Package promised = Class.forName(
                                            "io.github.hirakuarai.codexrunner." + name + ".package-info")
                                    .getPackage();

                            assertThat(Documentation.missing(sources)).isEmpty();
                            assertThat(promised.isAnnotationPresent(NullMarked.class))
                                    .isTrue();
                        })));
    }
}
