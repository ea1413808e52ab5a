package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.event.BriefHistory;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.ArrayList;
import java.util.List;

/** What records have said, for users. */
public final class Histories {

    private Histories() {}

    /** The records of a brief in the watched repositories, each with what it has said. */
    public static List<BriefHistory> of(BriefId id, Repositories repositories) {
        List<BriefHistory> found = new ArrayList<>();
        for (RepositoryName repository : repositories.watched()) {
            Ledger ledger = repositories.ledger(repository);
            for (LedgerEntry entry :
                    repositories.records(repository, id.number()).values()) {
                if (entry.record().id().equals(id)) {
                    found.add(
                            new BriefHistory(id, entry.record().digest(), repository, entries(ledger.history(entry))));
                }
            }
        }
        return List.copyOf(found);
    }

    private static List<BriefHistory.Entry> entries(List<LedgerEntry> newestFirst) {
        List<BriefHistory.Entry> entries = new ArrayList<>();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            BriefHistory.Entry entry = entry(newestFirst.get(i).record());
            if (entries.isEmpty() || !saysTheSame(entry, entries.get(entries.size() - 1))) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static boolean saysTheSame(BriefHistory.Entry entry, BriefHistory.Entry before) {
        return entry.state() == before.state()
                && entry.result() == before.result()
                && entry.run().equals(before.run());
    }

    /** What a record says. */
    public static BriefHistory.Entry entry(LedgerRecord record) {
        return new BriefHistory.Entry(
                record.at(),
                record.state(),
                record.attempt(),
                record.result(),
                record.failure(),
                record.message(),
                record.runner(),
                record.run());
    }
}
