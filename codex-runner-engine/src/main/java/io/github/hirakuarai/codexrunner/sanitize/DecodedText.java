package io.github.hirakuarai.codexrunner.sanitize;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a text without regard to how it is quoted: the escapes of shells, JSON, YAML, Python, HTML and URLs stand for what
 * they encode, and quotes and backslashes, of which each kind of quoting adds some, are left out. The units are bytes of
 * UTF-8, because some escapes stand for single bytes.
 */
final class DecodedText {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-fA-F]{1,2})|u\\{([0-9a-fA-F]{1,6})\\}"
            + "|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))");
    private static final Pattern LOW_HALF = Pattern.compile("\\\\u([dD][c-fC-F][0-9a-fA-F]{2})");
    private static final Pattern LATIN1 = Pattern.compile("[\\x{C2}\\x{C3}][\\x{80}-\\x{BF}]");
    private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#0{0,6}([0-9]{1,7})|#[xX]0{0,6}([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("sol", "/"),
            Map.entry("num", "#"),
            Map.entry("excl", "!"),
            Map.entry("dollar", "$"),
            Map.entry("percnt", "%"),
            Map.entry("plus", "+"),
            Map.entry("equals", "="),
            Map.entry("commat", "@"),
            Map.entry("nbsp", " "));

    /** A kind of escapes. */
    enum Escapes {
        BACKSLASHES,
        PERCENT_SIGNS,
        ENTITIES
    }

    private final TextView source;
    private final String text;
    private final Set<Escapes> decoded;
    private final TextView view;
    private final Matcher escape;
    private final Matcher lowHalf;
    private final Matcher percent;
    private final Matcher entity;

    private DecodedText(TextView source, Set<Escapes> decoded) {
        this.source = source;
        this.text = source.toString();
        this.decoded = decoded;
        view = new TextView(text.length());
        escape = ESCAPE.matcher(text);
        lowHalf = LOW_HALF.matcher(text);
        percent = PERCENT.matcher(text);
        entity = ENTITY.matcher(text);
    }

    /** The text, as {@link TextView#folded} gives it, with these of its escapes decoded. */
    static TextView of(TextView folded, Set<Escapes> decoded) {
        return new DecodedText(folded, decoded).read();
    }

    /** The text as another text's escapes stand for it: its own are not decoded. */
    static String plain(String value) {
        return new DecodedText(TextView.folded(value), Set.of()).read().toString();
    }

    /** The same, where escapes of single bytes stand for the characters of Latin-1 that have these numbers. */
    static String latin1(String value) {
        return LATIN1.matcher(plain(value))
                .replaceAll(bytes -> Matcher.quoteReplacement(
                        new String(bytes.group().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
    }

    private TextView read() {
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '\\' && decoded.contains(Escapes.BACKSLASHES)) {
                at = backslash(at);
            } else if (c == '%' && decoded.contains(Escapes.PERCENT_SIGNS) && lookingAt(percent, at)) {
                emitByte(Integer.parseInt(percent.group(1), 16), at, percent.end());
                at = percent.end();
            } else if (c == '&' && decoded.contains(Escapes.ENTITIES) && lookingAt(entity, at)) {
                at = entity(at);
            } else if (c == '$'
                    && decoded.contains(Escapes.BACKSLASHES)
                    && at + 1 < text.length()
                    && text.charAt(at + 1) == '\'') {
                at++;
            } else {
                int character = text.codePointAt(at);
                int end = at + Character.charCount(character);
                emit(character, at, end);
                at = end;
            }
        }
        return view.fold();
    }

    private boolean lookingAt(Matcher matcher, int at) {
        return matcher.region(at, text.length()).lookingAt();
    }

    private int backslash(int at) {
        if (lookingAt(escape, at)) {
            int end = escape.end();
            if (escape.group(1) != null) {
                emitByte(Integer.parseInt(escape.group(1), 16), at, end);
            } else if (escape.group(5) != null) {
                emitByte(Integer.parseInt(escape.group(5), 8) & 0xff, at, end);
            } else {
                return unicode(at, end);
            }
            return end;
        }
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        switch (next) {
            case 'n', 'r' -> add('\n', at, at + 2);
            case 't' -> add('\t', at, at + 2);
            case '\\', 'a', 'b', 'e', 'E', 'f', 'v' -> {
                // A backslash of the text's own, or a control character: neither counts.
            }
            default -> {
                return at + 1;
            }
        }
        return at + 2;
    }

    private int unicode(int at, int end) {
        String digits =
                escape.group(2) != null ? escape.group(2) : escape.group(3) != null ? escape.group(3) : escape.group(4);
        int character = Integer.parseUnsignedInt(digits, 16);
        if (Character.isBmpCodePoint(character)
                && Character.isHighSurrogate((char) character)
                && lookingAt(lowHalf, end)) {
            character = Character.toCodePoint((char) character, (char) Integer.parseInt(lowHalf.group(1), 16));
            end = lowHalf.end();
        }
        emit(character, at, end);
        return end;
    }

    private int entity(int at) {
        int end = entity.end();
        if (entity.group(3) == null) {
            emit(
                    entity.group(1) != null ? Integer.parseInt(entity.group(1)) : Integer.parseInt(entity.group(2), 16),
                    at,
                    end);
            return end;
        }
        String named = NAMED.get(entity.group(3));
        emit(named == null ? '&' : named.charAt(0), at, named == null ? at + 1 : end);
        return named == null ? at + 1 : end;
    }

    private void emit(int character, int start, int end) {
        if (character < 0x80) {
            emitByte(character, start, end);
        } else if (Character.isValidCodePoint(character)) {
            for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                emitByte(b & 0xff, start, end);
            }
        }
    }

    private void emitByte(int unit, int start, int end) {
        view.addByte(unit, source.start(start), source.end(end - 1));
    }

    private void add(char unit, int start, int end) {
        view.add(unit, source.start(start), source.end(end - 1));
    }
}
