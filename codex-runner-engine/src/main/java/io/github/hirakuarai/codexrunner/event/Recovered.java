package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RunId;

/**
 * What became of a run whose runner is gone.
 *
 * @param id the brief
 * @param run the run
 * @param verdict what was done, or would be
 * @param message one line for people
 */
public record Recovered(BriefId id, RunId run, Verdict verdict, String message) {

    /** What is done with a run whose runner is gone. */
    public enum Verdict {
        /** It has no record that can be read, or somebody else has dealt with it: its folder is closed. */
        CLOSED,
        /** Its end was recorded, and is shown to people now. */
        SHOWN,
        /** Its outputs were all delivered: it ends as it would have. */
        ENDED,
        /** It goes on where it was. */
        RESUMED,
        /** It ends as interrupted; only a person's order starts another attempt. */
        INTERRUPTED,
        /** It may still be at work, or what it started is: it is looked at again later. */
        WAITING
    }
}
