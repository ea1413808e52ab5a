package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.disk.JournalEntry.Ending;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the folder of a run tells whose process is gone.
 *
 * @param folder held by this process now
 * @param id the brief
 * @param issue in which it stands
 * @param key the brief's
 * @param repository holds the record
 * @param claimedAt when the claim was sent
 * @param claimed whether it was answered
 * @param ended how the run was about to end: everything before that was done; null when it was not
 * @param code the failure's code; null for none
 * @param how what it was doing, for people
 */
public record InterruptedRun(
        RunFolder folder,
        BriefId id,
        IssueRef issue,
        BriefKey key,
        RepositoryName repository,
        Instant claimedAt,
        boolean claimed,
        @Nullable Result ended,
        @Nullable String code,
        String how) {

    /**
     * Reads a journal; empty when nothing had been claimed.
     *
     * @throws RunnerException with {@code STORAGE} when it has lines, and none that can be read says so
     */
    public static Optional<InterruptedRun> of(RunFolder folder, List<Journal.Line> journal) {
        Optional<Journal.Line> claiming = last(journal, true, JournalEntry.Claim.class);
        if (claiming.isEmpty()) {
            if (journal.isEmpty()) {
                return Optional.empty();
            }
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the journal in " + folder.path()
                            + " does not say what was claimed: see what became of the brief, and"
                            + " remove the folder");
        }
        JournalEntry.Claim claim = (JournalEntry.Claim) claiming.get().entry().orElseThrow();
        @Nullable Ending ending = ending(journal);
        return Optional.of(new InterruptedRun(
                folder,
                claim.brief(),
                claim.issue(),
                claim.key(),
                claim.repository(),
                claiming.get().at(),
                last(journal, false, JournalEntry.Claim.class).isPresent(),
                ending == null ? null : ending.result(),
                ending == null ? null : ending.code(),
                how(journal)));
    }

    private static Optional<Journal.Line> last(
            List<Journal.Line> journal, boolean intent, Class<? extends JournalEntry> kind) {
        return journal.stream()
                .filter(line -> line.intent() == intent
                        && line.entry().filter(kind::isInstance).isPresent())
                .reduce((earlier, later) -> later);
    }

    private static @Nullable Ending ending(List<Journal.Line> journal) {
        return last(journal, true, JournalEntry.End.class)
                .or(() -> last(journal, true, JournalEntry.PutBack.class))
                .flatMap(Journal.Line::entry)
                .map(entry ->
                        entry instanceof JournalEntry.End end ? end.ending() : ((JournalEntry.PutBack) entry).ending())
                .orElse(null);
    }

    private static String how(List<Journal.Line> journal) {
        Journal.Line last = journal.get(journal.size() - 1);
        return "its runner was killed " + (last.intent() ? "in " : "after ")
                + last.entry().map(JournalEntry::text).orElse("the " + last.effect());
    }
}
