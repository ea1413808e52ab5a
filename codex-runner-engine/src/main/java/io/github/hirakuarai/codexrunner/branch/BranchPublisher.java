package io.github.hirakuarai.codexrunner.branch;

import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.git.PushOutcome;
import io.github.hirakuarai.codexrunner.git.RefMove;
import io.github.hirakuarai.codexrunner.ledger.Claim;
import io.github.hirakuarai.codexrunner.ledger.PushGuard;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Publishes the run's branch, in one push with the ledger's move. */
public final class BranchPublisher {

    private final TextSanitizer texts;

    /** @param texts what servers say passes it */
    public BranchPublisher(TextSanitizer texts) {
        this.texts = texts;
    }

    /**
     * Publishes the branch.
     *
     * @param guard of each push
     * @throws OutputException when the server does not take it
     */
    public PublishedBranch publish(
            BranchContents contents, String commit, Claim claim, Journal journal, PushGuard guard) {
        if (!contents.lane().writable()) {
            throw new OutputException(
                    "LANE_NOT_ALLOWED",
                    "the lane " + contents.lane().name() + " is read-only: nothing is pushed from it",
                    "remove the output, or use a lane with permissions: write");
        }
        String branch = contents.branch();
        @Nullable String standing = contents.standing();
        PushOutcome outcome = push(branch, standing, commit, claim, journal, guard);
        if (outcome instanceof PushOutcome.Refused refused
                && refused.isNonFastForward()
                && !branch.equals(contents.alternative())) {
            branch = contents.alternative();
            standing = null;
            outcome = push(branch, null, commit, claim, journal, guard);
        }
        if (outcome instanceof PushOutcome.Refused refused) {
            throw refused(branch, refused.message());
        }
        if (!(outcome instanceof PushOutcome.Moved)) {
            throw new OutputException(
                    "BRANCH_MOVED",
                    "the branch " + branch + " was changed by somebody else while the brief ran",
                    "check the branch, then comment /codex retry");
        }
        return new PublishedBranch(branch, commit, contents.base(), standing == null);
    }

    private static PushOutcome push(
            String branch, @Nullable String standing, String commit, Claim claim, Journal journal, PushGuard guard) {
        String ref = "refs/heads/" + branch;
        JournalEntry what = new JournalEntry.Push(branch, commit);
        journal.intent(what);
        PushOutcome outcome =
                claim.publish(new RefMove(ref, standing, commit), record -> record.withBranch(branch), guard);
        if (outcome instanceof PushOutcome.Moved) {
            journal.receipt(what);
        }
        return outcome;
    }

    /** Translates the reasons for which servers refuse a push into failures with a hint. */
    private OutputException refused(String branch, String message) {
        String said = "the server refused the branch " + branch + ": " + texts.line(message);
        String words = message.toLowerCase(Locale.ROOT);
        if (words.contains("protected branch") || words.contains("gh006") || words.contains("rule violations")) {
            return new OutputException(
                    "BRANCH_PROTECTED",
                    said,
                    "let the runner's account push to codex/ branches in the protection rules, or follow the rules");
        }
        if (words.contains("create or update workflow")) {
            return new OutputException(
                    "WORKFLOW_PERMISSION_MISSING",
                    said,
                    "give the token the workflow scope, or leave the workflow files out");
        }
        if (words.contains("gh001") || words.contains("large file")) {
            return new OutputException("FILE_TOO_LARGE", said, "keep large files out of the repository");
        }
        if (words.contains("hook declined")) {
            return new OutputException("HOOK_DECLINED", said, "see what the repository's hook asks for");
        }
        return new OutputException("PUSH_REFUSED", said, "check the repository's rules and the token's permissions");
    }
}
