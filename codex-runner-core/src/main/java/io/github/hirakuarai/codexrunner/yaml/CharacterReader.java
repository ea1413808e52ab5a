package io.github.hirakuarai.codexrunner.yaml;

import java.io.Reader;

/**
 * Reads a text and never breaks off between the halves of a surrogate pair: where the YAML parser's buffer ends in the
 * middle of one, it fails with an exception of its own.
 */
final class CharacterReader extends Reader {

    private final String text;
    private int next;

    CharacterReader(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
        int left = text.length() - next;
        if (left == 0) {
            return -1;
        }
        int count = Math.min(left, length);
        if (count > 1 && count < left && Character.isHighSurrogate(text.charAt(next + count - 1))) {
            count--;
        }
        text.getChars(next, next + count, buffer, offset);
        next += count;
        return count;
    }

    @Override
    public void close() {
        // There is nothing to release.
    }
}
