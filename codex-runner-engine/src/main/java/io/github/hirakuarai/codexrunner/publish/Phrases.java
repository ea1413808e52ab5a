package io.github.hirakuarai.codexrunner.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private static final int DEEPEST = 3;

    private static final List<Phrase> ALL = read();

    private Phrases() {}

    /**
     * One sentence.
     *
     * @param english a group for each hole
     * @param holes the number of each group's hole
     */
    private record Phrase(Pattern english, List<Integer> holes, String japanese) {}

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
        return HOLE.matcher(phrase.japanese()).replaceAll(hole -> {
            String value = fits.group(phrase.holes().indexOf(Integer.valueOf(hole.group(1))) + 1);
            Optional<String> said = depth == DEEPEST ? Optional.empty() : japanese(value, depth + 1);
            return Matcher.quoteReplacement(said.orElse(value));
        });
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
        return new Phrase(Pattern.compile(pattern.toString()), List.copyOf(holes), japanese);
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
            return List.copyOf(phrases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
