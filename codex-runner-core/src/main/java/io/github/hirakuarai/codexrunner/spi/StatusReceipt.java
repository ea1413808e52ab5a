package io.github.hirakuarai.codexrunner.spi;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The result of showing a state.
 *
 * @param commentId the status comment's numeric id; null when there is none
 * @param url its page; null when there is none
 */
public record StatusReceipt(
        @Nullable Long commentId, @Nullable URI url) {

    /** No comment was written. */
    public static final StatusReceipt NONE = new StatusReceipt(null, null);
}
