package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes what the reader of an output wants to know of the run behind it: who wrote the brief, its steps, the files that were
 * not published, and how to run it again. Safe for many threads.
 */
public final class RunSummary {

    private static final int MOST_FILES = 20;

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;
    private final StepSections steps;

    /**
     * A writer of summaries.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public RunSummary(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
        steps = new StepSections(sanitizer, sections, inline);
    }

    /**
     * The summary's Markdown, which has passed the sanitizer; ends without a line break.
     *
     * @param author the login of the user who wrote the brief; it is not mentioned
     */
    public String render(RunReport report, String author) {
        List<String> parts = new ArrayList<>();
        parts.add(sections.say("summary", inline.code(report.id().toString()), inline.code(author)));
        parts.addAll(steps.table(report.steps()));
        RunReport.Changes changes = report.changes();
        if (changes != null && !changes.others().isEmpty()) {
            parts.add(sections.say("others") + " " + files(changes.others()));
        }
        parts.add(sections.say("summary.again"));
        return sanitizer.markdown(String.join("\n\n", parts)).stripTrailing();
    }

    private String files(List<String> paths) {
        String shown = paths.stream().limit(MOST_FILES).map(inline::code).collect(Collectors.joining(", "));
        return paths.size() > MOST_FILES ? shown + ", " + sections.say("more", paths.size() - MOST_FILES) : shown;
    }
}
