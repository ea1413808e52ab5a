package io.github.hirakuarai.codexrunner.yaml;

import java.util.function.IntConsumer;

/** A text as the YAML parser can read it: character for character the same length, so that its offsets stay right. */
final class PlainText {

    private PlainText() {}

    /**
     * Without what the parser minds and a reader does not.
     *
     * @param control is told where each control character stands, which is no YAML
     */
    static String of(String text, IntConsumer control) {
        StringBuilder fixed = null;
        for (int offset = 0; offset < text.length(); ) {
            int character = text.codePointAt(offset);
            if (!isPrintable(character)) {
                fixed = fixed == null ? new StringBuilder(text) : fixed;
                String stand = Character.charCount(character) == 1 ? "\uFFFD" : "\uD800\uDC00";
                fixed.replace(offset, offset + stand.length(), stand);
                control.accept(offset);
            }
            offset += Character.charCount(character);
        }
        if (text.indexOf('\t') >= 0 && isFlow(text)) {
            fixed = fixed == null ? new StringBuilder(text) : fixed;
            indentBySpaces(fixed);
        }
        return fixed == null ? text : fixed.toString();
    }

    private static boolean isPrintable(int character) {
        return (character >= ' ' && character <= '~')
                || character == '\n'
                || character == '\t'
                || (character >= 0xA0 && (character < 0xD800 || character > 0xDFFF) && (character & 0xFFFE) != 0xFFFE);
    }

    /** Whether it is written as JSON is: between brackets, where indentation means nothing. */
    private static boolean isFlow(String text) {
        int offset = 0;
        while (offset < text.length() && " \t\n".indexOf(text.charAt(offset)) >= 0) {
            offset++;
        }
        return text.startsWith("{", offset) || text.startsWith("[", offset);
    }

    /** YAML allows tabs there too, but its parser does not take more than one in a line. */
    private static void indentBySpaces(StringBuilder text) {
        boolean indentation = true;
        for (int offset = 0; offset < text.length(); offset++) {
            char character = text.charAt(offset);
            if (indentation && character == '\t') {
                text.setCharAt(offset, ' ');
            }
            indentation = character == '\n' || (indentation && (character == ' ' || character == '\t'));
        }
    }
}
