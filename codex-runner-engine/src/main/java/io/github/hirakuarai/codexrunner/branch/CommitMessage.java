package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a commit's message: what the brief says, and one block of trailers at the end, the writer's and the runner's. */
final class CommitMessage {

    /** A writer's line that would pass for the runner's. */
    private static final Pattern OWN = Pattern.compile("(?i)codex-(?:brief|run)[ \\t]*:.*");

    private static final Pattern INDENTED = Pattern.compile("([ \\t]{0,80}+)(.*)");

    /** Git takes what follows such a line for a patch. */
    private static final Pattern DIVIDER = Pattern.compile("---(?:\\s.*)?");

    private final TextSanitizer texts;
    private final List<String> bodies = new ArrayList<>();
    private final List<String> trailers = new ArrayList<>();

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
        TrailerBlock found = TrailerBlock.in(lines);
        List<String> block = lines.subList(found.start(), found.end());
        List<String> entries = entries(block);
        if (TrailerBlock.isPure(block)) {
            entries.removeIf(trailers::contains);
        }
        trailers.addAll(entries);
        block.clear();
        trimBlankLines(lines);
        if (!lines.isEmpty()) {
            bodies.add(String.join("\n", lines));
        }
    }

    /** The lines of a block, each with those that go on with it. */
    private static List<String> entries(List<String> block) {
        List<String> entries = new ArrayList<>();
        for (String line : block) {
            int last = entries.size() - 1;
            if (last >= 0 && TrailerBlock.isContinuation(line)) {
                entries.set(last, entries.get(last) + "\n" + line);
            } else {
                entries.add(line);
            }
        }
        return entries;
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
}
