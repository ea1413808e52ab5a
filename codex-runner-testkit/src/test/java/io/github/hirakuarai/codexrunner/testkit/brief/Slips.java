package io.github.hirakuarai.codexrunner.testkit.brief;

import java.util.Random;

/** Texts with a few characters put in, left out, changed or moved. */
final class Slips {

    private Slips() {}

    /** As a slip of the hand or a careless program would. */
    static String of(String text, Random random) {
        StringBuilder spoilt = new StringBuilder(text);
        String marks = "&*!|>%@`'\"{}[],:#?-~\t\n\r\u200B\u0007\u0085\u2028\uFEFF\uD83D ";
        for (int change = random.nextInt(4) + 1; change > 0 && spoilt.length() > 1; change--) {
            int at = random.nextInt(spoilt.length() - 1);
            int to = Math.min(spoilt.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> spoilt.deleteCharAt(at);
                case 1 -> spoilt.insert(at, marks.charAt(random.nextInt(marks.length())));
                case 2 -> spoilt.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
                case 3 -> spoilt.delete(at, to);
                default -> spoilt.insert(random.nextInt(spoilt.length()), spoilt.substring(at, to));
            }
        }
        return spoilt.toString();
    }
}
