package io.github.hirakuarai.codexrunner.yaml;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Characters that a reader does not see and a program obeys: control characters, zero-width and bidirectional ones,
 * fillers, and halves of surrogate pairs.
 */
public final class HiddenCharacters {

    private static final String ESCAPED_CONTROLS = "0abvefrNLP";

    private static final Pattern HIGH_HALF = Pattern.compile("\\\\u[dD][89abAB][0-9a-fA-F]{2}");
    private static final Pattern LOW_HALF = Pattern.compile("\\\\u[dD][c-fC-F][0-9a-fA-F]{2}");

    /** The ranges of Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt, which Java does not offer. */
    private static final BitSet IGNORABLE = ranges(
            0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B,
            0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0,
            0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF);

    /** Characters without ink that have no property in common: a Braille pattern, a null notehead, fillers and joiners. */
    private static final BitSet BLANK =
            ranges(0x2800, 0x2800, 0x16FE4, 0x16FE4, 0x1D159, 0x1D159, 0x1107F, 0x1107F, 0xFFFC, 0xFFFC);

    private HiddenCharacters() {}

    private static BitSet ranges(int... firstsAndLasts) {
        BitSet set = new BitSet();
        for (int n = 0; n < firstsAndLasts.length; n += 2) {
            set.set(firstsAndLasts[n], firstsAndLasts[n + 1] + 1);
        }
        return set;
    }

    /** Whether a text holds one. Line feed and tab are none. */
    public static boolean in(String text) {
        for (int offset = 0; offset < text.length(); ) {
            char unit = text.charAt(offset);
            if ((unit >= ' ' && unit < 0x7F) || unit == '\n' || unit == '\t') {
                offset++;
                continue;
            }
            int character = text.codePointAt(offset);
            if (isHidden(character)) {
                return true;
            }
            offset += Character.charCount(character);
        }
        return false;
    }

    static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n' && character != '\t';
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> isInvisible(character);
        };
    }

    /** Whether it is hidden in a script. The two selectors that only choose an emoji's look are let through. */
    private static boolean isInvisible(int character) {
        return (isIgnorable(character) && character != 0xFE0E && character != 0xFE0F)
                || BLANK.get(character)
                || (character & 0xFFFE) == 0xFFFE;
    }

    /** Whether nothing is shown for the character: Unicode's property Default_Ignorable_Code_Point. */
    public static boolean isIgnorable(int character) {
        return IGNORABLE.get(character);
    }

    /**
     * Where hidden characters stand between two offsets of YAML's source, also those that a double-quoted text writes as
     * escapes.
     */
    static List<Hit> find(String source, int start, int end) {
        List<Hit> hits = new ArrayList<>();
        boolean escapes = start < end && source.charAt(start) == '"';
        for (int offset = start; offset < end; ) {
            int character = source.codePointAt(offset);
            int length = Character.charCount(character);
            if (escapes && character == '\\' && offset + 1 < end) {
                Hit escape = escape(source, offset);
                if (escape != null) {
                    hits.add(escape);
                }
                length = 2;
            } else if (isHidden(character)) {
                hits.add(new Hit(offset, character));
            }
            offset += length;
        }
        return hits;
    }

    private static @Nullable Hit escape(String source, int offset) {
        char kind = source.charAt(offset + 1);
        int digits = switch (kind) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
        if (digits == 0) {
            int control = ESCAPED_CONTROLS.indexOf(kind);
            int[] characters = {0, 7, 8, 11, 27, 12, 13, 0x85, 0x2028, 0x2029};
            return control < 0 ? null : new Hit(offset, characters[control]);
        }
        if (offset + 2 + digits > source.length()) {
            return null;
        }
        int character = Integer.parseUnsignedInt(source, offset + 2, offset + 2 + digits, 16);
        return isHidden(character) && !isHalfOfPair(source, offset, character) ? new Hit(offset, character) : null;
    }

    /** JSON writes a character beyond the first 65,536 as two escapes, and both together are seen. */
    private static boolean isHalfOfPair(String source, int offset, int character) {
        boolean high = character >= Character.MIN_HIGH_SURROGATE && character <= Character.MAX_HIGH_SURROGATE;
        boolean low = character >= Character.MIN_LOW_SURROGATE && character <= Character.MAX_LOW_SURROGATE;
        return (high
                        && offset + 12 <= source.length()
                        && LOW_HALF.matcher(source)
                                .region(offset + 6, offset + 12)
                                .matches())
                || (low
                        && offset >= 6
                        && HIGH_HALF.matcher(source).region(offset - 6, offset).matches());
    }

    /**
     * A hidden character.
     *
     * @param offset where it stands in the source
     * @param character its code point
     */
    record Hit(int offset, int character) {}
}
