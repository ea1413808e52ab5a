package io.github.hirakuarai.codexrunner.testkit.brief;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Problem;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripPropertiesTest {

    private final BriefReader reader = Briefs.reader();

    @Provide
    Arbitrary<Brief> briefs() {
        return Briefs.valid();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aBriefWrittenAsYamlIsReadAsTheSameBrief(@ForAll("briefs") Brief brief) {
        assertThat(reader.read(BriefBlock.bare(BriefWriter.yaml(brief, brief.hashCode())))
                        .reading())
                .isEqualTo(new BriefReading.Valid(brief));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aBriefWrittenAsJsonIsReadAsTheSameBrief(@ForAll("briefs") Brief brief) {
        assertThat(reader.read(BriefBlock.bare(BriefWriter.json(brief, brief.hashCode())))
                        .reading())
                .isEqualTo(new BriefReading.Valid(brief));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aBriefInAListIsReadAsTheSameBrief(@ForAll("briefs") Brief brief) {
        String yaml = BriefWriter.yaml(brief, brief.hashCode());
        // As CommonMark has it, a line of spaces in a list is an empty line.
        Assume.that(yaml.lines().allMatch(line -> line.isEmpty() || !line.isBlank()));
        String fence = "~".repeat(3 + longestRun(yaml, '~'));
        String indented = yaml.lines().map(line -> "   " + line + "\n").reduce("", String::concat);
        String markdown = "1. do\n\n   " + fence + "yaml codex-brief\n" + indented + "   " + fence + "\n\nthanks\n";

        assertThat(reader.read(markdown)).singleElement().satisfies(block -> {
            assertThat(block.reading()).isEqualTo(new BriefReading.Valid(brief));
            assertThat(block.block().digest()).isEqualTo(BriefBlock.bare(yaml).digest());
        });
    }

    private static int longestRun(String text, char character) {
        int longest = 0;
        int run = 0;
        for (int index = 0; index < text.length(); index++) {
            run = text.charAt(index) == character ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aSpoiltBriefIsReadOrHasProblemsThatPointIntoIt(@ForAll("briefs") Brief brief, @ForAll long seed) {
        String spoilt = Slips.of(BriefWriter.yaml(brief, brief.hashCode()), new Random(seed));

        checkProblems(spoilt, reader.read(BriefBlock.bare(spoilt)).reading());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyTextIsReadOrHasProblemsThatPointIntoIt(@ForAll String text) {
        checkProblems(text, reader.read(BriefBlock.bare(text)).reading());
    }

    /** Bounds the heap too: no reading holds more than it allocates. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void readingAllocatesNoMoreThanTheTextExplains(@ForAll("briefs") Brief brief, @ForAll long seed) {
        String spoilt = Slips.of(BriefWriter.yaml(brief, brief.hashCode()), new Random(seed));
        BriefBlock block = BriefBlock.bare(spoilt);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        reader.read(block);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000 + 2_000L * spoilt.length());
    }

    private static void checkProblems(String text, BriefReading reading) {
        if (reading instanceof BriefReading.Invalid invalid) {
            List<String> lines = List.of(BriefBlock.bare(text).content().split("\n", -1));
            assertThat(invalid.problems()).isNotEmpty().isSorted().doesNotHaveDuplicates();
            for (Problem problem : invalid.problems()) {
                assertThat(problem.line()).isBetween(1, lines.size());
                assertThat(problem.column())
                        .isBetween(1, lines.get(problem.line() - 1).length() + 1);
                assertThat(problem.toString()).doesNotContain("\n").doesNotContain("\u001B");
            }
        }
    }
}
