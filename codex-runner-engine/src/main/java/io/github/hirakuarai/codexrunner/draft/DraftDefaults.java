package io.github.hirakuarai.codexrunner.draft;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known apart from the proposal.
 *
 * @param lane the lane that the draft is for; null when nobody named one
 * @param workdirs where the lane's clones are, as its configuration says; may be empty
 * @param issue the repository of the issue in which the proposal stands; null when it stands in a file
 * @param repositories that the configuration names; may be empty
 * @param origin where the proposal stands, for readers
 */
public record DraftDefaults(
        @Nullable String lane,
        List<String> workdirs,
        @Nullable RepositoryName issue,
        List<RepositoryName> repositories,
        String origin) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public DraftDefaults {
        workdirs = List.copyOf(workdirs);
        repositories = List.copyOf(repositories);
    }

    /**
     * The whole name of a repository whose owner a proposal may leave out. When it names none, that of the issue, or else the
     * only one that the configuration names.
     */
    Optional<RepositoryName> repository(@Nullable String named) {
        if (named == null || named.isEmpty()) {
            return issue == null && repositories.size() == 1
                    ? Optional.of(repositories.get(0))
                    : Optional.ofNullable(issue);
        }
        Optional<RepositoryName> whole = RepositoryName.parse(named);
        if (whole.isPresent()) {
            return whole;
        }
        if (issue != null && issue.name().equalsIgnoreCase(named)) {
            return Optional.of(issue);
        }
        List<RepositoryName> same = repositories.stream()
                .filter(repository -> repository.name().equalsIgnoreCase(named))
                .toList();
        return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
    }

    /**
     * Where the clone of a repository is by custom: below the lane's first folder, or in {@code ~/work}.
     *
     * @param repository its name without its owner
     * @return empty when it has no name
     */
    Optional<String> workdir(String repository) {
        if (!NAME.matcher(repository).matches()) {
            return Optional.empty();
        }
        String first = workdirs.isEmpty() ? "~/work/**" : workdirs.get(0);
        int wildcard = first.indexOf('*');
        if (wildcard < 0) {
            return Optional.of(first);
        }
        String folder = first.substring(0, Math.max(0, first.lastIndexOf('/', wildcard)));
        return Optional.of(folder + "/" + repository);
    }
}
