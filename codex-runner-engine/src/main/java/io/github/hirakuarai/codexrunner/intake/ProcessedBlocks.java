package io.github.hirakuarai.codexrunner.intake;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which blocks the status comments of an issue name, and under which key: an issue that was transferred brings its comments
 * along, but its briefs get other keys there (protocol §2).
 */
public final class ProcessedBlocks {

    private final Map<Block, Set<BriefKey>> keys = new HashMap<>();

    /**
     * Reads the markers of status comments.
     *
     * @param trusted whether an account may write to a repository: anybody else's marker counts for nothing
     */
    public ProcessedBlocks(List<SourceDocument> documents, BiPredicate<RepositoryName, Account> trusted) {
        for (SourceDocument document : documents) {
            Marker.read(document.markdown())
                    .filter(Marker.Status.class::isInstance)
                    .map(Marker.Status.class::cast)
                    .filter(marker -> trusted.test(document.issue().repository(), document.author()))
                    .ifPresent(marker -> keys.computeIfAbsent(
                                    Block.of(document, marker.digest()), block -> new HashSet<>())
                            .add(marker.key()));
        }
    }

    /** Whether the block was acted on in another place. */
    public boolean elsewhere(FoundBrief found) {
        return keys.getOrDefault(Block.of(found.document(), found.digest()), Set.of()).stream()
                .anyMatch(key -> !key.equals(found.key()));
    }

    private record Block(long repositoryId, int number, Digest digest) {

        static Block of(SourceDocument document, Digest digest) {
            return new Block(document.issue().repositoryId(), document.issue().number(), digest);
        }
    }
}
