package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes a brief's one status comment (protocol §6): first the hidden marker, then what a person wants to know, the most
 * important first. The same facts give the same text, so that a comment is edited only when something has changed. Safe
 * for many threads.
 */
public final class StatusComment {

    /** Room for the parts that may be long, in characters; together they leave enough for the rest, so nothing is cut. */
    private static final int OUTPUT_ROOM = 15_000;

    private final TextSanitizer gate;
    private final Inline inline;
    private final RunSections sections;

    /**
     * A writer of comments.
     *
     * @param gate everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public StatusComment(TextSanitizer gate, Locale locale) {
        this.gate = gate;
        inline = new Inline(gate);
        sections = new RunSections(gate, locale);
    }

    /** The comment's Markdown, which has passed the gate. */
    public String render(RunReport report) {
        List<String> parts = new ArrayList<>();
        parts.add(headline(report));
        parts.addAll(sections.list(report.links(), this::link));
        List<StepResult> failed = failed(report);
        addFailure(parts, report, failed);
        parts.addAll(sections.problems(report.problems()));
        parts.addAll(sections.steps(report.steps()));
        parts.addAll(sections.outputs(
                report.steps().stream().filter(step -> !failed.contains(step)).toList()));
        RunReport.Changes changes = report.changes();
        if (changes != null) {
            parts.addAll(sections.changes(changes, true));
        }
        parts.addAll(sections.details(report));
        String marker = new Marker.Status(report.key(), report.digest(), report.run(), report.state()).write();
        return marker + "\n" + gate.markdown(String.join("\n\n", parts) + "\n");
    }

    private String headline(RunReport report) {
        Result result = report.result();
        String state = sections.say("state." + report.state());
        return "### "
                + (result == null
                        ? sections.say("headline", sign(report.state()), state)
                        : sections.say("headline.result", sign(result), state, sections.say("result." + result)));
    }

    private static String sign(BriefState state) {
        return state == BriefState.RUNNING || state == BriefState.PICKED ? "⏳" : "•";
    }

    private static String sign(Result result) {
        return switch (result) {
            case SUCCESS -> "✅";
            case PARTIAL -> "⚠️";
            case FAILURE, INVALID, TIMED_OUT, CANCELLED, INTERRUPTED, EXPIRED -> "❌";
        };
    }

    /** The steps whose output explains a failure: the one that ended the run is the last, but for those that always run. */
    private static List<StepResult> failed(RunReport report) {
        if (report.failure() == null) {
            return List.of();
        }
        List<StepResult> failed = report.steps().stream()
                .filter(step -> !step.exit().succeeded() && !step.outputTail().isBlank())
                .toList();
        return failed.subList(Math.max(0, failed.size() - 3), failed.size());
    }

    private void addFailure(List<String> parts, RunReport report, List<StepResult> failed) {
        Failure failure = report.failure();
        if (failure == null) {
            return;
        }
        parts.addAll(sections.failure(failure));
        if (report.changes() != null) {
            parts.add(sections.say("branch.stays", inline.code(report.changes().branch())));
        }
        for (StepResult step : failed) {
            parts.addAll(sections.output(step, OUTPUT_ROOM / failed.size()));
        }
    }

    private String link(Link link) {
        return "[" + inline.code(link.text()) + "](<" + link.url().toASCIIString() + ">)";
    }
}
