package io.github.hirakuarai.codexrunner.attempt;

import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.publish.RunReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from a brief's record how its earlier attempts ended, and who asked for the next. */
final class EarlierAttempts {

    private EarlierAttempts() {}

    /**
     * The attempts that ended, oldest first.
     *
     * @param history of the record, newest first
     * @param now what the record says of the attempt that begins
     */
    static List<RunReport.EarlierAttempt> of(List<LedgerEntry> history, LedgerRecord now) {
        Map<Integer, LedgerRecord> ended = new TreeMap<>();
        Map<Integer, String> retriedBy = new HashMap<>();
        for (LedgerRecord record : Stream.concat(
                        Stream.of(now), history.stream().map(LedgerEntry::record))
                .toList()) {
            @Nullable String by = by(record);
            if (by != null) {
                retriedBy.putIfAbsent(record.attempt(), by);
            }
            if (record.result() != null) {
                ended.putIfAbsent(record.attempt(), record);
            }
        }
        List<RunReport.EarlierAttempt> attempts = new ArrayList<>();
        ended.forEach((number, record) -> attempts.add(new RunReport.EarlierAttempt(
                number,
                record.at(),
                Objects.requireNonNull(record.result()),
                record.failure(),
                record.message(),
                record.run(),
                retriedBy.get(number + 1))));
        return List.copyOf(attempts);
    }

    private static @Nullable String by(LedgerRecord record) {
        AttemptRequest request = record.request();
        Account account = request == null ? null : request.retriedBy();
        return account == null ? null : account.login();
    }
}
