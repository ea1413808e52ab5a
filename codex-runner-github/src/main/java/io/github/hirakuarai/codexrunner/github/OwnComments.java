package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Comments of the runner's that exist once: found by id or by marker, edited when they say something else, and made when they
 * are not there.
 */
final class OwnComments {

    private static final int TRIES = 3;

    /** Each running brief has one; a service that is full forgets them all, which costs a request each. */
    private static final int MOST_WRITTEN = 1_000;

    private final GitHubClient client;
    private final boolean shared;
    /** What this process wrote last, by id: nobody needs to ask whose it is. */
    private final Map<Long, CommentEntry> written = new ConcurrentHashMap<>();

    /** @param shared whether users write into these comments too: then each is read before it is edited */
    OwnComments(GitHubClient client, boolean shared) {
        this.client = client;
        this.shared = shared;
    }

    /**
     * Brings the comment to this text.
     *
     * @param id as a record knows it, or null
     * @param absent whether none can be there: then nobody looks for it before the first try
     * @param which tells it by its marker
     * @param body makes the text, with the marker as its first line, of the comment that is there
     */
    CommentEntry put(
            RepositoryName repository,
            int number,
            @Nullable Long id,
            boolean absent,
            Predicate<Marker> which,
            Function<Optional<CommentEntry>, String> body,
            Fence fence) {
        RunnerException last = new RunnerException(
                ErrorCode.NOT_FOUND,
                "the comment on " + repository + "#" + number
                        + " keeps changing or disappearing while it is written; try again");
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<CommentEntry> found =
                    absent && attempt == 0 ? Optional.empty() : find(repository, number, id, which);
            try {
                if (found.isEmpty()) {
                    return written(client.createComment(repository, number, body.apply(found), fence));
                }
                Optional<CommentEntry> there = updated(repository, found.get(), body.apply(found), fence);
                if (there.isPresent()) {
                    return written(there.get());
                }
                written.remove(found.get().id());
            } catch (LostAnswerException e) {
                last = e;
            }
            // Gone when it was edited, or perhaps made although nobody said so: the next look tells.
            client.settle();
        }
        throw last;
    }

    /**
     * Posts the text as a new comment and then deletes the others, because a forge notifies nobody of an edit. A comment
     * with the same marker was posted for the same reason, and is edited.
     *
     * @param which tells the comments that make way
     */
    CommentEntry replace(Issue issue, Predicate<Marker> which, String text, Fence fence) {
        Optional<Marker> own = Marker.read(text);
        CommentEntry posted = put(
                issue.repository(),
                issue.number(),
                null,
                false,
                marker -> Optional.of(marker).equals(own),
                there -> text,
                fence);
        for (CommentEntry comment : all(issue.repository(), issue.number(), which)) {
            if (comment.id() != posted.id()) {
                client.deleteComment(issue.repository(), comment.id(), fence);
            }
        }
        return posted;
    }

    /** Brings the answer to a command to this text, whose first line is its marker. */
    void putAnswer(Issue issue, String text, Fence fence) {
        Optional<Marker> own = Marker.read(text);
        put(
                issue.repository(),
                issue.number(),
                null,
                false,
                marker -> Optional.of(marker).equals(own),
                there -> text,
                fence);
    }

    private CommentEntry written(CommentEntry comment) {
        if (written.size() >= MOST_WRITTEN) {
            written.clear();
        }
        written.put(comment.id(), comment);
        return comment;
    }

    private Optional<CommentEntry> updated(RepositoryName repository, CommentEntry comment, String body, Fence fence) {
        return Bodies.same(comment.body(), body)
                ? Optional.of(comment)
                : client.updateComment(repository, comment.id(), body, fence);
    }

    private Optional<CommentEntry> find(
            RepositoryName repository, int number, @Nullable Long id, Predicate<Marker> which) {
        @Nullable CommentEntry ours = id == null || shared ? null : written.get(id);
        if (ours != null
                && ours.number() == number
                && Marker.read(ours.body()).filter(which).isPresent()) {
            return Optional.of(ours);
        }
        Optional<CommentEntry> known = id == null
                ? Optional.empty()
                : client.comment(repository, DocumentKind.ISSUE_COMMENT, id)
                        // A record can be written by whoever may push: the comment tells itself that it is the one.
                        .filter(comment -> comment.number() == number && isOwn(comment, which));
        return known.isPresent() ? known : byMarker(repository, number, which);
    }

    /** The newest, should there be several: it is the one that users were notified of last. */
    private Optional<CommentEntry> byMarker(RepositoryName repository, int number, Predicate<Marker> which) {
        return all(repository, number, which).stream().max(Comparator.comparingLong(CommentEntry::id));
    }

    /** Search would lag, so the whole list is read. */
    private List<CommentEntry> all(RepositoryName repository, int number, Predicate<Marker> which) {
        return client.comments(repository, number, DocumentKind.ISSUE_COMMENT).stream()
                .filter(comment -> isOwn(comment, which))
                .toList();
    }

    private boolean isOwn(CommentEntry comment, Predicate<Marker> which) {
        return comment.author().id() == client.ownId()
                && Marker.read(comment.body()).filter(which).isPresent();
    }
}
