package io.github.hirakuarai.codexrunner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
