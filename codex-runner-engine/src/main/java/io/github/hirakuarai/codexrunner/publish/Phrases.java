package io.github.hirakuarai.codexrunner.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says messages in Japanese. They are written in English where something goes wrong, and this finds the sentence that a
 * message was made from and the values in it. Safe for many threads.
 */
public final class Phrases {

    private static final Pattern HOLE = Pattern.compile("\\{([0-9])}");
    private static final String JAPANESE = "[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]";
    private static final Pattern JAPANESE_BEGINNING = Pattern.compile(JAPANESE);
    private static final Pattern JAPANESE_END = Pattern.compile("(?:" + JAPANESE + "|[）」]) ?$");
    private static final int DEEPEST = 3;

    private static final List<Phrase> ALL = read();

    private Phrases() {}

    /**
     * One sentence.
     *
     * @param english a group for each hole
     * @param holes the number of each group's hole
     * @param fixed how many characters of the English stand outside of the holes
     */
    private record Phrase(Pattern english, List<Integer> holes, int fixed, String japanese) {}

    /** A message in the language of its reader; empty when it is known in English only. */
    public static Optional<String> in(Locale locale, String message) {
        return locale.getLanguage().equals("ja") ? japanese(message, 0) : Optional.of(message);
    }

    private static Optional<String> japanese(String message, int depth) {
        for (Phrase phrase : ALL) {
            Matcher fits = phrase.english().matcher(message);
            if (fits.matches()) {
                return Optional.of(filled(phrase, fits, depth));
            }
        }
        return Optional.empty();
    }

    private static String filled(Phrase phrase, Matcher fits, int depth) {
        StringBuilder text = new StringBuilder();
        Matcher hole = HOLE.matcher(phrase.japanese());
        boolean translated = false;
        int from = 0;
        while (hole.find()) {
            append(text, phrase.japanese().substring(from, hole.start()), translated);
            String value = fits.group(phrase.holes().indexOf(Integer.valueOf(hole.group(1))) + 1);
            Optional<String> said = depth == DEEPEST ? Optional.empty() : japanese(value, depth + 1);
            translated = said.isPresent();
            append(text, said.orElse(value), translated);
            from = hole.end();
        }
        append(text, phrase.japanese().substring(from), translated);
        return text.toString();
    }

    /** Appends a part. The space that separates Latin from Japanese is left out between Japanese and Japanese. */
    private static void append(StringBuilder text, String part, boolean translated) {
        int end = text.length();
        String next = part;
        if (translated && JAPANESE_END.matcher(text).find()) {
            if (text.charAt(end - 1) == ' ' && JAPANESE_BEGINNING.matcher(part).lookingAt()) {
                text.setLength(end - 1);
            } else if (text.charAt(end - 1) != ' ' && part.startsWith(" ")) {
                next = JAPANESE_BEGINNING.matcher(part.substring(1)).lookingAt() ? part.substring(1) : part;
            }
        }
        text.append(next);
    }

    private static Phrase phrase(String english, String japanese) {
        StringBuilder pattern = new StringBuilder();
        List<Integer> holes = new ArrayList<>();
        Matcher hole = HOLE.matcher(english);
        int from = 0;
        while (hole.find()) {
            pattern.append(Pattern.quote(english.substring(from, hole.start()))).append("(.+?)");
            holes.add(Integer.valueOf(hole.group(1)));
            from = hole.end();
        }
        pattern.append(Pattern.quote(english.substring(from)));
        int fixed = HOLE.matcher(english).replaceAll("").length();
        return new Phrase(Pattern.compile(pattern.toString()), List.copyOf(holes), fixed, japanese);
    }

    private static List<Phrase> read() {
        try (InputStream text = Objects.requireNonNull(Phrases.class.getResourceAsStream("phrases_ja.txt"))) {
            List<Phrase> phrases = new ArrayList<>();
            String english = "";
            for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("\t")) {
                    phrases.add(phrase(english, line.strip()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    english = line;
                }
            }
            // The one that says most goes first: "… does not allow changes of {1}" before "… does not allow {1}".
            phrases.sort(Comparator.comparingInt(Phrase::fixed).reversed());
            return List.copyOf(phrases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
