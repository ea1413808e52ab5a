package io.github.hirakuarai.codexrunner.model;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document that may hold briefs, as a {@code BriefSource} found it. Nothing in it has been judged.
 *
 * @param ref where it stands
 * @param issue the issue or pull request that it belongs to
 * @param markdown the text, exactly as the forge gave it
 * @param author who created it
 * @param editor who edited it last, or null when nobody did or the forge cannot tell; see {@code editorKnown}
 * @param editorKnown whether {@code editor} was asked for; a listing does not tell it
 * @param minimized whether somebody hid it (as spam, off-topic, …)
 * @param createdAt when it was created
 * @param updatedAt when the forge last touched it; that alone does not prove an edit
 * @param url the page for people
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
        URI url) {}
