package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Since when the records of other machines have stood as they stand, by this machine's monotonic clock. */
final class StaleClaims {

    private final Map<Place, Sighting> seen = new HashMap<>();

    /** How long a record is known to stand unchanged; zero the first time. */
    synchronized Duration unchangedFor(RepositoryName repository, LedgerEntry entry, LedgerClock clock) {
        Place place = new Place(repository, entry.record().key());
        Sighting before = seen.get(place);
        if (before == null || !before.commit().equals(entry.commit())) {
            seen.put(place, new Sighting(entry.commit(), clock.read()));
            return Duration.ZERO;
        }
        return clock.elapsed(before.since());
    }

    private record Place(RepositoryName repository, BriefKey key) {}

    private record Sighting(String commit, LedgerClock.Reading since) {}
}
