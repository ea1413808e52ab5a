package io.github.hirakuarai.codexrunner.disk;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
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

    /** Reads a journal; empty when nothing had been claimed. */
    public static Optional<InterruptedRun> of(RunFolder folder, List<Journal.Entry> journal) {
        Optional<Journal.Entry> claim = last(journal, "claim", true);
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        Journal.Entry claiming = claim.get();
        Optional<Journal.Entry> end = last(journal, "end", true).or(() -> last(journal, "put back", true));
        @Nullable
        Result result = end.map(entry -> Result.valueOf(entry.fact("result"))).orElse(null);
        @Nullable
        String failure = end.map(entry -> entry.fact("code"))
                .filter(code -> !code.isEmpty())
                .orElse(null);
        return Optional.of(new InterruptedRun(
                folder,
                BriefId.parse(claiming.fact("brief")).orElseThrow(),
                IssueRef.parse(claiming.fact("issue")).orElseThrow(),
                new BriefKey(claiming.fact("key")),
                RepositoryName.parse(claiming.fact("repository")).orElseThrow(),
                claiming.at(),
                last(journal, "claim", false).isPresent(),
                result,
                failure,
                how(journal)));
    }

    private static Optional<Journal.Entry> last(List<Journal.Entry> journal, String effect, boolean intent) {
        return journal.stream()
                .filter(entry -> entry.effect().equals(effect) && entry.intent() == intent)
                .reduce((earlier, later) -> later);
    }

    private static String how(List<Journal.Entry> journal) {
        Journal.Entry last = journal.get(journal.size() - 1);
        String what = switch (last.effect()) {
            case "step" -> "step " + last.fact("step");
            case "push" -> "the push of " + last.fact("ref");
            case "deliver" -> "output " + last.fact("output") + " (" + last.fact("type") + ")";
            case "put back" -> "putting the workspace back";
            case "show" -> "showing " + last.fact("state");
            default -> "the " + last.effect();
        };
        return "its runner was killed " + (last.intent() ? "in " : "after ") + what;
    }
}
