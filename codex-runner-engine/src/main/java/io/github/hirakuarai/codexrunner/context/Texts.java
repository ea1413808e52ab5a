package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.publish.ApprovalComment;
import io.github.hirakuarai.codexrunner.publish.CommandComment;
import io.github.hirakuarai.codexrunner.publish.DryRunComment;
import io.github.hirakuarai.codexrunner.publish.ReportFile;
import io.github.hirakuarai.codexrunner.publish.RunSummary;
import io.github.hirakuarai.codexrunner.publish.StatusComment;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.Locale;

/** The texts that a runner writes for users, each through the same sanitizer and in the same language. */
public final class Texts {

    private final TextSanitizer sanitizer;
    private final StatusComment status;
    private final ReportFile report;
    private final RunSummary summary;
    private final DryRunComment dryRun;
    private final CommandComment command;
    private final ApprovalComment approval;

    public Texts(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        this.status = new StatusComment(sanitizer, locale);
        this.report = new ReportFile(sanitizer, locale);
        this.summary = new RunSummary(sanitizer, locale);
        this.dryRun = new DryRunComment(sanitizer, locale);
        this.command = new CommandComment(sanitizer, locale);
        this.approval = new ApprovalComment(sanitizer, locale);
    }

    public TextSanitizer sanitizer() {
        return sanitizer;
    }

    /** The comment that shows the state of a brief. */
    public StatusComment status() {
        return status;
    }

    /** The report that an output puts on the branch. */
    public ReportFile report() {
        return report;
    }

    /** What outputs tell of the run that is behind them. */
    public RunSummary summary() {
        return summary;
    }

    /** The answer to a command for a dry run. */
    public DryRunComment dryRun() {
        return dryRun;
    }

    /** The answer to any other command. */
    public CommandComment command() {
        return command;
    }

    /** The request for approvals. */
    public ApprovalComment approval() {
        return approval;
    }
}
