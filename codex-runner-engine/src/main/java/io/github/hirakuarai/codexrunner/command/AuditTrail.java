package io.github.hirakuarai.codexrunner.command;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.event.Audit;
import io.github.hirakuarai.codexrunner.event.AuditEntry;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.git.RemoteRefs;
import io.github.hirakuarai.codexrunner.ledger.AttemptRequest;
import io.github.hirakuarai.codexrunner.ledger.CommandLog;
import io.github.hirakuarai.codexrunner.ledger.Ledger;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.ledger.LedgerRecord;
import io.github.hirakuarai.codexrunner.ledger.OperatorCommand;
import io.github.hirakuarai.codexrunner.ledger.RefContents;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.state.Transitions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Audit} out of the ledger. Whoever may push may write there, so only what a runner would have written counts: each
 * commit by its form, and each step of a chain by the transitions that runners make. What has the form of a runner's chain in
 * every commit cannot be told from one.
 */
public final class AuditTrail {

    private static final Comparator<AuditEntry> OLDEST_FIRST = Comparator.comparing(AuditEntry::at)
            .thenComparing(entry -> entry.id().toString())
            .thenComparing(entry -> entry instanceof AuditEntry.Attempt);

    private final Repositories repositories;
    private final LedgerClock clock;
    private final Instant since;
    private final List<AuditEntry> entries = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param since entries whose last record is older are left out */
    public AuditTrail(Repositories repositories, LedgerClock clock, Instant since) {
        this.repositories = repositories;
        this.clock = clock;
        this.since = since;
    }

    /** Reads these repositories; one that cannot be read now is left out, and the listener is told. */
    public Audit of(Collection<RepositoryName> audited) {
        for (RepositoryName repository : audited) {
            try {
                read(repository);
            } catch (RunnerException e) {
                if (!Repositories.concernsOne(e)) {
                    throw e;
                }
                repositories.unavailable(repository, e);
            }
        }
        entries.sort(OLDEST_FIRST);
        return new Audit(entries, warnings.stream().sorted().toList());
    }

    private void read(RepositoryName repository) {
        Mirror mirror = repositories.mirror(repository);
        RemoteRefs refs = mirror.refs(Ledger.REFS, CommandLog.REFS);
        Ledger ledger = new Ledger(mirror, clock);
        ledger.requirePresentLayout(refs);
        RefContents<LedgerEntry> records = ledger.records(refs);
        records.readable().values().forEach(entry -> attempts(repository, ledger.history(entry, warnings::add)));
        RefContents<List<OperatorCommand>> commands = new CommandLog(mirror, clock).commands(refs);
        commands.readable().values().stream()
                .flatMap(List::stream)
                .filter(written -> !written.command().at().isBefore(since))
                .map(written -> command(repository, written))
                .forEach(entries::add);
        warnings.addAll(records.unreadable().values());
        warnings.addAll(commands.unreadable().values());
    }

    private static AuditEntry command(RepositoryName repository, OperatorCommand written) {
        return new AuditEntry.Command(
                written.command().at(),
                Objects.requireNonNull(written.command().target()),
                written.digest(),
                repository,
                written.command().kind(),
                written.command().id(),
                written.command().by().login());
    }

    private void attempts(RepositoryName repository, List<LedgerEntry> newestFirst) {
        @Nullable LedgerRecord claimed = null;
        @Nullable LedgerRecord last = null;
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            LedgerRecord next = newestFirst.get(i).record();
            if (!follows(last, next)) {
                warnings.add("commit " + newestFirst.get(i).commit() + " of " + next.ref()
                        + " does not count: no runner goes from " + (last == null ? "nothing" : text(last)) + " to "
                        + text(next));
                continue;
            }
            if (last == null || last.attempt() != next.attempt()) {
                add(repository, claimed, last);
                claimed = next;
            }
            last = next;
        }
        add(repository, claimed, last);
    }

    private static AuditEntry.@Nullable People people(@Nullable AttemptRequest request) {
        return request == null
                ? null
                : new AuditEntry.People(
                        request.author(),
                        request.editor(),
                        request.retriedBy(),
                        request.cancelledBy(),
                        request.approvals().stream()
                                .map(approval -> new AuditEntry.Approval(approval.by(), approval.at()))
                                .toList());
    }

    private static String text(LedgerRecord record) {
        return record.state() + " (attempt " + record.attempt() + ")";
    }

    private static boolean follows(@Nullable LedgerRecord last, LedgerRecord next) {
        if (last == null) {
            return next.attempt() == 1 && Transitions.allowed(BriefState.NEW, next.state(), false);
        }
        boolean again = next.attempt() == last.attempt() + 1;
        return (again || (next.attempt() == last.attempt() && next.run().equals(last.run())))
                && Transitions.allowed(last.state(), next.state(), again);
    }

    private void add(RepositoryName repository, @Nullable LedgerRecord claimed, @Nullable LedgerRecord last) {
        if (claimed == null || last == null || last.at().isBefore(since)) {
            return;
        }
        @Nullable AttemptRequest request = claimed.request();
        entries.add(new AuditEntry.Attempt(
                claimed.at(),
                claimed.id(),
                claimed.digest(),
                repository,
                claimed.attempt(),
                claimed.run(),
                claimed.runner(),
                request == null ? null : request.lane(),
                people(last.request()),
                last.branch(),
                last.state(),
                last.result(),
                last.failure(),
                last.state().terminal() ? last.at() : null,
                last.links()));
    }
}
