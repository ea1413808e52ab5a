package io.github.hirakuarai.codexrunner.forge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A comment in a conversation, or a review comment when it has a place in the diff. */
final class CommentEntry extends DocumentEntry {

    final IssueEntry issue;
    /** Where in the pull request's diff it stands; null in a conversation. */
    final @Nullable ReviewPlace place;
    /** Why it was hidden, in GitHub's words ({@code spam}, {@code off-topic}, …); null while it is not. */
    @Nullable
    String minimized;

    CommentEntry(long id, IssueEntry issue, ForgeUser author, String body, Instant now, @Nullable ReviewPlace place) {
        super(id, author, body, now);
        this.issue = issue;
        this.place = place;
    }

    /**
     * A place in a diff.
     *
     * @param path of the file, from the repository's root
     * @param line in the new file, from 1
     * @param commit the head that was looked at
     * @param hunk the diff around it
     * @param inReplyTo id of the comment answered, or null
     */
    record ReviewPlace(
            String path,
            int line,
            String commit,
            String hunk,
            @Nullable Long inReplyTo) {}
}
