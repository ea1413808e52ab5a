package io.github.hirakuarai.codexrunner.publish;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One way in which a secret may be written, as a view of a text shows it.
 *
 * @param text what to look for
 * @param before how many units in front also tell something of the secret: in base64 a character may hold bits of the
 *     secret and of its neighbour
 * @param after the same behind
 */
record SecretForm(String text, int before, int after) {

    /** A line of a longer value is looked for from this length on: shorter ones ({@code }}, {@code EOF}) say nothing. */
    private static final int SHORTEST_LINE = 8;

    /** Base64 and base32 without their border characters are looked for from this length on, by which it is no accident. */
    private static final int SHORTEST_CORE = 6;

    private static final List<String> BASE32 =
            List.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV");

    /** The value and its lines as they stand; none when it is too short. */
    static Set<SecretForm> verbatim(String value) {
        Set<SecretForm> forms = new LinkedHashSet<>();
        for (String written : written(value)) {
            add(forms, TextView.folded(written).toString());
        }
        return forms;
    }

    /** The value as {@link DecodedText} shows it, however it is quoted, and in base64, of UTF-16 too, and base32. */
    static Set<SecretForm> decoded(String value) {
        Set<SecretForm> forms = new LinkedHashSet<>();
        for (String written : written(value)) {
            String plain = DecodedText.plain(written);
            add(forms, plain);
            add(forms, plain.replace(' ', '+'));
            add(forms, decodedByItself(written));
            add(forms, DecodedText.latin1(written));
        }
        for (String encoded : encoded(value)) {
            byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
            addBase64(forms, bytes, Base64.getEncoder());
            addBase64(forms, bytes, Base64.getUrlEncoder());
            BASE32.forEach(alphabet -> addBase32(forms, bytes, alphabet));
            // As PowerShell and Java's own encodings have it.
            addBase64(forms, encoded.getBytes(StandardCharsets.UTF_16LE), Base64.getEncoder());
            addBase64(forms, encoded.getBytes(StandardCharsets.UTF_16BE), Base64.getEncoder());
        }
        return forms;
    }

    /** The value as {@link HexText} shows it. */
    static Set<SecretForm> hexadecimal(String value) {
        Set<SecretForm> forms = new LinkedHashSet<>();
        for (String encoded : encoded(value)) {
            byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
            add(forms, HexFormat.of().formatHex(bytes));
            addWords(forms, bytes, 0);
            addWords(forms, bytes, 1);
        }
        return forms;
    }

    /** The value as {@code od -x} and {@code hexdump} show it: of each two bytes the second first. */
    private static void addWords(Set<SecretForm> forms, byte[] value, int first) {
        StringBuilder words = new StringBuilder();
        int end = first;
        for (; end + 1 < value.length; end += 2) {
            words.append(HexFormat.of().toHexDigits(value[end + 1]))
                    .append(HexFormat.of().toHexDigits(value[end]));
        }
        if (words.length() >= 2 * SHORTEST_CORE) {
            forms.add(new SecretForm(words.toString(), 4 * first, end < value.length ? 4 : 0));
        }
    }

    /** Whether a value holds what looks like an escape. */
    static boolean holdsEscapes(String value) {
        return !decodedByItself(value).equals(DecodedText.plain(value));
    }

    private static String decodedByItself(String value) {
        return DecodedText.of(TextView.folded(value), EnumSet.allOf(DecodedText.Escapes.class))
                .toString();
    }

    /** What tools encode byte by byte: {@link #written}, and the value with the line breaks of other systems. */
    private static Set<String> encoded(String value) {
        Set<String> encoded = written(value);
        String clean = CleanText.of(value.strip()).text().strip();
        if (clean.length() >= Secrets.SHORTEST) {
            encoded.add(clean.replace("\n", "\r\n"));
        }
        return encoded;
    }

    /** The value as it is, as it is when cleaned, like the texts that are searched, and each of its lines that says something. */
    private static Set<String> written(String value) {
        Set<String> written = new LinkedHashSet<>();
        String stripped = value.strip();
        if (stripped.length() >= Secrets.SHORTEST) {
            String clean = CleanText.of(stripped).text().strip();
            written.add(stripped);
            written.add(clean);
            if (clean.indexOf('\n') >= 0) {
                clean.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
                        .forEach(written::add);
            }
        }
        return written;
    }

    private static void add(Set<SecretForm> forms, String text) {
        if (text.length() >= Secrets.SHORTEST) {
            forms.add(new SecretForm(text, 0, 0));
        }
    }

    private static void addBase64(Set<SecretForm> forms, byte[] value, Base64.Encoder encoder) {
        add(forms, encoder.encodeToString(value).replace("=", ""));
        for (int offset = 0; offset < 3; offset++) {
            addCore(forms, encoder.encodeToString(shifted(value, offset)), offset, value.length, 6);
        }
    }

    private static void addBase32(Set<SecretForm> forms, byte[] value, String alphabet) {
        for (int offset = 0; offset < 5; offset++) {
            String encoded = base32(shifted(value, offset), alphabet);
            addCore(forms, encoded, offset, value.length, 5);
            addCore(forms, encoded.toLowerCase(Locale.ROOT), offset, value.length, 5);
        }
    }

    /** The value as it looks behind other bytes: of its characters those that hold nothing but bits of the secret. */
    private static void addCore(Set<SecretForm> forms, String encoded, int offset, int length, int bits) {
        int first = (offset * 8 + bits - 1) / bits;
        int end = (offset + length) * 8 / bits;
        if (end - first >= SHORTEST_CORE) {
            int before = offset * 8 % bits == 0 ? 0 : 1;
            int after = (offset + length) * 8 % bits == 0 ? 0 : 1;
            forms.add(new SecretForm(encoded.substring(first, end), before, after));
        }
    }

    private static byte[] shifted(byte[] value, int offset) {
        byte[] shifted = new byte[offset + value.length];
        System.arraycopy(value, 0, shifted, offset, value.length);
        return shifted;
    }

    private static String base32(byte[] value, String alphabet) {
        StringBuilder encoded = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte b : value) {
            buffer = buffer << 8 | (b & 0xff);
            for (held += 8; held >= 5; held -= 5) {
                encoded.append(alphabet.charAt(buffer >> (held - 5) & 31));
            }
            buffer &= (1 << held) - 1;
        }
        return held == 0
                ? encoded.toString()
                : encoded.append(alphabet.charAt(buffer << (5 - held) & 31)).toString();
    }
}
