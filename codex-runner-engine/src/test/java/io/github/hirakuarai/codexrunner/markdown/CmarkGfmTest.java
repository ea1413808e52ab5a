package io.github.hirakuarai.codexrunner.markdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefExtractor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken from a document is what its readers see on GitHub. All of them: {@code -Dtries=10000}. */
class CmarkGfmTest {

    private static final int TRIES = Integer.getInteger("tries", 400);
    private static final long SEED = Long.getLong("seed", 13);

    @TempDir
    Path folder;

    @Test
    void briefsAndCommandsThatAreTakenAreShownByCmarkGfm() throws Exception {
        assumeTrue(CmarkGfm.installed(), "cmark-gfm is not installed");
        List<String> documents = RandomMarkdown.documents(SEED, TRIES);
        List<CmarkGfm.Blocks> shown = CmarkGfm.blocks(folder, documents);
        int briefs = 0;
        int commands = 0;
        for (int n = 0; n < documents.size(); n++) {
            MarkdownText text = MarkdownText.of(documents.get(n));
            if (text.ambiguities().isEmpty()) {
                List<String> taken = briefs(documents.get(n));
                assertThat(shown.get(n).briefs()).as(documents.get(n)).containsAll(taken);
                List<String> lines = text.topLevelLines().stream()
                        .filter(line -> line.contains("/codex"))
                        .toList();
                assertThat(shown.get(n).paragraphLines()).as(documents.get(n)).containsAll(lines);
                briefs += taken.size();
                commands += (int)
                        lines.stream().filter(line -> line.contains("/codex")).count();
            }
        }
        assertThat(briefs).isGreaterThan(TRIES / 40);
        assertThat(commands).isGreaterThan(TRIES / 80);
    }

    private static List<String> briefs(String document) {
        List<String> contents = new ArrayList<>();
        for (BriefBlock block : new BriefExtractor().extract(document)) {
            assertThat(block.ambiguousLine()).isZero();
            if (block.closed()) {
                contents.add(CmarkGfm.inXml(block.content()));
            }
        }
        return contents;
    }
}
