package io.github.hirakuarai.codexrunner.brief;

import java.util.List;

/** Reads every brief of a document in one call. Safe for many threads. */
public final class BriefReader {

    private final BriefExtractor extractor = new BriefExtractor();
    private final BriefParser parser = new BriefParser();
    private final BriefValidator validator;

    /** Reads with what the validator knows of output types. */
    public BriefReader(BriefValidator validator) {
        this.validator = validator;
    }

    /** The blocks of a document's Markdown, in its order, each with what it says. Never throws. */
    public List<ReadBlock> read(String markdown) {
        return extractor.extract(markdown).stream().map(this::read).toList();
    }

    /** One block, as {@link BriefBlock#bare} makes it of a file. Never throws. */
    public ReadBlock read(BriefBlock block) {
        return new ReadBlock(block, validator.validate(parser.parse(block)));
    }

    /**
     * A block and what it says.
     *
     * @param block where it stands, with its digest
     * @param reading the brief, or what is wrong
     */
    public record ReadBlock(BriefBlock block, BriefReading reading) {}
}
