package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.brief.CommandNearMiss;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the comment that answers a command that runs nothing: one that finds nothing to do, {@code /codex status}, and a text
 * that was meant as a command or a brief. Its marker comes first. Safe for many threads.
 */
public final class CommandComment {

    private final TextSanitizer sanitizer;
    private final Inline inline;
    private final RunSections sections;

    /**
     * A writer of such comments.
     *
     * @param sanitizer everything passes it
     * @param locale English or Japanese; any other gives English
     */
    public CommandComment(TextSanitizer sanitizer, Locale locale) {
        this.sanitizer = sanitizer;
        inline = new Inline(sanitizer);
        sections = new RunSections(sanitizer, locale);
    }

    /**
     * Says that a command finds nothing to do.
     *
     * @param key of the command's answer
     * @param concerned the briefs that the command is about; empty when it names one that is not there, or there is none
     */
    public String nothingToDo(BriefKey key, BriefCommand command, List<BriefId> concerned) {
        String text;
        if (!concerned.isEmpty()) {
            text = sections.say("nothing." + command.kind(), ids(concerned));
        } else if (command.target() != null) {
            text = sections.say("nothing.unknown", inline.code(command.target().toString()));
        } else {
            text = sections.say("nothing.none");
        }
        return render(key, command.id(), text);
    }

    /**
     * Says that a retry was given for a text that has been edited since.
     *
     * @param key of the command's answer
     * @param edited the briefs that it does not count for
     */
    public String outdated(BriefKey key, BriefCommand command, List<BriefId> edited) {
        return render(key, command.id(), sections.say("outdated", ids(edited)));
    }

    /**
     * Says what to write instead of a line that is nearly a command.
     *
     * @param key of the answer
     * @param id of the answer
     */
    public String nearMiss(BriefKey key, String id, CommandNearMiss nearMiss) {
        BriefCommand.@Nullable Kind meant = nearMiss.meant();
        String written = inline.code(nearMiss.written());
        String text;
        if (meant == null) {
            text = sections.say("near." + nearMiss.cause() + ".all", written);
        } else if (meant == BriefCommand.Kind.APPROVE && nearMiss.cause() != CommandNearMiss.Cause.AMBIGUOUS) {
            text = sections.say("near.APPROVE", written);
        } else {
            text = sections.say("near." + nearMiss.cause(), written, inline.code("/codex " + meant.word()));
        }
        return render(key, id, text);
    }

    /**
     * Says what to write instead of what stands behind a fence.
     *
     * @param key of the answer
     * @param id of the answer
     * @param tag what stands there
     */
    public String nearMiss(BriefKey key, String id, String tag) {
        return render(key, id, sections.say("near.fence", inline.code(tag)));
    }

    /**
     * Lists the briefs of an issue.
     *
     * @param key of the command's answer
     */
    public String status(BriefKey key, BriefCommand command, List<Row> rows) {
        List<String> parts = new ArrayList<>();
        parts.add("### 📋 " + sections.say("status"));
        if (!rows.isEmpty()) {
            parts.add(rows.stream().limit(RunSections.MOST_ROWS).map(this::row).collect(Collectors.joining("\n")));
        }
        if (rows.isEmpty()) {
            parts.add(sections.say("status.none"));
        }
        if (rows.size() > RunSections.MOST_ROWS) {
            parts.add(sections.say("more", rows.size() - RunSections.MOST_ROWS));
        }
        return render(key, command.id(), String.join("\n\n", parts));
    }

    private String row(Row row) {
        List<String> lines = new ArrayList<>();
        String state = sections.say("state." + row.state());
        lines.add("- " + inline.code(row.id().toString()) + ": **" + state + "**"
                + (row.ready() ? sections.say("status.ready") : "")
                + (row.reasons().isEmpty() ? "" : sections.say("status.held"))
                + (row.rejection() == null ? "" : sections.say("status.rejected")));
        row.reasons().forEach(reason -> lines.add(explained(reason.code().name(), reason.message())));
        Failure rejection = row.rejection();
        if (rejection != null) {
            lines.add(explained(rejection.code(), rejection.message()));
        }
        End end = row.end();
        if (end != null) {
            lines.add(explained(end.failure().code(), end.failure().message()));
            lines.add("  - "
                    + (NextCommand.after(end.failure()).retry()
                            ? sections.say("status.retry", inline.code(NextCommand.RETRY + " " + row.id()))
                            : sections.say("status.edit")));
            if (end.comment() != null) {
                lines.add("  - " + sections.say("status.comment", "#issuecomment-" + end.comment()));
            }
        }
        return String.join("\n", lines);
    }

    private String explained(String code, String message) {
        return "  - " + inline.code(code) + " " + sections.explained(code, message);
    }

    private String ids(List<BriefId> briefs) {
        String shown = briefs.stream()
                .limit(RunSections.MOST_ROWS)
                .map(id -> inline.code(id.toString()))
                .collect(Collectors.joining(", "));
        return briefs.size() > RunSections.MOST_ROWS
                ? shown + ", " + sections.say("more", briefs.size() - RunSections.MOST_ROWS)
                : shown;
    }

    private String render(BriefKey key, String id, String text) {
        return new Marker.Answer(key, id).write() + "\n" + sanitizer.markdown(text + "\n");
    }

    /**
     * One brief of the issue.
     *
     * @param id the brief
     * @param state as the ledger has it
     * @param ready whether the runner's next look runs it
     * @param reasons why it is held; empty when nothing holds it
     * @param rejection why it would end without running; null when it would not
     * @param end how its last attempt failed; null when none did
     */
    public record Row(
            BriefId id,
            BriefState state,
            boolean ready,
            List<Reason> reasons,
            @Nullable Failure rejection,
            @Nullable End end) {
        public Row {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A failed attempt.
     *
     * @param failure why it failed
     * @param comment the numeric id of the brief's status comment; null when there is none
     */
    public record End(Failure failure, @Nullable Long comment) {}
}
