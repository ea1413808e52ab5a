package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the briefs of documents: extracts the blocks, parses and validates each. */
public final class BriefFinder {

    private final BriefReader reader;

    public BriefFinder(BriefReader reader) {
        this.reader = reader;
    }

    /** The briefs of a document, in the order in which they stand. */
    public List<FoundBrief> find(SourceDocument document) {
        // What a runner wrote itself is never a brief, whoever posted it (protocol §5 rule 7).
        if (Marker.in(document.markdown())) {
            return List.of();
        }
        List<BriefReader.ReadBlock> blocks = reader.read(document.markdown());
        Set<BriefKey> keys = new LinkedHashSet<>();
        blocks.forEach(block -> keys.add(key(document, block.block())));
        List<FoundBrief> found = new ArrayList<>();
        for (BriefReader.ReadBlock read : blocks) {
            BriefBlock block = read.block();
            found.add(new FoundBrief(
                    document,
                    BriefId.of(document.ref(), block.ordinal()),
                    key(document, block),
                    block.digest(),
                    block.place(),
                    block.content(),
                    read.reading(),
                    keys));
        }
        return List.copyOf(found);
    }

    /** What the validator makes of a block that is known already. */
    public BriefReading read(String content) {
        return reader.read(BriefBlock.bare(content)).reading();
    }

    private static BriefKey key(SourceDocument document, BriefBlock block) {
        return BriefKey.of(document.ref(), block.digest(), block.place());
    }
}
