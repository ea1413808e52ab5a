package io.github.hirakuarai.codexrunner.sanitize;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that are looked for, in the views of a text, to find a secret. */
final class SecretForms {

    /** Fewer characters of a line, or of a word in it, say too little: any other text may contain them. */
    private static final int SHORTEST_LINE = 16;

    /** What a file names a password may be this short. */
    private static final int SHORTEST_PASSWORD = 8;

    /** So many characters of ordinary lines in a row are of this secret and no other text. */
    private static final int BLOCK = 128;

    /** A word of a key or a token: words that people write have no such run of letters and digits. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9+/=_~.-]{" + SHORTEST_LINE + ",}+");

    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9]{" + SHORTEST_LINE + ",}+");
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(?:passw(?:or)?d|passphrase|token|secret)[\"']?[ \\t]*+[:=][ \\t]*+[\"']?"
                    + "(?<value>[^\\s\"',]{" + SHORTEST_PASSWORD + ",}+)");
    private static final Pattern NAMED =
            Pattern.compile("(?:- *)?[\"']?[A-Za-z_][\\w.-]*[\"']?[ \\t]*+(?:=(?!=|$)|:(?!/)).*");
    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://[^@]*");

    private SecretForms() {}

    /** The value, and of its lines those that tell something of it, as they stand; none when it is too short. */
    static Set<String> verbatim(String value) {
        Set<String> forms = new LinkedHashSet<>();
        for (String written : written(value)) {
            add(forms, TextView.folded(written).toString());
        }
        return forms;
    }

    /** The same as {@link DecodedText} and {@link PackedText} show them, however they are quoted or encoded. */
    static Set<String> decoded(String value) {
        Set<String> forms = new LinkedHashSet<>();
        for (String written : written(value)) {
            String plain = DecodedText.plain(written);
            add(forms, plain);
            add(forms, plain.replace(' ', '+'));
            add(forms, decodedByItself(written));
            add(forms, DecodedText.latin1(written));
            if (!StandardCharsets.US_ASCII.newEncoder().canEncode(written)) {
                add(forms, bytes(written, StandardCharsets.UTF_16LE));
                add(forms, bytes(written, StandardCharsets.UTF_16BE));
            }
        }
        return forms;
    }

    /** Whether a value holds what looks like an escape. */
    static boolean holdsEscapes(String value) {
        return !decodedByItself(value).equals(DecodedText.plain(value));
    }

    private static String decodedByItself(String value) {
        return DecodedText.of(TextView.folded(value), EnumSet.allOf(DecodedText.Escapes.class))
                .toString();
    }

    private static String bytes(String value, Charset charset) {
        TextView view = new TextView(value.length());
        for (byte b : value.getBytes(charset)) {
            view.addByte(b & 0xff, 0, 0);
        }
        return view.fold().toString();
    }

    /** The value as it is, as it is when cleaned, like the texts that are searched, and its parts. */
    private static Set<String> written(String value) {
        Set<String> written = new LinkedHashSet<>();
        String stripped = value.strip();
        if (stripped.length() >= Secrets.SHORTEST) {
            String clean = CleanText.of(stripped).text().strip();
            written.add(stripped);
            written.add(clean);
            addParts(written, clean);
            // A key in JSON has its line breaks escaped.
            addParts(written, clean.replace("\\n", "\n"));
        }
        return written;
    }

    private static void addParts(Set<String> written, String clean) {
        if (clean.indexOf('\n') >= 0) {
            List<String> lines = clean.lines().map(String::strip).toList();
            lines.stream().filter(line -> !line.startsWith("-----")).forEach(line -> addLine(written, line));
            addBlocks(written, lines);
        }
    }

    /** The line, or those of its words, that look like secret material: {@code kind: Config} is in other files too. */
    private static void addLine(Set<String> written, String line) {
        if (isMaterial(line)) {
            written.add(line);
            return;
        }
        for (Matcher token = TOKEN.matcher(line); token.find(); ) {
            for (Matcher run = RANDOM.matcher(token.group()); run.find(); ) {
                if (isMixed(run.group())) {
                    written.add(token.group());
                }
            }
        }
        for (Matcher password = PASSWORD.matcher(line); password.find(); ) {
            written.add(password.group("value"));
        }
    }

    private static boolean isMaterial(String line) {
        return line.length() >= SHORTEST_LINE
                && line.chars().noneMatch(Character::isWhitespace)
                && line.chars().anyMatch(c -> !Character.isLetter(c) || Character.isUpperCase(c))
                && !line.endsWith(":")
                && !NAMED.matcher(line).matches()
                && !URL.matcher(line).matches();
    }

    private static boolean isMixed(String run) {
        return run.chars().anyMatch(Character::isDigit) && run.chars().anyMatch(Character::isLetter);
    }

    private static void addBlocks(Set<String> written, List<String> lines) {
        List<String> block = new ArrayList<>();
        int length = 0;
        for (String line : lines) {
            block.add(line);
            length += line.length();
            if (length >= BLOCK) {
                written.add(String.join("\n", block));
                block.clear();
                length = 0;
            }
        }
    }

    private static void add(Set<String> forms, String text) {
        if (text.length() >= Secrets.SHORTEST) {
            forms.add(text);
        }
    }
}
