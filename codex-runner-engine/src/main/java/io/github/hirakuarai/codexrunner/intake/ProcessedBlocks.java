package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.ledger.LedgerEntry;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks the status comments of an issue name, and under which key: an issue that was transferred brings its comments
 * along, but its briefs get other keys there (protocol §2).
 */
public final class ProcessedBlocks {

    private final Map<Block, Set<BriefKey>> keys = new HashMap<>();
    private final Set<Place> places = new HashSet<>();

    /**
     * Reads the markers of status comments.
     *
     * @param own whether an account is the runner's: anybody else's marker counts for nothing
     */
    public ProcessedBlocks(List<SourceDocument> documents, Predicate<Account> own) {
        for (SourceDocument document : documents) {
            places.add(Place.of(document, document.ref().path()));
            Marker.read(document.markdown())
                    .filter(Marker.Status.class::isInstance)
                    .map(Marker.Status.class::cast)
                    .filter(marker -> own.test(document.author()))
                    .ifPresent(marker -> keys.computeIfAbsent(
                                    Block.of(document, marker.digest()), block -> new HashSet<>())
                            .add(marker.key()));
        }
    }

    /**
     * Whether the block was acted on in a document that stands in its issue no more. The same text in another document that
     * does stand there is another brief.
     */
    public boolean elsewhere(FoundBrief found, Map<BriefKey, LedgerEntry> records) {
        return keys.getOrDefault(Block.of(found.document(), found.digest()), Set.of()).stream()
                .anyMatch(key -> !key.equals(found.key()) && !stands(found.document(), records.get(key)));
    }

    private boolean stands(SourceDocument document, @Nullable LedgerEntry entry) {
        return entry != null
                && places.contains(Place.of(
                        document, FoundBrief.documentPlace(entry.record().place())));
    }

    private record Place(long repositoryId, int number, String document) {

        static Place of(SourceDocument inIssue, String document) {
            return new Place(inIssue.issue().repositoryId(), inIssue.issue().number(), document);
        }
    }

    private record Block(long repositoryId, int number, Digest digest) {

        static Block of(SourceDocument document, Digest digest) {
            return new Block(document.issue().repositoryId(), document.issue().number(), digest);
        }
    }
}
