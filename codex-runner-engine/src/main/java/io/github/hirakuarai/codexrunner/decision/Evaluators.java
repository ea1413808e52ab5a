package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;

/** Makes an evaluator for each look. */
public final class Evaluators {

    private final RunnerContext context;
    private final BriefIntake intake;
    private final RunTools tools;
    private final Texts texts;
    private final Repositories repositories;

    public Evaluators(
            RunnerContext context, BriefIntake intake, RunTools tools, Texts texts, Repositories repositories) {
        this.context = context;
        this.intake = intake;
        this.tools = tools;
        this.texts = texts;
        this.repositories = repositories;
    }

    /**
     * An evaluator.
     *
     * @param processedBlocks what the documents tell of blocks that were acted on
     * @param waiting whether a lane is waited for however long it takes
     */
    public Evaluator of(ProcessedBlocks processedBlocks, boolean waiting) {
        TextSanitizer sanitizer = texts.sanitizer();
        RunDecider runs = new RunDecider(
                context.config(),
                repositories,
                new Planner(tools.lanes(), tools.outputs(), sanitizer, waiting),
                intake.approvals(),
                texts.approval());
        return new Evaluator(
                context.config(),
                intake,
                repositories,
                sanitizer,
                new RecordDecider(context, repositories, processedBlocks, intake.commands(), runs));
    }
}
