package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.List;

/** What the steps changed, folded, with its size on the fold. */
final class ChangeSection {

    private static final int DIFF_ROOM = 14_000;
    private static final int LIST_ROOM = 2_500;

    private final TextSanitizer sanitizer;
    private final RunSections sections;

    ChangeSection(TextSanitizer sanitizer, RunSections sections) {
        this.sanitizer = sanitizer;
        this.sections = sections;
    }

    /**
     * The folds; none when the steps changed nothing.
     *
     * @param published whether an output published anything: otherwise every file would be listed twice
     * @param diff whether the difference is shown, besides the names
     */
    List<String> render(RunReport.Changes changes, boolean published, boolean diff) {
        List<String> parts = new ArrayList<>();
        if (!changes.notes().isEmpty()) {
            parts.addAll(sections.fold(
                    "⚠️ " + sections.say("notes", changes.notes().size()), List.of(list(changes.notes()))));
        }
        if (changes.statusBefore().isEmpty()
                && changes.statusAfter().isEmpty()
                && changes.diff().isBlank()) {
            return parts;
        }
        boolean others = published && !changes.others().isEmpty();
        List<String> content = new ArrayList<>();
        if (others) {
            content.add(sections.say("others"));
            content.add(list(changes.others()));
        }
        content.add(sections.say("status.before"));
        content.add(status(changes.statusBefore()));
        content.add(sections.say("status.after"));
        content.add(status(changes.statusAfter()));
        if (diff) {
            content.add(sections.say(changes.diff().isBlank() ? "diff.none" : "diff"));
            content.add(changes.diff().isBlank() ? "" : fenced(changes.diff(), "diff", DIFF_ROOM));
        }
        parts.addAll(sections.fold(summary(changes, others), content));
        return parts;
    }

    private String summary(RunReport.Changes changes, boolean others) {
        String files = sections.count("files.count", changes.statusAfter().size());
        String lines = DiffSize.of(changes.diff(), changes.statusAfter().size())
                .map(size -> sections.say("changes.lines", size.added(), size.removed()))
                .orElse("");
        String left = others ? sections.say("changes.others", changes.others().size()) : "";
        return sections.say("changes", files + lines + left);
    }

    private String status(List<String> lines) {
        return lines.isEmpty() ? sections.say("status.clean") : list(lines);
    }

    private String list(List<String> lines) {
        return fenced(String.join("\n", lines), "text", LIST_ROOM);
    }

    private String fenced(String text, String language, int room) {
        return sanitizer.fenced(text, language, room).stripTrailing();
    }
}
