package io.github.hirakuarai.codexrunner.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what commits say, so that each record is read once however often it is listed. Safe for many threads. */
public final class ParsedRecords {

    /** Of about a kilobyte each. */
    private static final int LIMIT = 20_000;

    private final Map<Commit, LedgerEntry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Commit, LedgerEntry> eldest) {
            return size() > LIMIT;
        }
    };

    synchronized @Nullable LedgerEntry get(BriefRef name, String commit) {
        return entries.get(new Commit(name, commit));
    }

    synchronized void put(BriefRef name, LedgerEntry entry) {
        entries.put(new Commit(name, entry.commit()), entry);
    }

    /** Whether a commit counts as a record depends on the ref that it stands under. */
    private record Commit(BriefRef name, String commit) {}
}
