package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Decision;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a poll has found only when the poll before has found something else, and everything else always. What a poll
 * finds of a brief that this very runner is running is no news either.
 */
final class ChangeFilter implements RunListener {

    private final RunListener reader;
    private final Map<BriefId, Decided> evaluated = new HashMap<>();
    private final Map<RunId, Recovered> recovered = new HashMap<>();
    private final Set<BriefId> running = new HashSet<>();
    private final Set<RepositoryName> unavailable = new HashSet<>();
    private final Set<RepositoryName> unavailableBefore = new HashSet<>();
    private final Set<RunEvent.IssueUnreadable> unreadable = new HashSet<>();
    private final Set<RunEvent.IssueUnreadable> unreadableBefore = new HashSet<>();
    private RunEvent.@Nullable Scanned scanned;

    ChangeFilter(RunListener reader) {
        this.reader = reader;
    }

    @Override
    public void on(RunEvent event) {
        if (isNew(event)) {
            reader.on(event);
        }
    }

    private boolean isNew(RunEvent event) {
        if (event instanceof RunEvent.RepositoryUnavailable one) {
            // By its name: one look notices at the forge what another notices at the git server.
            unavailable.add(one.repository());
            return !unavailableBefore.contains(one.repository());
        }
        if (event instanceof RunEvent.IssueUnreadable one) {
            unreadable.add(one);
            return !unreadableBefore.contains(one);
        }
        if (event instanceof RunEvent.Scanned found) {
            unavailableBefore.clear();
            unavailableBefore.addAll(unavailable);
            unavailable.clear();
            unreadableBefore.clear();
            unreadableBefore.addAll(unreadable);
            unreadable.clear();
            boolean same = found.equals(scanned);
            scanned = found;
            return !same;
        }
        if (event instanceof RunEvent.Evaluated one) {
            if (running.contains(one.evaluation().id())) {
                return false;
            }
            Decided decided = Decided.of(one.evaluation());
            return !decided.equals(evaluated.put(one.evaluation().id(), decided));
        }
        if (event instanceof RunEvent.Recovery one) {
            Recovered before = recovered.put(one.recovered().run(), one.recovered());
            return !one.recovered().equals(before);
        }
        if (event instanceof RunEvent.Claimed claimed) {
            running.add(claimed.id());
        } else if (event instanceof RunEvent.Ended ended) {
            running.remove(ended.id());
        }
        // That a poll was made is news to nobody but those who measure.
        return !(event instanceof RunEvent.Polled);
    }

    private record Decided(Digest digest, BriefState state, Decision decision) {

        static Decided of(Evaluation evaluation) {
            return new Decided(evaluation.digest(), evaluation.state(), evaluation.decision());
        }
    }
}
