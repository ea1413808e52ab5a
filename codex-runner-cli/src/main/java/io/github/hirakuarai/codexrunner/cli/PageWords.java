package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.publish.Phrases;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the pages, in English or Japanese. */
final class PageWords {

    private static final int DAYS_COUNTED = 30;

    private final Locale locale;
    private final ResourceBundle messages;

    /** @param reader any other language than Japanese gives English */
    PageWords(Locale reader) {
        locale = reader.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ENGLISH;
        messages = ResourceBundle.getBundle(PageWords.class.getPackageName() + ".page", locale);
    }

    String language() {
        return locale.getLanguage();
    }

    boolean has(String key) {
        return messages.containsKey(key);
    }

    String say(String key, Object... values) {
        Object[] words = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            words[i] = values[i].toString();
        }
        return new MessageFormat(messages.getString(key), locale).format(words);
    }

    /** A message in the reader's language; as it is when it is known in English only. */
    String message(String english) {
        return Phrases.in(locale, english).orElse(english);
    }

    /** When something happened, as seen from now; the date of what is longer ago. */
    String ago(Instant then, Instant now) {
        Duration ago = Duration.between(then, now);
        if (ago.toMinutes() < 1) {
            return say("ago.seconds", Math.max(0, ago.toSeconds()));
        }
        if (ago.toHours() < 1) {
            return say("ago.minutes", ago.toMinutes());
        }
        if (ago.toDays() < 1) {
            return say("ago.hours", ago.toHours());
        }
        return ago.toDays() > DAYS_COUNTED
                ? LocalDate.ofInstant(then, ZoneOffset.UTC).toString()
                : say(ago.toDays() == 1 ? "ago.day" : "ago.days", ago.toDays());
    }
}
