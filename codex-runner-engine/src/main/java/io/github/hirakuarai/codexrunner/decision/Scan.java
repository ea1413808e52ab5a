package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
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
public record Scan(List<BriefEvaluation> evaluations, ProcessedBlocks processedBlocks, List<SourceDocument> documents) {

    public Scan {
        evaluations = List.copyOf(evaluations);
        documents = List.copyOf(documents);
    }
}
