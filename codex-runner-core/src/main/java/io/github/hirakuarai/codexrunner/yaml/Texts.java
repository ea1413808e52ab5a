package io.github.hirakuarai.codexrunner.yaml;

import java.util.Locale;

/** How texts that strangers wrote are shown in messages. */
final class Texts {

    private static final int LONGEST = 60;

    private Texts() {}

    /** On one line, hidden characters written out, and not long. */
    static String shown(String text) {
        return shown(text, LONGEST);
    }

    static String shown(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        int offset = 0;
        while (offset < text.length() && shown.length() < longest) {
            int character = text.codePointAt(offset);
            offset += Character.charCount(character);
            switch (character) {
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (HiddenCharacters.isHidden(character)) {
                        shown.append(name(character));
                    } else {
                        shown.appendCodePoint(character);
                    }
                }
            }
        }
        return offset < text.length() ? shown + "…" : shown.toString();
    }

    /** {@code U+200B}. */
    static String name(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }
}
