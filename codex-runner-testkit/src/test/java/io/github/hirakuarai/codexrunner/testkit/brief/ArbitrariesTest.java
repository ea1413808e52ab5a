package io.github.hirakuarai.codexrunner.testkit.brief;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reader agrees with what the arbitraries say of their briefs. */
class ArbitrariesTest {

    private final BriefReader reader = Briefs.reader();

    @ParameterizedTest
    @EnumSource
    void aSpoiltBriefHasAProblemOfItsCode(ProblemCode code) {
        int samples = code == ProblemCode.TOO_LARGE ? 3 : 100;
        Briefs.spoilt(code)
                .sampleStream()
                .limit(samples)
                .forEach(spoilt -> assertThat(reader.read(spoilt.markdown()))
                        .singleElement()
                        .satisfies(block -> {
                            assertThat(block.reading()).as(spoilt.markdown()).isInstanceOf(BriefReading.Invalid.class);
                            assertThat(((BriefReading.Invalid) block.reading()).problems())
                                    .as(spoilt.markdown())
                                    .extracting(Problem::code)
                                    .contains(code);
                        }));
    }

    @Provide
    Arbitrary<BriefDocument> documents() {
        return Documents.with(Briefs.valid());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyBriefOfADocumentIsReadAtItsPlace(@ForAll("documents") BriefDocument document) {
        List<BriefReader.ReadBlock> read = reader.read(document.markdown());

        assertThat(read).hasSameSizeAs(document.blocks());
        for (int index = 0; index < read.size(); index++) {
            BriefDocument.Block written = document.blocks().get(index);
            assertThat(read.get(index).reading()).isEqualTo(new BriefReading.Valid(written.brief()));
            assertThat(read.get(index).block().line()).isEqualTo(written.line());
            assertThat(read.get(index).block().column()).isEqualTo(written.column());
            assertThat(read.get(index).block().digest()).isEqualTo(Digest.of(written.text()));
        }
    }

    @Example
    void aBriefShrinksToAFewPlainLines() {
        Random random = new Random(1);
        Predicate<Brief> failing = brief ->
                brief.outputs().stream().anyMatch(output -> output.type().equals("pr"))
                        && brief.steps().size() > 1;

        String yaml = BriefWriter.yaml(shrunk(
                first(Briefs.valid().generator(1000).stream(random)
                        .limit(1000)
                        .filter(one -> failing.test(one.value()))),
                failing));

        assertThat(yaml.lines()).as(yaml).hasSizeBetween(13, 20);
    }

    private static Shrinkable<Brief> first(Stream<Shrinkable<Brief>> briefs) {
        return briefs.findFirst().orElseThrow();
    }

    private static Brief shrunk(Shrinkable<Brief> brief, Predicate<Brief> failing) {
        Optional<Shrinkable<Brief>> next = Optional.of(brief);
        Shrinkable<Brief> least = brief;
        while (next.isPresent()) {
            least = next.get();
            Shrinkable<Brief> from = least;
            next = from.shrink()
                    .filter(one -> one.distance().compareTo(from.distance()) < 0 && failing.test(one.value()))
                    .findFirst();
        }
        return least.value();
    }

    @Test
    void thePlainStyleIsWhatACarefulPersonWrites() {
        Brief brief = ((BriefReading.Valid) reader.read("""
                ```codex-brief
                outputs: [{type: report, path: "a b.md"}]
                steps: [{shell: "make\\nmake test\\n", name: "no"}]
                workdir: ~/work/app
                branch: main
                repo: octo-org/app
                executor: devbox
                ```
                """).get(0).reading()).brief();

        assertThat(BriefWriter.yaml(brief)).isEqualTo("""
                executor: devbox
                repo: octo-org/app
                branch: main
                workdir: ~/work/app
                steps:
                  - name: no
                    shell: |
                      make
                      make test
                outputs:
                  - type: report
                    path: a b.md
                """);
    }
}
