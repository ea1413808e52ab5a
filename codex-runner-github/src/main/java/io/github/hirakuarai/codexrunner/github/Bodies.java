package io.github.hirakuarai.codexrunner.github;

/** Texts as forges keep them. */
final class Bodies {

    private Bodies() {}

    /** Whether two texts differ in line ends, or in blanks at their ends, at most. */
    static boolean same(String one, String other) {
        return normal(one).equals(normal(other));
    }

    private static String normal(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
