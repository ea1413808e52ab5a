package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.Assessment;
import io.github.hirakuarai.codexrunner.engine.Recovered;
import io.github.hirakuarai.codexrunner.engine.RunEvent;
import io.github.hirakuarai.codexrunner.engine.RunListener;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Link;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows a run as it happens: each stage a line on standard error, each brief's end a line on standard output. Under
 * {@code -q} only the ends, without {@code -v} no lines of the steps' output.
 */
final class ProgressPrinter implements RunListener {

    private final Surroundings surroundings;
    private final CommonOptions options;
    private final Colors colors;

    ProgressPrinter(Surroundings surroundings, CommonOptions options) {
        this.surroundings = surroundings;
        this.options = options;
        this.colors = Colors.of(surroundings, options);
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.Scanned scanned) {
            stage("source", scanned.documents() + " documents, " + scanned.briefs() + " briefs");
        } else if (event instanceof RunEvent.Assessed assessed) {
            stage("gate", gate(assessed.assessment()));
        } else if (event instanceof RunEvent.Claimed claimed) {
            stage("claim", claimed.id() + " as run " + claimed.run() + ", attempt " + claimed.attempt());
        } else if (event instanceof RunEvent.WorkspaceReady ready) {
            stage(
                    "workspace",
                    ready.workdir() + " on " + ready.host() + " at " + ready.base() + " "
                            + ready.commit().substring(0, 8));
        } else if (event instanceof RunEvent.StepStarted started) {
            stage("step", started.ordinal() + "/" + started.total() + " " + started.name());
        } else if (event instanceof RunEvent.StepOutput output) {
            if (!options.quiet) {
                surroundings.err().println(colors.faint("           | " + SafeText.line(output.line())));
            }
        } else if (event instanceof RunEvent.StepEnded ended) {
            stage(
                    "step",
                    ended.step().ordinal() + " " + ended.step().exit().text() + " after "
                            + Elapsed.text(ended.step().elapsed()));
        } else if (event instanceof RunEvent.BranchPushed pushed) {
            stage(
                    "output",
                    "pushed " + pushed.branch() + " (" + pushed.commit().substring(0, 8) + ", " + pushed.files()
                            + (pushed.files() == 1 ? " file)" : " files)"));
        } else if (event instanceof RunEvent.OutputDelivered delivered) {
            stage("output", delivered.type() + ": " + links(delivered.links()));
        } else if (event instanceof RunEvent.StateShown shown) {
            stage(
                    "state",
                    shown.state()
                            + (shown.comment() == null
                                    ? ""
                                    : ", " + shown.comment().url()));
        } else if (event instanceof RunEvent.Ended ended) {
            ended(ended);
        } else if (event instanceof RunEvent.Recovery recovery) {
            Recovered recovered = recovery.recovered();
            stage(
                    "recovery",
                    recovered.id() + " " + recovered.verdict().name().toLowerCase(Locale.ROOT) + ": "
                            + recovered.message());
        } else if (event instanceof RunEvent.Warned warned) {
            surroundings.err().println("codex-runner: " + SafeText.line(warned.message()));
        }
    }

    private void ended(RunEvent.Ended ended) {
        String state = ended.result().state() + " (" + ended.result().text() + ")";
        String line = ended.id() + "  "
                + (ended.result().state() == BriefState.DONE ? colors.good(state) : colors.bad(state));
        if (ended.failure() != null) {
            line += "  " + ended.failure().code() + ": "
                    + SafeText.line(ended.failure().message());
        }
        surroundings.out().println(line);
        ended.links().forEach(link -> surroundings.out().println("  " + link.kind() + "  " + link.url()));
    }

    private void stage(String name, String what) {
        if (!options.quiet) {
            surroundings.err().println(colors.strong(String.format("%-10s", name)) + " " + SafeText.line(what));
        }
    }

    private static String gate(Assessment brief) {
        String reasons = brief.reasons().stream()
                .map(reason -> reason.code() + ": " + reason.message())
                .collect(Collectors.joining("; "));
        return brief.id() + " " + brief.decision().text() + (reasons.isEmpty() ? "" : ", " + reasons);
    }

    private static String links(List<Link> links) {
        return links.stream().map(link -> link.text() + " " + link.url()).collect(Collectors.joining(", "));
    }
}
