package io.github.hirakuarai.codexrunner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise (docs/versions.md). After a change that is meant, the list is renewed by
 * {@code ./mvnw -pl codex-runner-core test -Dtest=PublicApiTest -Dapi.renew=true}, and CHANGELOG.md tells of it.
 */
class PublicApiTest {

    private static final Path LIST = Path.of("api.txt");

    static java.util.List<String> packages() {
        return Signatures.PACKAGES;
    }

    @Test
    void whatIsPublicIsWhatTheListSays() throws Exception {
        String now = Signatures.list();
        if (Boolean.getBoolean("api.renew")) {
            Files.writeString(LIST, now);
        }
        assertThat(now)
                .as("a change of the promise: see docs/versions.md, then renew the list by -Dapi.renew=true")
                .isEqualTo(Files.readString(LIST));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void whatIsPublicIsDescribed(String name) throws Exception {
        assertThat(Documentation.missing(Path.of("src/main/java/io/github/hirakuarai/codexrunner", name)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void whatIsPublicSaysWhatMayBeNull(String name) throws Exception {
        Package promised = Class.forName("io.github.hirakuarai.codexrunner." + name + ".package-info")
                .getPackage();

        assertThat(promised.isAnnotationPresent(NullMarked.class)).isTrue();
    }
}
