package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Looks for configured secrets in what is about to be committed. Safe for many threads. */
final class SecretSearch {

    private static final int WINDOW = 1 << 20;

    /** More than any form of a key takes: what lies across two windows is whole in one of them. */
    private static final int OVERLAP = 1 << 17;

    private final TextSanitizer texts;

    SecretSearch(TextSanitizer texts) {
        this.texts = texts;
    }

    boolean isIn(String text) {
        return texts.holdsSecret(text);
    }

    /** Reads in overlapping windows, so that the size does not matter. Bytes that are no text are looked through as well. */
    boolean isIn(Supplier<InputStream> bytes) {
        byte[] window = new byte[WINDOW];
        int kept = 0;
        try (InputStream content = bytes.get()) {
            while (true) {
                int length = kept + content.readNBytes(window, kept, WINDOW - kept);
                if (texts.holdsSecret(new String(window, 0, length, StandardCharsets.UTF_8))) {
                    return true;
                }
                if (length < WINDOW) {
                    return false;
                }
                System.arraycopy(window, WINDOW - OVERLAP, window, 0, OVERLAP);
                kept = OVERLAP;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
