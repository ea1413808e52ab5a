package io.github.hirakuarai.codexrunner.yaml;

import org.jspecify.annotations.Nullable;

/** The YAML parser counts code points, Java and editors count UTF-16 code units: leads from the one to the other. */
final class CodePoints {

    private final int length;
    private final int @Nullable [] offsets;

    private CodePoints(int length, int @Nullable [] offsets) {
        this.length = length;
        this.offsets = offsets;
    }

    static CodePoints of(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return new CodePoints(text.length(), null);
        }
        int[] offsets = new int[count];
        int offset = 0;
        for (int index = 0; index < count; index++) {
            offsets[index] = offset;
            offset += Character.charCount(text.codePointAt(offset));
        }
        return new CodePoints(text.length(), offsets);
    }

    int utf16(int codePoint) {
        if (codePoint < 0) {
            return 0;
        }
        if (offsets == null) {
            return Math.min(codePoint, length);
        }
        return codePoint < offsets.length ? offsets[codePoint] : length;
    }
}
