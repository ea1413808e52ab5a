package io.github.hirakuarai.codexrunner.brief;

/** Finds the next run of three fence characters in a text, looking at each character once however often it is asked. */
final class Fences {

    private final String text;
    private int backticks;
    private int tildes;

    Fences(String text) {
        this.text = text;
        this.backticks = text.indexOf("```");
        this.tildes = text.indexOf("~~~");
    }

    /** Where the next one at or after an offset begins, or -1. Offsets asked for do not decrease. */
    int next(int from) {
        if (backticks >= 0 && backticks < from) {
            backticks = text.indexOf("```", from);
        }
        if (tildes >= 0 && tildes < from) {
            tildes = text.indexOf("~~~", from);
        }
        return backticks < 0 ? tildes : tildes < 0 ? backticks : Math.min(backticks, tildes);
    }
}
