package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.forge.GitDiff.FileDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws what differs between two commits, line by line. */
final class DiffPart {

    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,\\d+)? \\+(\\d+)(?:,\\d+)? @@.*");

    private DiffPart() {}

    /**
     * Draws files.
     *
     * @param below what stands below a file's lines: its review comments
     */
    static Html draw(List<FileDiff> files, Function<FileDiff, Html> below) {
        int additions = files.stream().mapToInt(FileDiff::additions).sum();
        int deletions = files.stream().mapToInt(FileDiff::deletions).sum();
        return Html.of(
                "<p class=\"quiet\">{} changed {}, <span class=\"plus\">+{}</span> <span class=\"minus\">−{}</span></p>{}",
                files.size(),
                files.size() == 1 ? "file" : "files",
                additions,
                deletions,
                Html.each(files, file -> draw(file, below.apply(file))));
    }

    private static Html draw(FileDiff file, Html below) {
        String name = file.previousPath() == null ? file.path() : file.previousPath() + " → " + file.path();
        Html lines = file.patch() == null
                ? Html.of("<p class=\"empty\">No lines to show: a binary file, or only its mode or name changed.</p>")
                : Html.of("<table class=\"diff\">{}</table>", lines(file.patch()));
        return Html.of(
                "<div class=\"file\"><div class=\"name mono\"><span class=\"side\"><span class=\"plus\">+{}</span>"
                        + " <span class=\"minus\">−{}</span></span>{} <span class=\"badge\">{}</span></div>{}{}</div>",
                file.additions(),
                file.deletions(),
                name,
                file.status(),
                lines,
                below);
    }

    private static Html lines(String patch) {
        List<Html> rows = new ArrayList<>();
        int before = 0;
        int after = 0;
        for (String line : patch.split("\n", -1)) {
            Matcher hunk = HUNK.matcher(line);
            if (hunk.matches()) {
                before = Integer.parseInt(hunk.group(1));
                after = Integer.parseInt(hunk.group(2));
                rows.add(row("hunk", "", "", line));
            } else if (line.startsWith("+")) {
                rows.add(row("added", "", after++, line));
            } else if (line.startsWith("-")) {
                rows.add(row("removed", before++, "", line));
            } else if (line.startsWith("\\")) {
                rows.add(row("quiet", "", "", line));
            } else {
                rows.add(row("same", before++, after++, line));
            }
        }
        return Html.join(rows);
    }

    private static Html row(String kind, Object before, Object after, String line) {
        return Html.of(
                "<tr class=\"{}\"><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"line\">{}</td></tr>",
                kind,
                before,
                after,
                line);
    }
}
