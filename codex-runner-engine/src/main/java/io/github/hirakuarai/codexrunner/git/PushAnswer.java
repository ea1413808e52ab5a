package io.github.hirakuarai.codexrunner.git;

import java.util.Collection;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;

/** What the words of a server say about a push. */
final class PushAnswer {

    private PushAnswer() {}

    /**
     * What became of it.
     *
     * @param words what the server's hooks said beside, one line; a refusal's reason is often only there
     */
    static PushOutcome outcome(Collection<RemoteRefUpdate> updates, String words) {
        // In an atomic push one ref's refusal is told of all; the telling one is the one with words of its own.
        @Nullable PushOutcome refused = null;
        for (RemoteRefUpdate update : updates) {
            switch (update.getStatus()) {
                case OK, UP_TO_DATE -> {}
                case REJECTED_REMOTE_CHANGED -> {
                    return new PushOutcome.Lost(update.getRemoteName());
                }
                default -> {
                    String message =
                            update.getMessage() == null ? update.getStatus().name() : update.getMessage();
                    if (isLostRace(message)) {
                        return new PushOutcome.Lost(update.getRemoteName());
                    }
                    if (refused == null || !message.contains("atomic")) {
                        refused = new PushOutcome.Refused(
                                update.getRemoteName(), oneLine(message) + (words.isEmpty() ? "" : ": " + words));
                    }
                }
            }
        }
        return refused == null ? new PushOutcome.Moved() : refused;
    }

    /** How servers say that a ref moved between their advertisement and the push: git's and JGit's words. */
    private static boolean isLostRace(String message) {
        return message.contains("failed to update ref")
                || message.contains("cannot lock ref")
                || message.contains("failed to lock")
                || message.contains("lock error")
                || message.contains("fetch first")
                || message.contains("already exists")
                || message.contains("invalid old id sent")
                || message.contains("stale info");
    }

    /** JGit says so before it sends anything, when the server does not advertise the capability {@code atomic}. */
    static boolean isNotAtomic(TransportException e) {
        // The address stands before the words, and so cannot be taken for them.
        return String.valueOf(e.getMessage()).endsWith(": " + JGitText.get().atomicPushNotSupported);
    }

    static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
