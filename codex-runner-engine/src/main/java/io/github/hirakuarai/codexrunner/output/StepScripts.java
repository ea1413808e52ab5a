package io.github.hirakuarai.codexrunner.output;

import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the steps' scripts, which shells name in their messages: readers know the step and not the file. */
public final class StepScripts {

    private static final String FILE =
            "(?<![^\\s'\"(])/[^\\s:]*/codex-runner/host/runs/[^/\\s:]+/([0-9]{1,5})(?:\\.[0-9]+)?\\.script";

    private static final Pattern LINE = Pattern.compile(FILE + ": line ([0-9]{1,9})(?=:)");
    private static final Pattern ALONE = Pattern.compile(FILE + "(?![^\\s:'\")])");

    /** A longer name is cut. */
    private static final int LONGEST_NAME = 60;

    private final IntFunction<String> names;

    /**
     * The scripts of a run.
     *
     * @param names the name of a step by its ordinal, clean and masked; empty when it is not known
     */
    public StepScripts(IntFunction<String> names) {
        this.names = names;
    }

    /**
     * The script of a step that is alone in its log.
     *
     * @param name clean and masked
     */
    public static StepScripts of(int ordinal, String name) {
        return new StepScripts(asked -> asked == ordinal ? name : "");
    }

    /** Returns a text with {@code step 'build', line 7} in place of the file and its line. */
    public String named(String text) {
        if (!text.contains(".script")) {
            return text;
        }
        String lines = LINE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(step(found) + ", line " + found.group(2)));
        return ALONE.matcher(lines).replaceAll(found -> Matcher.quoteReplacement(step(found)));
    }

    private String step(MatchResult found) {
        String name = names.apply(Integer.parseInt(found.group(1)));
        if (name.isEmpty()) {
            return "step " + found.group(1);
        }
        boolean tooLong = name.codePointCount(0, name.length()) > LONGEST_NAME;
        return "step '" + (tooLong ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "…" : name) + "'";
    }
}
