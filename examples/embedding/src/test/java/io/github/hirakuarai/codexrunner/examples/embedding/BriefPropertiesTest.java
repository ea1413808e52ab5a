package io.github.hirakuarai.codexrunner.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.ProblemCode;
import io.github.hirakuarai.codexrunner.testkit.brief.BriefDocument;
import io.github.hirakuarai.codexrunner.testkit.brief.BriefWriter;
import io.github.hirakuarai.codexrunner.testkit.brief.Briefs;
import io.github.hirakuarai.codexrunner.testkit.brief.Documents;
import io.github.hirakuarai.codexrunner.testkit.brief.SpoiltBrief;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The program holds for briefs that nobody thought of. */
class BriefPropertiesTest {

    private final ReadBriefs program = new ReadBriefs();

    // region: valid
    @Provide
    Arbitrary<Brief> briefs() {
        return Briefs.valid();
    }

    @Property(tries = 200)
    void everyValidBriefIsShownWithItsLane(@ForAll("briefs") Brief brief) {
        String markdown = "~~~~~~~~~~codex-brief\n" + BriefWriter.yaml(brief) + "~~~~~~~~~~\n";

        assertThat(program.read(markdown))
                .containsExactly("brief for " + brief.repository() + " on lane " + brief.lane());
    }
    // endregion

    // region: spoilt
    @Provide
    Arbitrary<SpoiltBrief> spoiltBriefs() {
        return Arbitraries.of(ProblemCode.class)
                .filter(code -> code != ProblemCode.TOO_LARGE)
                .flatMap(Briefs::spoilt);
    }

    @Property(tries = 200)
    void everyProblemIsShownWithItsCode(@ForAll("spoiltBriefs") SpoiltBrief brief) {
        assertThat(program.read(brief.markdown())).anyMatch(line -> line.contains(" " + brief.code() + " "));
    }
    // endregion

    // region: documents
    @Provide
    Arbitrary<BriefDocument> documents() {
        return Documents.with(Briefs.valid());
    }

    @Property(tries = 200)
    void everyBriefOfADocumentIsShownInItsOrder(@ForAll("documents") BriefDocument document) {
        assertThat(program.read(document.markdown()))
                .containsExactlyElementsOf(document.blocks().stream()
                        .map(block -> "brief for " + block.brief().repository() + " on lane "
                                + block.brief().lane())
                        .toList());
    }
    // endregion
}
