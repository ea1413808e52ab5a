package io.github.hirakuarai.codexrunner.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * One way in which a secret may be written.
 *
 * @param text what to look for, its line breaks joined
 * @param before how many characters in front also tell something of the secret: in base64 a character may hold bits of the
 *     secret and of its neighbour
 * @param after the same behind
 */
record SecretForm(String text, int before, int after) {

    /** A line of a longer value is looked for from this length on: shorter ones ({@code }}, {@code EOF}) say nothing. */
    private static final int SHORTEST_LINE = 8;

    /** Base64 without its border characters is looked for from this length on, by which it is no accident. */
    private static final int SHORTEST_BASE64 = 6;

    /** All forms of a value; none when it is too short. */
    static Set<SecretForm> of(String value) {
        String stripped = value.strip();
        Set<SecretForm> forms = new LinkedHashSet<>();
        if (stripped.length() < Secrets.SHORTEST) {
            return forms;
        }
        // What is looked through has been cleaned, so what is looked for has to be, too.
        String clean = CleanText.of(stripped).strip();
        addWritten(forms, clean);
        addWritten(forms, clean.replace("\n", "\r\n"));
        addWritten(forms, stripped);
        if (clean.indexOf('\n') >= 0) {
            clean.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
                    .forEach(line -> addPlain(forms, line));
        }
        forms.removeIf(form -> form.text().length() < Secrets.SHORTEST);
        return forms;
    }

    private static void addWritten(Set<SecretForm> forms, String value) {
        addPlain(forms, value);
        addJson(forms, value);
        addPercent(forms, value);
        addBase64(forms, value.getBytes(StandardCharsets.UTF_8), Base64.getEncoder());
        addBase64(forms, value.getBytes(StandardCharsets.UTF_8), Base64.getUrlEncoder());
    }

    private static void addPlain(Set<SecretForm> forms, String text) {
        forms.add(new SecretForm(FoldedText.of(text).toString(), 0, 0));
    }

    private static void addJson(Set<SecretForm> forms, String value) {
        for (boolean slash : new boolean[] {false, true}) {
            addPlain(forms, json(value, slash, c -> false));
            addPlain(forms, json(value, slash, c -> c > 0x7e));
            addPlain(forms, json(value, slash, c -> c == '<' || c == '>' || c == '&'));
            addPlain(forms, json(value, slash, c -> c > 0x7e || "<>&'=".indexOf(c) >= 0));
        }
    }

    private static String json(String value, boolean slash, IntPredicate asUnicode) {
        StringBuilder json = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '/' -> json.append(slash ? "\\/" : "/");
                default -> {
                    if (asUnicode.test(c) || c < ' ') {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.toString();
    }

    /** As forms, as URI components of RFC 3986, as browsers write them, and as little as URLs in the wild get by with. */
    private static void addPercent(Set<SecretForm> forms, String value) {
        for (String unescaped : new String[] {"*-._", "-._~", "-_.!~*'()", "-_.!~*'();/?:@&=+$,"}) {
            for (boolean upper : new boolean[] {true, false}) {
                String percent = percent(value, unescaped, upper);
                addPlain(forms, percent);
                addPlain(forms, percent.replace("%20", "+"));
            }
        }
    }

    private static String percent(String value, String unescaped, boolean upper) {
        StringBuilder text = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (alphanumeric || unescaped.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, upper ? "%%%02X" : "%%%02x", (int) c));
            }
        }
        return text.toString();
    }

    private static void addBase64(Set<SecretForm> forms, byte[] value, Base64.Encoder encoder) {
        String alone = encoder.encodeToString(value);
        forms.add(new SecretForm(alone, 0, 0));
        forms.add(new SecretForm(alone.replace("=", ""), 0, 0));
        for (int offset = 0; offset < 3; offset++) {
            // As it looks behind `offset` other bytes: only the characters that hold nothing but bits of the secret.
            byte[] shifted = new byte[offset + value.length];
            System.arraycopy(value, 0, shifted, offset, value.length);
            Arrays.fill(shifted, 0, offset, (byte) 0);
            int first = (offset * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            if (end - first >= SHORTEST_BASE64) {
                String core = encoder.encodeToString(shifted).substring(first, end);
                forms.add(new SecretForm(core, offset == 0 ? 0 : 1, shifted.length % 3 == 0 ? 0 : 1));
            }
        }
    }
}
