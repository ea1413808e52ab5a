package io.github.hirakuarai.codexrunner.testkit.brief;

/** Fences that a text does not end. */
final class Fences {

    private Fences() {}

    /** The shortest fence of a character that is longer than any run of it in a text. */
    static String around(String text, char character) {
        int longest = 2;
        int run = 0;
        for (int index = 0; index < text.length(); index++) {
            run = text.charAt(index) == character ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return String.valueOf(character).repeat(longest + 1);
    }
}
