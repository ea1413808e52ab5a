package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads from a brief's record how its earlier attempts ended, and who asked for them. */
final class EarlierAttempts {

    private EarlierAttempts() {}

    /**
     * The attempts that ended, oldest first.
     *
     * @param history of the record, newest first
     */
    static List<RunReport.EarlierAttempt> of(List<LedgerEntry> history) {
        Map<Integer, RunReport.EarlierAttempt> attempts = new TreeMap<>();
        for (LedgerEntry entry : history) {
            LedgerRecord record = entry.record();
            @Nullable Result result = record.result();
            if (result != null) {
                attempts.putIfAbsent(
                        record.attempt(),
                        new RunReport.EarlierAttempt(
                                record.attempt(), record.at(), result, record.failure(), record.run(), by(record)));
            }
        }
        return List.copyOf(attempts.values());
    }

    private static @Nullable String by(LedgerRecord record) {
        AttemptRequest request = record.request();
        Account account = request == null ? null : request.retriedBy();
        return account == null ? null : account.login();
    }
}
