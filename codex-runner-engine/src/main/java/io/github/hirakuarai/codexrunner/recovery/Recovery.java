package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.event.Recovered;
import java.util.List;

/**
 * Finds what runners that are gone have left, and ends what nobody can go on with. Steps are never run again: a run ends as
 * it would have when all its outputs were delivered, is taken up by a {@link Resumption} when its folder holds what that
 * takes, and ends as interrupted otherwise.
 *
 * <p>A run of this machine is known by its folder, whose lock is free when its process is gone. Another machine's is left
 * alone until its record has stood unchanged for a whole lease by this machine's monotonic clock, which takes two looks.
 */
public final class Recovery {

    private final OwnRuns own;
    private final OtherRuns others;
    private final RecoveryLog log;

    public Recovery(OwnRuns own, OtherRuns others, RecoveryLog log) {
        this.own = own;
        this.others = others;
        this.log = log;
    }

    /** Deals with everything that was left; all records are listed. */
    public void recoverAll() {
        own.recover();
        others.recover(true, own.here());
    }

    /** Deals with the runs of this machine. */
    public void recoverHere() {
        own.recover();
    }

    /** Deals with the runs of other machines: all records are listed now and then, and what is known to be unfinished each time. */
    public void recoverOthers() {
        others.recover(false, own.here());
    }

    /** What became of each run so far. */
    public List<Recovered> recovered() {
        return log.all();
    }

    /** The runs to go on with, their folders held: {@link Resumption} takes them to their end. */
    public List<InterruptedRun> resumable() {
        return own.resumable();
    }

    /** Whether a lane has not answered yet, so that a run on it waits. */
    public boolean metSilence() {
        return own.metSilence();
    }

    /** Ends those that cannot be gone on with after all. */
    public OwnRuns own() {
        return own;
    }
}
