package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.List;

/**
 * What was found at one look at all documents.
 *
 * @param evaluations those to be run first come first
 * @param processedBlocks what the documents tell of blocks that were acted on
 * @param documents all of them, as they are listed
 */
record Scan(List<Evaluation> evaluations, ProcessedBlocks processedBlocks, List<SourceDocument> documents) {

    Scan {
        evaluations = List.copyOf(evaluations);
        documents = List.copyOf(documents);
    }
}
