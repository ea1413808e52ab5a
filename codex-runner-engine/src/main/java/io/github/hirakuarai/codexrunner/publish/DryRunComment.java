package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the comment that answers a command for a dry run: its marker first, then what would happen. Safe for many threads. */
public final class DryRunComment {

    /** Room for all scripts together, in characters. */
    private static final int SCRIPT_ROOM = 30_000;

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;

    /**
     * A writer of such comments.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public DryRunComment(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
    }

    /** The comment's Markdown, which has passed the sanitizer. */
    public String render(DryRunReport report) {
        List<String> parts = new ArrayList<>();
        DryRunReport.Plan plan = report.plan();
        parts.add("### 🔎 " + sections.say("dryrun", sections.say("dryrun." + verdict(report))));
        parts.add(facts(report));
        parts.addAll(sections.reasons(report.reasons()));
        if (report.rejection() != null) {
            parts.addAll(sections.failure(report.rejection()));
            parts.addAll(sections.problems(report.problems()));
        }
        if (plan != null) {
            parts.addAll(sections.scripts(plan.env(), plan.steps(), SCRIPT_ROOM));
            parts.addAll(sections.bulleted("outputs", plan.outputs(), inline::text));
        }
        String marker = new Marker.Answer(report.key(), report.command()).write();
        return marker + "\n" + sanitizer.markdown(String.join("\n\n", parts) + "\n");
    }

    private static String verdict(DryRunReport report) {
        if (report.plan() != null) {
            return "run";
        }
        if (report.rejection() != null) {
            return "rejected";
        }
        return report.reasons().isEmpty() ? report.state().name() : "held";
    }

    private String facts(DryRunReport report) {
        StringBuilder table = new StringBuilder("| | |\n| --- | --- |");
        sections.fact(table, "fact.brief", inline.cell(report.id().toString()));
        sections.fact(table, "fact.digest", inline.cell(report.digest().toString()));
        DryRunReport.Plan plan = report.plan();
        if (plan != null) {
            sections.fact(table, "fact.attempt.planned", String.valueOf(plan.attempt()));
            sections.fact(table, "fact.lane", sections.place(plan.place()));
            sections.fact(table, "fact.workdir", inline.cell(plan.workdir()));
            sections.fact(
                    table,
                    "fact.branch",
                    sections.say("fact.branches", inline.cell(plan.branch()), inline.cell(plan.base())));
        }
        return table.toString();
    }
}
