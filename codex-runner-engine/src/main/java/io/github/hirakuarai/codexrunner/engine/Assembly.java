package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.attempt.Attempts;
import io.github.hirakuarai.codexrunner.attempt.Claiming;
import io.github.hirakuarai.codexrunner.attempt.Previewer;
import io.github.hirakuarai.codexrunner.command.CommandAnswers;
import io.github.hirakuarai.codexrunner.command.CommandWriter;
import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.decision.AnswerDesk;
import io.github.hirakuarai.codexrunner.decision.ApprovalRequests;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.decision.DryRuns;
import io.github.hirakuarai.codexrunner.decision.Evaluators;
import io.github.hirakuarai.codexrunner.decision.NearMisses;
import io.github.hirakuarai.codexrunner.decision.RunTools;
import io.github.hirakuarai.codexrunner.decision.Scan;
import io.github.hirakuarai.codexrunner.decision.Scans;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.queue.Pipeline;
import io.github.hirakuarai.codexrunner.recovery.EndDisplay;
import io.github.hirakuarai.codexrunner.recovery.LeftWorkdirs;
import io.github.hirakuarai.codexrunner.recovery.OtherRuns;
import io.github.hirakuarai.codexrunner.recovery.OwnRuns;
import io.github.hirakuarai.codexrunner.recovery.Recovery;
import io.github.hirakuarai.codexrunner.recovery.RecoveryLog;
import io.github.hirakuarai.codexrunner.recovery.Resumption;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.nio.file.Path;
import java.util.Set;

/** Makes each stage of what it works with. Only the runner has one: no stage sees more than it is given. */
record Assembly(RunnerContext context, BriefIntake intake, RunTools tools, Display display) {

    Scans scans(Repositories repositories) {
        return new Scans(context, intake, sanitizer(), repositories, evaluators(repositories));
    }

    /** What brings a brief to its end. */
    Pipeline pipeline(Repositories repositories, ProcessedBlocks processedBlocks, CancellationToken cancellation) {
        return new Pipeline(
                context,
                tools.lanes(),
                repositories,
                evaluators(repositories).of(processedBlocks, true),
                new Claiming(context, sanitizer(), intake, repositories, attempts(repositories, cancellation)));
    }

    Previewer previewer(Repositories repositories, Path folderOfRuns) {
        return new Previewer(context, tools, display.texts(), repositories, folderOfRuns);
    }

    /**
     * What deals with the runs that were left.
     *
     * @param acts whether anything is done; else it is only said
     * @param waiting whether a lane is waited for however long it takes
     */
    Recovery recovery(Repositories repositories, StaleClaims claims, boolean acts, boolean waiting) {
        RecoveryLog log = new RecoveryLog(acts, context.listener());
        EndDisplay ends = new EndDisplay(context, intake.source(), display);
        LeftWorkdirs workdirs = new LeftWorkdirs(intake.finder(), tools.lanes(), waiting);
        return new Recovery(
                new OwnRuns(context, repositories, workdirs, ends, log),
                new OtherRuns(repositories, claims, ends, log, tools.lanes()),
                log);
    }

    /** @param recovery ends the runs that cannot be gone on with */
    Resumption resumption(Repositories repositories, Recovery recovery, CancellationToken cancellation) {
        return new Resumption(
                intake, tools.lanes(), repositories, attempts(repositories, cancellation), recovery.own());
    }

    CommandWriter commandWriter(Repositories repositories) {
        return new CommandWriter(context.config(), intake, repositories);
    }

    /**
     * Answers what users ask for and nothing has to be run for.
     *
     * @param nearMisses places of those that were answered, as far as the process knows; added to
     */
    void answer(Scan scan, Selection selection, Repositories repositories, Set<String> nearMisses) {
        RunListener listener = context.listener();
        Texts texts = display.texts();
        Scans scans = scans(repositories);
        AnswerDesk desk =
                new AnswerDesk(repositories, display.states(), context.config().lease());
        new DryRuns(listener, intake.commands(), texts.dryRun(), scans, desk)
                .answer(scan.evaluations(), selection.trigger());
        new ApprovalRequests(context, texts.approval(), intake.approvals(), scans, desk)
                .ask(scan.evaluations(), selection.trigger());
        new CommandAnswers(context, intake, display, scans, desk).answer(scan, selection);
        new NearMisses(listener, intake, texts, desk, nearMisses).answer(scan.documents(), selection);
    }

    private Evaluators evaluators(Repositories repositories) {
        return new Evaluators(context, intake, tools, display.texts(), repositories);
    }

    private Attempts attempts(Repositories repositories, CancellationToken cancellation) {
        return new Attempts(context, display, tools, repositories, cancellation);
    }

    private TextSanitizer sanitizer() {
        return display.texts().sanitizer();
    }
}
