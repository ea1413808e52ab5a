package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents to find.
 *
 * @param repositories where to look, 1 or more
 * @param labels an issue that carries any of them is looked at; so is one named by {@code issue}, whatever it carries
 * @param issue only this issue of the first repository, or null for all
 * @param unreadable told of each repository that cannot be read when several are asked for, and of issues
 */
public record SourceQuery(
        List<RepositoryName> repositories,
        Set<String> labels,
        @Nullable Integer issue,
        UnreadableRepositories unreadable) {

    /** As the canonical constructor; the first repository that cannot be read fails the whole query. */
    public SourceQuery(List<RepositoryName> repositories, Set<String> labels, @Nullable Integer issue) {
        this(repositories, labels, issue, (repository, why) -> {
            throw why;
        });
    }

    public SourceQuery {
        repositories = List.copyOf(repositories);
        labels = Set.copyOf(labels);
        if (repositories.isEmpty()) {
            throw new IllegalArgumentException("a query names at least one repository");
        }
    }
}
