package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.publish.CodeTexts;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What drafts say to their readers, in English or Japanese. */
final class DraftTexts {

    private final ResourceBundle messages;
    private final Locale locale;

    /** What problem codes mean in Japanese; in English the messages say it themselves. */
    private final @Nullable ResourceBundle codes;

    DraftTexts(Locale locale) {
        boolean japanese = locale.getLanguage().equals("ja");
        this.locale = japanese ? Locale.JAPANESE : Locale.ENGLISH;
        this.messages = ResourceBundle.getBundle(DraftTexts.class.getPackageName() + ".messages", this.locale);
        this.codes = japanese ? CodeTexts.japanese() : null;
    }

    String say(String key, Object... arguments) {
        return new MessageFormat(messages.getString(key), locale).format(arguments);
    }

    /** A problem by the path of its value: its line is another once the problems stand above the brief. */
    String problem(Problem problem) {
        String place = problem.path().isEmpty() ? "" : problem.path() + ": ";
        if (codes != null && codes.containsKey(problem.code().name())) {
            return place + codes.getString(problem.code().name());
        }
        return place + problem.message() + (problem.hint() == null ? "" : "; " + problem.hint());
    }
}
