package io.github.hirakuarai.codexrunner.yaml;

import io.github.hirakuarai.codexrunner.model.ProblemCode;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule for texts that JSON Schema cannot say. A schema asks for it by its name, as {@code "format"}.
 *
 * @param format the name
 * @param visible whether the text may hold no {@linkplain HiddenCharacters hidden characters}
 * @param rule what is wrong with a text, if anything
 */
public record TextRule(String format, boolean visible, Function<String, Optional<Finding>> rule) {

    /** Stands for the text itself in a finding's message. */
    public static final String VALUE = "{value}";

    /** A rule whose texts a person must see as the program does: in a script, a path, a name. */
    public static TextRule visible(String format, Function<String, Optional<Finding>> rule) {
        return new TextRule(format, true, rule);
    }

    boolean accepts(String text) {
        return !(visible && HiddenCharacters.in(text)) && rule.apply(text).isEmpty();
    }

    /**
     * What is wrong with a text.
     *
     * @param code stable, for programs
     * @param message what is wrong, as the end of a sentence that begins with the field's name
     * @param hint the hint, or null
     */
    public record Finding(
            ProblemCode code, String message, @Nullable String hint) {}
}
