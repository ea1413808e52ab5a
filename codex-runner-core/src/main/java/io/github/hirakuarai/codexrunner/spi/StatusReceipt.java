package io.github.hirakuarai.codexrunner.spi;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a state store answers.
 *
 * @param commentId the status comment's numeric id; null when there is none
 * @param url its page; null when there is none
 */
public record StatusReceipt(
        @Nullable Long commentId, @Nullable URI url) {

    /** Nothing to remember. */
    public static final StatusReceipt NONE = new StatusReceipt(null, null);
}
