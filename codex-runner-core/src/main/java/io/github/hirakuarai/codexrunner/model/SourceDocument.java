package io.github.hirakuarai.codexrunner.model;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document that may contain briefs, as a {@code BriefSource} found it. Nothing in it has been checked.
 *
 * @param ref where it stands
 * @param issue the issue or pull request that it belongs to
 * @param markdown the text, exactly as on the forge
 * @param author who created it
 * @param editor who edited it last, or null if nobody did or the forge does not report it; see {@code editorKnown}
 * @param editorKnown whether {@code editor} was requested; a listing does not contain it
 * @param minimized whether somebody hid it (as spam, off-topic, …)
 * @param createdAt when it was created
 * @param updatedAt when it was last updated, not necessarily by an edit
 * @param url its web page
 * @param editedAt when its text was last edited, or null when nobody edited it or the forge cannot tell
 */
public record SourceDocument(
        DocumentRef ref,
        Issue issue,
        String markdown,
        Account author,
        @Nullable Account editor,
        boolean editorKnown,
        boolean minimized,
        Instant createdAt,
        Instant updatedAt,
        URI url,
        @Nullable Instant editedAt) {

    /** A document that nobody edited, or of which the forge does not tell when. */
    public SourceDocument(
            DocumentRef ref,
            Issue issue,
            String markdown,
            Account author,
            @Nullable Account editor,
            boolean editorKnown,
            boolean minimized,
            Instant createdAt,
            Instant updatedAt,
            URI url) {
        this(ref, issue, markdown, author, editor, editorKnown, minimized, createdAt, updatedAt, url, null);
    }
}
