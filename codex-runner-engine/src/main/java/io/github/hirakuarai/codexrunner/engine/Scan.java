package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.intake.FoundBrief;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was found at one look at all documents.
 *
 * @param evaluations those to be run first come first
 * @param processedBlocks what the documents tell of blocks that were acted on
 */
record Scan(List<Evaluation> evaluations, ProcessedBlocks processedBlocks) {

    Scan {
        evaluations = List.copyOf(evaluations);
    }

    /** source → extract → parse → validate → gate, for all documents. */
    static Scan of(Stages stages, Repositories repositories, Selection selection) {
        SourceQuery query = query(stages, selection);
        Set<RepositoryName> unreadable = new HashSet<>();
        List<SourceDocument> documents = stages.source()
                .documents(new SourceQuery(query.repositories(), query.labels(), query.issue(), (repository, why) -> {
                    unreadable.add(repository);
                    repositories.unavailable(repository, why);
                }));
        repositories.requireOne(query.repositories(), unreadable);
        Map<SourceDocument, List<FoundBrief>> found = new HashMap<>();
        documents.forEach(document -> found.put(document, stages.finder().find(document)));
        stages.listener()
                .on(new RunEvent.Scanned(
                        documents.size(),
                        found.values().stream().mapToInt(List::size).sum()));
        ProcessedBlocks processedBlocks = new ProcessedBlocks(
                documents,
                (repository, account) -> account.bot()
                        || stages.source()
                                .permission(repository, account, false)
                                .includes(Permission.WRITE));
        found.values().forEach(briefs -> briefs.forEach(brief -> repositories.expect(brief.ledger(), brief.issue())));
        Evaluator evaluator = new Evaluator(stages, repositories, processedBlocks);
        List<Evaluation> evaluations = new ArrayList<>();
        for (SourceDocument document : documents) {
            evaluator.evaluate(Objects.requireNonNull(found.get(document)), selection.trigger(), null).stream()
                    .filter(evaluation -> isSelected(evaluation.found(), selection))
                    .forEach(evaluations::add);
        }
        evaluations.sort(BriefOrder.of(stages.config(), stages.clock()));
        evaluations.forEach(evaluation -> stages.listener().on(new RunEvent.Evaluated(evaluation)));
        return new Scan(evaluations, processedBlocks);
    }

    private static SourceQuery query(Stages stages, Selection selection) {
        Set<String> labels = Set.of(stages.gate().enablingLabel(selection.trigger()));
        BriefId brief = selection.brief();
        if (brief != null) {
            return new SourceQuery(List.of(brief.repository()), labels, brief.number());
        }
        return new SourceQuery(
                selection.repository() == null ? stages.config().repositories() : List.of(selection.repository()),
                labels,
                selection.issue());
    }

    private static boolean isSelected(FoundBrief brief, Selection selection) {
        boolean lane = selection.lane() == null || selection.lane().equals(brief.lane());
        return lane && (selection.brief() == null || selection.brief().equals(brief.id()));
    }
}
