package io.github.hirakuarai.codexrunner.forge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes that a request or an answer carries. */
public final class Body {

    static final Body EMPTY = new Body(new byte[0]);

    private final byte[] bytes;

    /** Takes the array as its own. */
    Body(byte[] bytes) {
        this.bytes = bytes;
    }

    static Body of(String text) {
        return new Body(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
