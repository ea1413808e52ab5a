package io.github.hirakuarai.codexrunner.cli;

import java.util.regex.Pattern;

/** Makes a stranger's text harmless for a terminal: what could move the cursor or turn the reading direction is shown as {@code �}. */
final class SafeText {

    private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\u2028\u2029&&[^\\t]]");

    private SafeText() {}

    static String line(String text) {
        return HARMFUL.matcher(text).replaceAll("\uFFFD");
    }
}
