package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.sanitize.Excerpt;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.regex.Pattern;

/** Writes a value of any content into a line of Markdown. */
final class Inline {

    private static final int LONGEST_CODE = 100;
    private static final int LONGEST_TEXT = 300;
    private static final Pattern BLANKS = Pattern.compile("\\s++");
    private static final Pattern MARKDOWN_SIGN = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~!&$]");

    private final TextSanitizer sanitizer;

    Inline(TextSanitizer sanitizer) {
        this.sanitizer = sanitizer;
    }

    /** As code: nothing inside means anything. */
    String code(String value) {
        return code(value, LONGEST_CODE);
    }

    String code(String value, int longestValue) {
        String one = oneLine(value, longestValue);
        if (one.isEmpty()) {
            return "";
        }
        int longest = 0;
        int run = 0;
        for (int at = 0; at < one.length(); at++) {
            run = one.charAt(at) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String ticks = "`".repeat(longest + 1);
        String pad = one.startsWith("`") || one.endsWith("`") ? " " : "";
        return ticks + pad + one + pad + ticks;
    }

    /** As code in a table's cell: a table takes even code's bars for borders. */
    String cell(String value) {
        return cell(value, LONGEST_CODE);
    }

    String cell(String value, int longest) {
        return code(value, longest).replace("|", "\\|");
    }

    /** As text inside of HTML, where no Markdown is read. */
    String html(String value, int longest) {
        return oneLine(value, longest)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** As text: each sign that Markdown knows is shown. Mentions and keywords are left to the sanitizer. */
    String text(String value) {
        return text(value, LONGEST_TEXT);
    }

    String text(String value, int longest) {
        return MARKDOWN_SIGN.matcher(oneLine(value, longest)).replaceAll("\\\\$0");
    }

    private String oneLine(String value, int longest) {
        String line = BLANKS.matcher(sanitizer.plain(value)).replaceAll(" ").strip();
        return line.length() <= longest ? line : line.substring(0, Excerpt.wholeCharacter(line, longest)) + "…";
    }
}
