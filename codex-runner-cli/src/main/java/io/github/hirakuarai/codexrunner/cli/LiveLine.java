package io.github.hirakuarai.codexrunner.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a person who watches wants to know at this moment, laid out for a terminal of any width: on a narrow one the last
 * line of output goes first, then the name of the step, never what is done and for how long.
 *
 * @param brief the brief that is worked on; null when it is none in particular
 * @param stage what is done: {@code step 2/5}
 * @param what more about it: the step's name; may be empty
 * @param elapsed since the stage began
 * @param last what the step wrote last; may be empty
 */
record LiveLine(@Nullable String brief, String stage, String what, Duration elapsed, String last) {

    /** From here on there is room to say which brief it is. */
    private static final int ROOMY = 72;

    /** Less of the output than this tells nothing. */
    private static final int FEW = 8;

    private static final String BAR = " │ ";

    LiveLine {
        stage = clean(stage);
        what = clean(what);
        last = clean(last);
    }

    /**
     * The line in two parts, which together take less than the columns: the last one is left free, because some terminals
     * go to the next line when it is filled.
     */
    Parts fit(int columns) {
        int room = Math.max(0, columns - 1);
        String lead = brief == null || columns < ROOMY ? stage : Columns.cut(brief, room / 3) + " " + stage;
        String time = " " + Elapsed.clock(elapsed);
        int left = room - Columns.of(lead) - Columns.of(time);
        if (left < 0) {
            return new Parts(Columns.cut(stage + time, room), "");
        }
        int wanted = last.isEmpty() ? 0 : Math.min(Columns.of(last), left / 2) + BAR.length();
        String name = what.isEmpty() || left - wanted < 4 ? "" : " " + Columns.cut(what, left - wanted - 1);
        left -= Columns.of(name);
        int forLast = left - BAR.length();
        boolean tells = !last.isEmpty() && forLast >= Math.min(FEW, Columns.of(last));
        return new Parts(lead + name + time, tells ? BAR + Columns.cut(last, forLast) : "");
    }

    private static String clean(String text) {
        return SafeText.line(text).replace('\t', ' ').strip();
    }

    /**
     * What is shown.
     *
     * @param lead what is done
     * @param tail what it wrote last, with a bar before it; may be empty
     */
    record Parts(String lead, String tail) {}
}
