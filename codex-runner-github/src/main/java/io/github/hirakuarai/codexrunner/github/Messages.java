package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.Settings;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What outputs say of themselves, in the language of {@code runner.locale}. */
final class Messages {

    static final String BUNDLE = Messages.class.getPackageName() + ".messages";

    private final Locale locale;
    private final ResourceBundle bundle;

    private Messages(Locale locale) {
        this.locale = locale;
        bundle = ResourceBundle.getBundle(BUNDLE, locale);
    }

    static Messages of(Settings settings) {
        boolean japanese = settings.text("runner.locale").filter("ja"::equals).isPresent();
        return new Messages(japanese ? Locale.JAPANESE : Locale.ENGLISH);
    }

    /** A message with its values, which are texts. */
    String say(String key, String... values) {
        return new MessageFormat(bundle.getString(key), locale).format(values);
    }
}
