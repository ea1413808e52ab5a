package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import org.jspecify.annotations.Nullable;

/**
 * The state of a brief to show.
 *
 * @param id the brief
 * @param key names the brief in the comment's hidden marker
 * @param issue where it stands
 * @param state what the ledger says
 * @param comment the status comment's Markdown, gated already, its marker the first line; or null when none is wanted
 * @param commentId the status comment as the record knows it; null when it knows none
 * @param first whether nothing was shown of the brief before, so that no comment of it can be there
 * @param notifying whether users must hear of it: forges tell nobody of an edit, so a new comment takes the place of the old
 *     one, once for each text's marker
 */
public record StatusUpdate(
        BriefId id,
        BriefKey key,
        Issue issue,
        BriefState state,
        @Nullable String comment,
        @Nullable Long commentId,
        boolean first,
        boolean notifying) {}
