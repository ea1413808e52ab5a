package io.github.hirakuarai.codexrunner.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the fuzzer found worth keeping is read in every build. */
class FuzzCorpusTest {

    @Test
    void everyInputOfTheCorpusKeepsThePromises() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/fuzz/corpus"))) {
            List<Path> corpus = files.sorted().toList();
            assertThat(corpus)
                    .hasSizeGreaterThan(9)
                    .allSatisfy(file -> ReadingFuzzTarget.fuzzerTestOneInput(Files.readAllBytes(file)));
        }
    }
}
