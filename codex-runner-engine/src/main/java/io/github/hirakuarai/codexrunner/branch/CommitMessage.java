package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a commit's message: what the brief says, and one block of trailers at the end, the writer's and the runner's. */
final class CommitMessage {

    private static final Pattern TRAILER =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*[ \\t]*:.*|\\(cherry picked from .*");

    /** A writer's line that would pass for the runner's. */
    private static final Pattern OWN = Pattern.compile("(?i)codex-(?:brief|run)[ \\t]*:.*");

    private static final Pattern INDENTED = Pattern.compile("([ \\t]{0,80}+)(.*)");

    /** Git takes what follows such a line for a patch. */
    private static final Pattern DIVIDER = Pattern.compile("---(?:\\s.*)?");

    private final TextSanitizer texts;
    private final List<String> bodies = new ArrayList<>();
    private final Set<String> trailers = new LinkedHashSet<>();

    private CommitMessage(TextSanitizer texts) {
        this.texts = texts;
    }

    /**
     * Returns the message of several texts, each with trailers of its own.
     *
     * @param own the runner's trailers
     */
    static String of(Collection<String> written, Collection<String> own, TextSanitizer texts) {
        CommitMessage message = new CommitMessage(texts);
        written.forEach(message::add);
        message.trailers.addAll(own);
        return String.join("\n\n", message.bodies) + "\n\n" + String.join("\n", message.trailers) + "\n";
    }

    private void add(String written) {
        List<String> lines = new ArrayList<>();
        for (String line : written.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1)) {
            if (!OWN.matcher(line).matches()) {
                lines.add(sanitized(line));
            }
        }
        trimBlankLines(lines);
        int trailerStart = trailerStart(lines);
        for (String line : lines.subList(trailerStart, lines.size())) {
            if (line.startsWith(" ") || line.startsWith("\t")) {
                String last = List.copyOf(trailers).get(trailers.size() - 1);
                trailers.remove(last);
                trailers.add(last + "\n" + line);
            } else {
                trailers.add(line);
            }
        }
        List<String> body = lines.subList(0, trailerStart);
        trimBlankLines(body);
        if (!body.isEmpty()) {
            bodies.add(String.join("\n", body));
        }
    }

    private String sanitized(String line) {
        Matcher parts = INDENTED.matcher(texts.plain(line).replace('\n', ' '));
        String text = parts.matches() ? parts.group(1) + texts.line(parts.group(2)) : texts.line(line);
        return DIVIDER.matcher(text).matches() ? " " + text : text.stripTrailing();
    }

    private static void trimBlankLines(List<String> lines) {
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
            lines.remove(lines.size() - 1);
        }
        while (!lines.isEmpty() && lines.get(0).isBlank()) {
            lines.remove(0);
        }
    }

    /** Where the last paragraph begins when it holds trailers only, and is not the first; else the end. */
    private static int trailerStart(List<String> lines) {
        int start = lines.size();
        while (start > 0 && !lines.get(start - 1).isBlank()) {
            start--;
        }
        if (start == 0
                || start == lines.size()
                || !TRAILER.matcher(lines.get(start)).matches()) {
            return lines.size();
        }
        boolean all = lines.subList(start, lines.size()).stream()
                .allMatch(line -> line.startsWith(" ")
                        || line.startsWith("\t")
                        || TRAILER.matcher(line).matches());
        return all ? start : lines.size();
    }
}
