package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.StepResult;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a brief's one status comment (protocol §6): first the hidden marker, then the result, its cause, what to do next,
 * and folded what explains it. The same facts give the same text, so that a comment is edited only when something has
 * changed. Safe for many threads.
 */
public final class StatusComment {

    /** GitHub takes 65,536 characters; a list of checkboxes may come behind it. */
    private static final int LONGEST = 65_000;

    private static final int LONGEST_EARLIER = 160;

    private static final int MOST_EARLIER = 10;

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;
    private final Headline headline;
    private final StepSections steps;
    private final ChangeSection changes;

    /**
     * A writer of comments.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public StatusComment(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
        headline = new Headline(sections, inline);
        steps = new StepSections(sanitizer, sections, inline);
        changes = new ChangeSection(sanitizer, sections);
    }

    /** The comment's Markdown, which has passed the sanitizer. */
    public String render(RunReport report) {
        List<StepResult> seen = steps.seen(report);
        List<String> before = new ArrayList<>();
        before.add("### " + headline.of(report));
        before.addAll(links(report));
        before.addAll(steps.seenOutputs(seen));
        before.addAll(cause(report));
        before.addAll(sections.problems(report.problems()));
        List<String> after = new ArrayList<>();
        after.addAll(branch(report));
        after.addAll(steps.table(report.steps()));
        after.addAll(steps.folded(report.steps(), seen));
        RunReport.Changes changed = report.changes();
        if (changed != null) {
            boolean published = changed.others().size() < changed.statusAfter().size();
            after.addAll(changes.render(changed, published, true));
        }
        after.addAll(earlier(report.earlier()));
        after.addAll(sections.fold(sections.say("run.details"), List.of(sections.facts(report))));
        String marker = new Marker.Status(report.key(), report.digest(), report.run(), report.state()).write();
        int room = LONGEST - marker.length() - 1;
        String text = gated(before, next(report), after);
        // What is said last is needed least; the headline and what to do stay.
        while (text.length() > room && (!after.isEmpty() || before.size() > 1)) {
            List<String> longer = after.isEmpty() ? before : after;
            longer.remove(longer.size() - 1);
            text = gated(before, next(report), after);
        }
        return marker + "\n" + text;
    }

    /** The command stands between two parts that the sanitizer has seen: inside, the sanitizer would take it for one. */
    private String gated(List<String> before, List<String> next, List<String> after) {
        String command = next.isEmpty() ? "" : next.get(next.size() - 1);
        List<String> first = new ArrayList<>(before);
        first.addAll(next.subList(0, Math.max(0, next.size() - 1)));
        String block = command.isEmpty() ? "" : "\n```text\n" + command + "\n```\n";
        return sanitizer.markdown(String.join("\n\n", first) + "\n") + block + "\n"
                + sanitizer.markdown(String.join("\n\n", after) + "\n");
    }

    private List<String> links(RunReport report) {
        boolean inHeadline = report.result() == Result.SUCCESS && report.links().size() == 1;
        return inHeadline
                ? List.of()
                : sections.list(
                        report.links(),
                        (Link link) -> sections.listed(link, report.id().repository()));
    }

    /** The message in full, where the headline does not say it all. */
    private List<String> cause(RunReport report) {
        Failure failure = report.failure();
        if (failure == null || report.result() == Result.INVALID) {
            return List.of();
        }
        boolean ofStep = RunSteps.decisive(report).isPresent() && RunSteps.endedByItself(failure);
        return ofStep || headline.says(failure)
                ? List.of()
                : List.of(inline.code(failure.code()) + " "
                        + inline.text(sections.meaning(failure.code(), failure.message())));
    }

    /** What to do, and as the last part the command for it; an empty one where there is none. */
    private List<String> next(RunReport report) {
        if (report.attempt() == RunReport.PREVIEW) {
            return List.of();
        }
        if (report.result() == null) {
            return List.of(sections.say("next.cancel"), NextCommand.CANCEL);
        }
        Failure failure = report.failure();
        if (failure == null) {
            return List.of();
        }
        NextCommand next = NextCommand.after(failure);
        String advice = next.advice()
                .filter(sections::isKnown)
                .map(sections::phrase)
                .map(inline::text)
                .orElse("");
        if (!next.retry()) {
            return List.of(sections.say("next.edit", advice.isEmpty() ? sections.say("advice.edit") : advice), "");
        }
        if (failure.result() == Result.CANCELLED && advice.isEmpty()) {
            return List.of(sections.say("next.again"), NextCommand.RETRY);
        }
        return List.of(
                sections.say("next.retry", advice.isEmpty() ? sections.say("advice.fix") : advice), NextCommand.RETRY);
    }

    private List<String> branch(RunReport report) {
        RunReport.Changes changed = report.changes();
        RunReport.Place place = report.place();
        if (report.failure() == null || changed == null || place == null || changed.workdir() == null) {
            return List.of();
        }
        return changed.statusAfter().isEmpty() || report.attempt() == RunReport.PREVIEW
                ? List.of()
                : List.of(sections.say(
                        "branch.stays",
                        inline.code(changed.branch()),
                        inline.code(changed.workdir()),
                        inline.text(place.host()),
                        inline.code(place.lane())));
    }

    private List<String> earlier(List<RunReport.EarlierAttempt> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        StringBuilder table = new StringBuilder("| # | " + sections.say("fact.ended") + " | " + sections.say("result")
                + " | " + sections.say("retriedBy") + " | " + sections.say("fact.run") + " |\n"
                + "| --: | --- | --- | --- | --- |");
        for (RunReport.EarlierAttempt attempt : all.subList(Math.max(0, all.size() - MOST_EARLIER), all.size())) {
            table.append("\n| ").append(attempt.number());
            table.append(" | ").append(sections.time(attempt.endedAt()));
            table.append(" | ").append(ended(attempt));
            table.append(" | ").append(attempt.retriedBy() == null ? "" : inline.cell(attempt.retriedBy()));
            table.append(" | ").append(inline.cell(attempt.run().value())).append(" |");
        }
        return sections.fold(sections.say("earlier", all.size()), List.of(table.toString()));
    }

    private String ended(RunReport.EarlierAttempt attempt) {
        @Nullable String code = attempt.failure();
        @Nullable String message = attempt.message();
        String result = code == null || message == null
                ? sections.say("result." + attempt.result())
                : inline.text(sections.meaning(code, message), LONGEST_EARLIER);
        return code == null ? result : inline.cell(code) + " " + result;
    }
}
