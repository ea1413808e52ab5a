package io.github.hirakuarai.codexrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows the Markdown of a run's report as plain text for a terminal. It knows what the runner writes, and shows anything else as it is. */
final class PlainMarkdown {

    private static final Pattern FENCE = Pattern.compile("(`{3,})[a-z]*");
    private static final Pattern SUMMARY = Pattern.compile("<summary>(.*)</summary>");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
    private static final Pattern DELIMITERS = Pattern.compile("\\|(?: ?:?-+:? ?\\|)+");
    private static final Pattern BORDER = Pattern.compile("(?<!\\\\)\\|");

    private static final Pattern INLINE = Pattern.compile(
            "(?<ticks>`+)(?<code>.+?)(?<!`)\\k<ticks>(?!`)|\\\\(?<sign>[!-/:-@\\[-`{-~])|<!--.*?-->|\\*\\*|</?code>"
                    + "|&(?<entity>amp|lt|gt|quot);|]\\(<(?<address>[^>]*)>\\)|\\[");

    private final List<String> lines = new ArrayList<>();
    private final int width;

    private PlainMarkdown(int width) {
        this.width = width;
    }

    /**
     * The lines of a report.
     *
     * @param width of the terminal, or {@link Table#UNLIMITED}
     */
    static List<String> lines(String markdown, int width) {
        PlainMarkdown plain = new PlainMarkdown(width);
        plain.render(markdown.lines().toList());
        return plain.lines;
    }

    private void render(List<String> source) {
        int at = 0;
        while (at < source.size()) {
            String line = source.get(at);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                at = fenced(source, at + 1, fence.group(1));
            } else if (line.startsWith("|")) {
                at = table(source, at);
            } else {
                at++;
                line(line);
            }
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
    }

    private void line(String line) {
        Matcher summary = SUMMARY.matcher(line);
        Matcher heading = HEADING.matcher(line);
        if (summary.matches()) {
            lines.add(inline(summary.group(1)));
        } else if (heading.matches()) {
            lines.addAll(Wrap.lines(inline(heading.group(1)), width, ""));
        } else if (line.isBlank() || line.equals("<details>") || line.equals("</details>")) {
            blank();
        } else if (!line.startsWith("<!--")) {
            lines.addAll(Wrap.lines(inline(line), width, ""));
        }
    }

    /** Between two parts, never two of them. */
    private void blank() {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
    }

    private int fenced(List<String> source, int from, String ticks) {
        int at = from;
        while (at < source.size() && !source.get(at).equals(ticks)) {
            lines.add("    " + SafeText.line(source.get(at)));
            at++;
        }
        return at + 1;
    }

    private int table(List<String> source, int from) {
        List<List<String>> rows = new ArrayList<>();
        int at = from;
        while (at < source.size() && source.get(at).startsWith("|")) {
            String row = source.get(at++);
            if (!DELIMITERS.matcher(row).matches()) {
                rows.add(cells(row));
            }
        }
        rows.removeIf(row -> row.stream().allMatch(String::isEmpty));
        int most = rows.stream().mapToInt(List::size).max().orElse(0);
        rows.replaceAll(row -> {
            List<String> filled = new ArrayList<>(row);
            while (filled.size() < most) {
                filled.add("");
            }
            return filled;
        });
        if (!rows.isEmpty()) {
            // Facts are copied, such as the folder of the logs: better too wide than cut.
            lines.addAll(Table.lines(rows, new Table.Fit(1, 1, List.of()), most == 2 ? Table.UNLIMITED : width));
        }
        return at;
    }

    private static List<String> cells(String row) {
        String inner = row.substring(1, row.endsWith("|") ? Math.max(1, row.length() - 1) : row.length());
        List<String> cells = new ArrayList<>();
        for (String cell : BORDER.split(inner, -1)) {
            cells.add(inline(cell.replace("\\|", "|").strip()));
        }
        return cells;
    }

    private static String inline(String text) {
        Matcher found = INLINE.matcher(text);
        StringBuilder plain = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(plain, Matcher.quoteReplacement(shown(found)));
        }
        return SafeText.line(found.appendTail(plain).toString().strip());
    }

    private static String shown(Matcher found) {
        if (found.group("code") != null) {
            return found.group("code").strip();
        }
        if (found.group("sign") != null) {
            return found.group("sign");
        }
        if (found.group("entity") != null) {
            return switch (found.group("entity")) {
                case "amp" -> "&";
                case "lt" -> "<";
                case "gt" -> ">";
                default -> "\"";
            };
        }
        return found.group("address") == null ? "" : " " + found.group("address");
    }
}
