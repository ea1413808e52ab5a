package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the report of a run that stands in the repository (protocol §3.2, {@code report}). It is made before the run has
 * ended, when its outputs are delivered, and so tells of the steps and not of the result. The same facts give the same
 * text. Safe for many threads.
 */
public final class ReportFile {

    /** Room for all steps' output together, in characters; with the diff it leaves enough for the rest. */
    private static final int OUTPUT_ROOM = 30_000;

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;
    private final StepSections steps;
    private final ChangeSection changes;

    /**
     * A writer of reports.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public ReportFile(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
        steps = new StepSections(sanitizer, sections, inline);
        changes = new ChangeSection(sanitizer, sections);
    }

    /** The file's Markdown, which has passed the sanitizer; ends with a line break. */
    public String render(RunReport report, ReportPlan plan) {
        List<String> parts = new ArrayList<>();
        String title = plan.title();
        parts.add("# "
                + (title == null
                        ? sections.say("report", inline.code(report.id().toString()))
                        : inline.text(title)));
        parts.add(sections.facts(report));
        if (!report.steps().isEmpty()) {
            parts.add(sections.title("steps"));
            parts.add(steps.rows(report.steps()));
        }
        if (plan.parts().contains(ReportPlan.Part.LOG)) {
            addLog(parts, report.steps());
        }
        RunReport.Changes changes = report.changes();
        if (changes != null) {
            parts.addAll(this.changes.render(changes, true, plan.parts().contains(ReportPlan.Part.DIFF)));
        }
        return sanitizer.markdown(String.join("\n\n", parts)).stripTrailing() + "\n";
    }

    private void addLog(List<String> parts, List<StepResult> steps) {
        List<StepResult> telling = steps.stream()
                .filter(step -> !step.outputTail().isBlank())
                .limit(RunSections.MOST_ROWS)
                .toList();
        if (!telling.isEmpty()) {
            parts.add(sections.title("log"));
            telling.forEach(step -> parts.addAll(this.steps.output(step, OUTPUT_ROOM / telling.size())));
        }
    }
}
