package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.RateLimitRetry;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.decision.RunTools;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.List;

/** Makes each attempt of what it works with. */
public final class Attempts {

    private final RunnerContext context;
    private final Display display;
    private final RunTools tools;
    private final Repositories repositories;
    private final CancellationToken cancellation;

    /** @param cancellation ends what runs, and the waiting for the forge's limits */
    public Attempts(
            RunnerContext context,
            Display display,
            RunTools tools,
            Repositories repositories,
            CancellationToken cancellation) {
        this.context = context;
        this.display = display;
        this.tools = tools;
        this.repositories = repositories;
        this.cancellation = cancellation;
    }

    /** Whether no attempt is to be begun any more. */
    boolean areCancelled() {
        return cancellation.reason().isPresent();
    }

    /** Closes a workspace. The brief has its end by now: what goes wrong here is the operator's to know, and no reason to end the run. */
    public void close(Workspace workspace, BriefId brief) {
        try {
            workspace.close();
        } catch (RunnerException e) {
            context.tell(new RunEvent.Warned(brief, "its workspace could not be put back: " + e.getMessage()));
        }
    }

    /**
     * The attempt of a run that this process holds.
     *
     * @param earlier what came before it, for its comment
     */
    public Attempt of(HeldRun held, RunCheck check, List<RunReport.EarlierAttempt> earlier) {
        BriefId id = held.evaluation().id();
        RunReport.Logs logs = new RunReport.Logs(
                held.folder().path().toString(), context.config().runner().id());
        RunReportBuilder facts = new RunReportBuilder(
                held.evaluation(), held.folder().run(), logs, context.clock().instant());
        facts.follows(earlier);
        RateLimitRetry retry = new RateLimitRetry(
                context.clock(), cancellation, until -> context.tell(new RunEvent.RateLimited(id, until)));
        RunGuard guard = new RunGuard(held, check, display.states(), retry, cancellation);
        RunDisplay shown = new RunDisplay(context, display, held, facts, guard);
        RunOutputs outputs = new RunOutputs(tools, display.texts(), repositories, facts);
        return new Attempt(
                new RunExecution(
                        context.listening(shown::hear),
                        display.texts().sanitizer(),
                        repositories,
                        held.folder(),
                        facts),
                new OutputDeliverer(context, outputs, held, facts, guard),
                guard,
                shown,
                new AttemptEnd(context, display.texts(), held, facts, shown));
    }
}
