package io.github.hirakuarai.codexrunner.sanitize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Neutralizes passages that are shown as text, by edits to the source around them. */
final class Prose {

    /** Parts what must not be read together; shown as nothing, and no text for GitHub's filters. */
    static final String NOTHING = "<!-- -->";

    /** An {@code @} in each way to write it, with something behind it that may be shown as a name. */
    private static final Pattern AT =
            Pattern.compile("(?:\\\\?@|&#0{0,6}64;|&#[xX]0{0,5}40;|&commat;)(?=[A-Za-z0-9&\\\\])");

    /** A bare link: there, {@code %40} means the same as {@code @}. */
    private static final Pattern URL = Pattern.compile("(?i)(?:https?://|www\\.)[^\\s<]++");

    private static final Pattern NUMERIC_ENTITY = Pattern.compile("&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});");

    /** What would begin a comment, if only its end were found: the end of one that is put in must not become it. */
    private static final Pattern COMMENT_BEGIN = Pattern.compile("\\\\?<(?=[!?])(?!!-- -->)");

    private final String text;
    private final Edits edits;

    Prose(String text, Edits edits) {
        this.text = text;
        this.edits = edits;
    }

    /**
     * Neutralizes one passage.
     *
     * @param start of the passage
     * @param end of the passage
     * @param blockEnd of the block that the passage stands in: a keyword's reference may follow in the next passage
     */
    void neutralize(int start, int end, int blockEnd) {
        Matcher url = URL.matcher(text).region(start, end);
        int at = start;
        while (url.find()) {
            neutralizeMentions(at, url.start(), false);
            neutralizeMentions(url.start(), url.end(), true);
            at = url.end();
        }
        neutralizeMentions(at, end, false);
        Matcher keyword = Triggers.keywords(text, start, end);
        while (keyword.find()) {
            if (Triggers.referenceFollows(text, keyword.end(), blockEnd)) {
                edits.insert(keyword.start() + 2, NOTHING);
            }
        }
        Matcher comment = COMMENT_BEGIN.matcher(text).region(start, end);
        while (comment.find()) {
            edits.replace(comment.start(), comment.end(), "&lt;");
        }
        Matcher entity = NUMERIC_ENTITY.matcher(text).region(start, end);
        while (entity.find()) {
            if (hidesWord(entity.group())) {
                edits.insert(entity.start() + 1, "amp;");
            }
        }
    }

    private void neutralizeMentions(int start, int end, boolean inUrl) {
        Matcher mention = AT.matcher(text).region(start, end).useTransparentBounds(true);
        while (mention.find()) {
            if (Triggers.mayMention(text, mention.start(), start)) {
                if (inUrl) {
                    edits.replace(mention.start(), mention.end(), "%40");
                } else {
                    edits.insert(mention.end(), NOTHING);
                }
            }
        }
    }

    /** Nobody needs an entity for a letter or digit, but to hide a keyword or a name: it is shown as it is written. */
    private static boolean hidesWord(String entity) {
        String number = entity.substring(2, entity.length() - 1);
        boolean hexadecimal = Character.toLowerCase(number.charAt(0)) == 'x';
        int codePoint = hexadecimal ? Integer.parseInt(number.substring(1), 16) : Integer.parseInt(number);
        return codePoint < 0x80 && Triggers.isWord((char) codePoint);
    }
}
