package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.attempt.Previewer;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Preview;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.recovery.Recovery;
import java.util.ArrayList;
import java.util.List;

/**
 * A runner that only reads: it surveys, tries briefs out in disposable clones, and leaves no file behind when it is closed. Made by
 * {@link RunnerBuilder#buildReadOnly}.
 */
public final class ReadOnlyRunner extends RunnerView {

    ReadOnlyRunner(RunnerParts parts) {
        super(parts);
    }

    /**
     * Tries what may run, one brief after another: the steps run in a disposable clone, and nothing is published. Sends no
     * request that writes, claims nothing, and leaves no file behind when the runner is closed. What the steps do outside
     * of their clone, they do.
     *
     * @return what came of every brief that was looked at, in the order in which they would run
     */
    public List<Preview> preview(Selection selection) {
        try (Repositories repositories = repositories()) {
            Previewer previewer = assembly.previewer(repositories, folders.forRuns());
            List<Preview> previews = new ArrayList<>();
            int tried = 0;
            for (BriefEvaluation evaluation :
                    assembly.scans(repositories).confirmed(selection).evaluations()) {
                boolean runs = evaluation.decision() instanceof Decision.Run
                        && tried < selection.max()
                        && cancellation.reason().isEmpty();
                Preview preview = runs ? previewer.preview(evaluation, cancellation) : new Preview(evaluation, null);
                tried += preview.trial() == null ? 0 : 1;
                previews.add(preview);
            }
            return List.copyOf(previews);
        }
    }

    /** What {@link Runner#recover} would do with what runners that are gone have left. */
    public List<Recovered> recovery() {
        try (Repositories repositories = repositories()) {
            Recovery recovery = assembly.recovery(repositories, claims, false, true);
            recovery.recoverAll();
            return recovery.recovered();
        }
    }
}
