package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Account;
import org.jspecify.annotations.Nullable;

/**
 * Who edited the text of a command last.
 *
 * @param editor null when nobody did, or the forge cannot tell
 * @param known whether the forge could tell
 */
public record CommandEdit(@Nullable Account editor, boolean known) {

    /** Of a command that nobody can edit, such as a label. */
    public static final CommandEdit NONE = new CommandEdit(null, true);

    /** Where the forge cannot tell. */
    public static final CommandEdit UNKNOWN = new CommandEdit(null, false);
}
