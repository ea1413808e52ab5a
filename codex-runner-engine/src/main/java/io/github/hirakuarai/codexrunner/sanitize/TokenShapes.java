package io.github.hirakuarai.codexrunner.sanitize;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what has the shape of a credential although nobody configured it.
 *
 * <p>Each pattern takes linear time: it begins at a fixed prefix, and what it may read in vain before the next begin is
 * bounded, or ends where the next one could begin.
 */
final class TokenShapes {

    /** The named group {@code secret} is masked; without one, the whole match. */
    private record Shape(Pattern pattern, boolean grouped) {}

    private static final List<Shape> SHAPES = List.of(
            // GitHub; since 2026 an installation token carries a JSON Web Token, with dots.
            whole("gh[pousr]_[A-Za-z0-9_.-]{20,}+"),
            whole("github_pat_[A-Za-z0-9_]{20,}+"),
            whole("glpat-[A-Za-z0-9_.-]{20,}+"),
            whole("npm_[A-Za-z0-9]{36,}+"),
            whole("(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
            whole("(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}"),
            whole("xox[a-z]-[A-Za-z0-9-]{10,}+"),
            whole("xapp-[A-Za-z0-9-]{10,}+"),
            whole("(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}+"),
            whole("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*+"),
            group("(?i)authorization[\"']?\\s*+[:=]\\s*+[\"']?(?:bearer|basic|token)\\s++(?<secret>[^\\s\"',;]++)"),
            group("://[^\\s/:@?#\"'<>]*+:(?<secret>[^\\s/?#\"'<>]*)@"));

    /** Tokens of known length, which are known to the end also where a line break stands in them. */
    private static final Pattern OF_KNOWN_LENGTH = Pattern.compile("gh[pour]_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}"
            + "|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|A(?:KIA|SIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}");

    /** Others, which go on behind a line break as long as what follows looks like a part of them. */
    private static final Pattern OF_ANY_LENGTH =
            Pattern.compile("gh[pousr]_[A-Za-z0-9_.-]{20,}+|glpat-[A-Za-z0-9_.-]{20,}+"
                    + "|xox[a-z]-[A-Za-z0-9-]{10,}+|xapp-[A-Za-z0-9-]{10,}+|(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}+"
                    + "|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*+");

    /** Words have no digits; random letters have some before long. */
    private static final Pattern RANDOM = Pattern.compile("(?=.*[0-9])[A-Za-z0-9_.-]{4,}+", Pattern.DOTALL);

    private static final Pattern KEY_BEGIN =
            Pattern.compile("-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----");
    private static final Pattern KEY_END =
            Pattern.compile("-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----");

    /** The most that one credential takes: a private RSA key of 16,384 bits has about 13,000 characters. */
    static final int LONGEST = 16_384;

    private TokenShapes() {}

    static void find(String text, Spans spans) {
        for (Shape shape : SHAPES) {
            Matcher token = shape.pattern().matcher(text);
            while (token.find()) {
                spans.add(
                        shape.grouped() ? token.start("secret") : token.start(),
                        shape.grouped() ? token.end("secret") : token.end());
            }
        }
        findBroken(text, spans);
        findKeys(text, spans);
    }

    /** Tokens that a line break stands in. */
    private static void findBroken(String text, Spans spans) {
        TextView joined = TextView.folded(text);
        String line = joined.toString();
        for (Matcher token = OF_KNOWN_LENGTH.matcher(line); token.find(); ) {
            spans.add(joined.start(token.start()), joined.end(token.end() - 1));
        }
        for (Matcher token = OF_ANY_LENGTH.matcher(line); token.find(); ) {
            int end = token.start() + 1;
            while (end < token.end() && joined.start(end) == joined.end(end - 1)) {
                end++;
            }
            while (end < token.end()) {
                int next = end + 1;
                while (next < token.end() && joined.start(next) == joined.end(next - 1)) {
                    next++;
                }
                if (!RANDOM.matcher(line.substring(end, next)).matches()) {
                    break;
                }
                end = next;
            }
            spans.add(joined.start(token.start()), joined.end(end - 1));
        }
    }

    /** A private key from its begin to its end; one that is cut off, as far as lines look like a key's. */
    private static void findKeys(String text, Spans spans) {
        Matcher begin = KEY_BEGIN.matcher(text);
        Matcher end = KEY_END.matcher(text);
        boolean endAhead = end.find();
        int from = 0;
        while (begin.find(from)) {
            while (endAhead && end.start() < begin.end()) {
                endAhead = end.find();
            }
            boolean whole = endAhead && end.start() - begin.end() <= LONGEST;
            from = whole ? end.end() : keyLinesEnd(text, begin.end());
            spans.add(begin.start(), from);
        }
    }

    private static int keyLinesEnd(String text, int start) {
        int end = start;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "+/=\\\n\t".indexOf(c) >= 0)) {
                end = at + 1;
            } else if (c != ' ' || " \n".indexOf(text.charAt(at - 1)) < 0) {
                return end;
            }
        }
        return end;
    }

    private static Shape whole(String regex) {
        return new Shape(Pattern.compile(regex), false);
    }

    private static Shape group(String regex) {
        return new Shape(Pattern.compile(regex), true);
    }
}
