package io.github.hirakuarai.codexrunner.sanitize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Neutralizes a line that no Markdown is read in: a title, which may become a commit message. There, a blank behind the sign
 * is the only inert way to write a mention or a reference.
 */
final class LineNeutralizer {

    private static final Pattern NUMBER = Pattern.compile("[#/-](?=[0-9])");

    private LineNeutralizer() {}

    static String neutralize(String line) {
        StringBuilder neutralized = new StringBuilder(line.length());
        for (int at = 0; at < line.length(); at++) {
            neutralized.append(line.charAt(at));
            if (line.charAt(at) == '@'
                    && Triggers.mayMention(line, at, 0)
                    && at + 1 < line.length()
                    && Triggers.isWord(line.charAt(at + 1))) {
                neutralized.append(' ');
            }
        }
        return parted(neutralized.toString());
    }

    /** Parts the sign from the number of the reference behind each closing keyword: {@code fixes # 12}. */
    private static String parted(String line) {
        StringBuilder parted = new StringBuilder(line);
        int added = 0;
        Matcher keyword = Triggers.keywords(line, 0, line.length());
        while (keyword.find()) {
            if (Triggers.referenceFollows(line, keyword.end(), line.length())) {
                Matcher number = NUMBER.matcher(line).region(keyword.end(), line.length());
                while (number.find()) {
                    parted.insert(number.end() + added++, ' ');
                }
                break;
            }
        }
        return parted.toString();
    }
}
