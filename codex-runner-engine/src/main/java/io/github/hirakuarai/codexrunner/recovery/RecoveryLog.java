package io.github.hirakuarai.codexrunner.recovery;

import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.ArrayList;
import java.util.List;

/** Tells what recovery does with each run, and remembers it. */
public final class RecoveryLog {

    private final boolean acts;
    private final RunListener listener;
    private final List<Recovered> all = new ArrayList<>();

    /** @param acts whether anything is done; else it is only said */
    public RecoveryLog(boolean acts, RunListener listener) {
        this.acts = acts;
        this.listener = listener;
    }

    /** Whether anything is done; else it is only said. */
    boolean acts() {
        return acts;
    }

    void say(LedgerRecord record, Recovered.Verdict verdict, String message) {
        say(record.id(), record.run(), verdict, message);
    }

    void say(InterruptedRun left, Recovered.Verdict verdict, String message) {
        say(left.id(), left.folder().run(), verdict, message);
    }

    /** Tells what is wrong with a record of which nobody knows whose run it is. */
    void warn(RepositoryName repository, String what) {
        listener.on(new RunEvent.Warned(null, repository + ": " + what));
    }

    private void say(BriefId id, RunId run, Recovered.Verdict verdict, String message) {
        Recovered one = new Recovered(id, run, verdict, message);
        if (all.stream().anyMatch(earlier -> earlier.run().equals(run))) {
            // It was to be gone on with, and could not be.
            all.replaceAll(earlier -> earlier.run().equals(run) ? one : earlier);
        } else {
            all.add(one);
        }
        listener.on(new RunEvent.Recovery(one));
    }

    /** What became of a run; it has been said before. */
    Recovered of(RunId run) {
        return all.stream().filter(one -> one.run().equals(run)).findFirst().orElseThrow();
    }

    /** What became of each run, in the order in which they were looked at. */
    List<Recovered> all() {
        return List.copyOf(all);
    }
}
