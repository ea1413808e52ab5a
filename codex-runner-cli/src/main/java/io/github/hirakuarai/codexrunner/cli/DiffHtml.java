package io.github.hirakuarai.codexrunner.cli;

/** Draws a diff. */
final class DiffHtml {

    private DiffHtml() {}

    /** @param diff a unified diff, masked */
    static void write(Html html, PageWords words, String diff) {
        html.element("h2", "", words.say("diff"));
        if (diff.isBlank()) {
            html.element("p", "quiet", words.say("diff.none"));
            return;
        }
        html.markup("<pre class=\"diff\">");
        boolean inFile = false;
        for (String line : diff.lines().toList()) {
            // Only before a file's first hunk three signs are a name: behind it, they are a change.
            inFile = line.startsWith("@@") || (inFile && !line.startsWith("diff "));
            html.element("span", line.startsWith("diff ") ? "file" : inFile ? styleOf(line) : "meta", line)
                    .markup("\n");
        }
        html.markup("</pre>");
    }

    private static String styleOf(String line) {
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> "add";
            case '-' -> "del";
            case '@' -> "hunk";
            default -> "same";
        };
    }
}
