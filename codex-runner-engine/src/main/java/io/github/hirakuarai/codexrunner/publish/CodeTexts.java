package io.github.hirakuarai.codexrunner.publish;

import java.util.Locale;
import java.util.ResourceBundle;

/** What the codes of problems and failures mean. */
public final class CodeTexts {

    private CodeTexts() {}

    /** By code, in Japanese; in English the messages say it themselves. */
    public static ResourceBundle japanese() {
        return ResourceBundle.getBundle(CodeTexts.class.getPackageName() + ".codes", Locale.JAPANESE);
    }
}
