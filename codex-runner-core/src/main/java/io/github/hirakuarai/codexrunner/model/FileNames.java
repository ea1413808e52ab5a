package io.github.hirakuarai.codexrunner.model;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of files as the file systems of all users may read them: HFS+ and APFS ignore case and some invisible characters,
 * NTFS ignores case, trailing dots and blanks and the name of a stream, has short names, and separates by backslashes too.
 */
public final class FileNames {

    private static final Pattern TRAILING = Pattern.compile("[. ]+$");
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

    private FileNames() {}

    /** The parts of a path, on every file system. */
    public static List<String> parts(String path) {
        return List.of(SEPARATOR.split(path, -1));
    }

    /** A part of a path in the form that all its spellings share. */
    public static String folded(String part) {
        StringBuilder visible = new StringBuilder();
        part.codePoints()
                .filter(character -> Character.getType(character) != Character.FORMAT && !isVariation(character))
                .forEach(visible::appendCodePoint);
        String folded = Normalizer.normalize(visible, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        int stream = folded.indexOf(':');
        String file = stream < 0 ? folded : folded.substring(0, stream);
        return TRAILING.matcher(file.stripTrailing()).replaceFirst("");
    }

    /** Whether a character only chooses how the one before it looks, as for emoji. */
    private static boolean isVariation(int character) {
        return character >= 0xFE00 && character <= 0xFE0F;
    }

    /** Whether a file system may take a part of a path for {@code .git}. */
    public static boolean isGitFolder(String part) {
        return isSpellingOf(part, ".git");
    }

    /**
     * Whether a file system may take a part of a path for a name: the name itself, another spelling of it, or the short
     * name that NTFS makes of it.
     *
     * @param name in lower case, one that is longer than eight characters or begins with a dot
     */
    public static boolean isSpellingOf(String part, String name) {
        String folded = folded(part);
        if (folded.equals(name)) {
            return true;
        }
        String base = name.replace(".", "");
        // The second form is used from the fifth file with the same six characters on, and shorter from the tenth on.
        return folded.matches(Pattern.quote(base.substring(0, Math.min(6, base.length()))) + "~[0-9]+(\\..*)?")
                || folded.matches(Pattern.quote(base.substring(0, 2)) + "[0-9a-f]{4}~[0-9]+(\\..*)?")
                || folded.matches("(?=[^.]{8}(\\.|$))" + Pattern.quote(base.substring(0, 2))
                        + "[0-9a-f]{0,3}~[1-9][0-9]+(\\..*)?");
    }

    /** Whether a path holds a character that nobody sees: control, bidirectional, zero-width and separator characters. */
    public static boolean hasHiddenCharacter(String path) {
        return path.codePoints().anyMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        });
    }
}
