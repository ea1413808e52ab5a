package io.github.hirakuarai.codexrunner.output;

import java.util.regex.Pattern;

/** The file of a step's script, which shells name in their messages: readers know the step and not the file. */
public final class StepScripts {

    private static final String FILE =
            "(?<![^\\s'\"(])/[^\\s:]*/codex-runner/host/runs/[^/\\s:]+/([0-9]{1,5})(?:\\.[0-9]+)?\\.script";

    private static final Pattern LINE = Pattern.compile(FILE + ": line ([0-9]{1,9})(?=:)");
    private static final Pattern ALONE = Pattern.compile(FILE + "(?![^\\s:'\")])");

    private StepScripts() {}

    /** Returns a text with {@code step 2, line 7} in place of the file and its line. */
    public static String named(String text) {
        return text.contains(".script")
                ? ALONE.matcher(LINE.matcher(text).replaceAll("step $1, line $2"))
                        .replaceAll("step $1")
                : text;
    }
}
