package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block that was read, valid or not, and where it stands.
 *
 * @param document where it stands
 * @param id the block, for people
 * @param key what its record hangs on
 * @param digest of its content
 * @param occurrence its place, from 1, among the blocks of equal digest in the document
 * @param content the block as it stands
 * @param reading what the validator made of it
 * @param siblings the keys of all blocks of the document, its own too
 */
public record FoundBrief(
        SourceDocument document,
        BriefId id,
        BriefKey key,
        Digest digest,
        int occurrence,
        String content,
        BriefReading reading,
        Set<BriefKey> siblings) {

    public FoundBrief {
        siblings = Set.copyOf(siblings);
    }

    /** The lane that it names; null when that cannot be read. */
    public @Nullable String lane() {
        return reading.lane();
    }

    /** The repository that holds its record: the one that it changes, as far as that can be read. */
    public RepositoryName ledger() {
        return reading instanceof BriefReading.Valid valid
                ? valid.brief().repository()
                : document.issue().repository();
    }

    /** The issue or pull request in which it stands. */
    public IssueRef issue() {
        return document.ref().issue();
    }

    /** Where the block stands, whatever its text: equal for two versions of an edited brief. */
    public String place() {
        return documentPlace() + "/" + id.ordinal();
    }

    /** Where its document stands. */
    public String documentPlace() {
        return document.ref().path();
    }

    /** The document's part of a {@link #place}. */
    static String documentPlace(String place) {
        return place.substring(0, Math.max(0, place.lastIndexOf('/')));
    }
}
