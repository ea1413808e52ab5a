package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.publish.ApprovalComment;
import io.github.hirakuarai.codexrunner.publish.CommandComment;
import io.github.hirakuarai.codexrunner.publish.DryRunComment;
import io.github.hirakuarai.codexrunner.publish.ReportFile;
import io.github.hirakuarai.codexrunner.publish.RunSummary;
import io.github.hirakuarai.codexrunner.publish.StatusComment;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.time.Clock;

/** What every stage of the pipeline works with; made once for a runner. */
record Stages(
        RunnerConfig config,
        Clock clock,
        LedgerClock ledgerClock,
        TextSanitizer texts,
        StatusComment comments,
        ReportFile reports,
        RunSummary summaries,
        DryRunComment dryRuns,
        CommandComment commandComments,
        ApprovalComment approvals,
        BriefSource source,
        BriefFinder finder,
        AdmissionPolicy gate,
        Lanes lanes,
        Outputs outputs,
        CommitBuilder commits,
        StateStore states,
        RunListener listener) {

    /** The same, with nobody told of what is found. */
    Stages silent() {
        return listening(event -> {});
    }

    /** The same, with another listener told of what happens. */
    Stages listening(RunListener other) {
        return new Stages(
                config,
                clock,
                ledgerClock,
                texts,
                comments,
                reports,
                summaries,
                dryRuns,
                commandComments,
                approvals,
                source,
                finder,
                gate,
                lanes,
                outputs,
                commits,
                states,
                other);
    }
}
