package io.github.hirakuarai.codexrunner.git;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The refs of a repository as its server advertised them at one moment.
 *
 * @param commits whole ref names to 40 hexadecimal digits, sorted by name
 * @param head the whole name of the default branch; null when the repository has no commit, or the server does not say
 */
public record RemoteRefs(
        Map<String, String> commits, @Nullable String head) {

    public RemoteRefs {
        commits = Collections.unmodifiableNavigableMap(new TreeMap<>(commits));
    }

    /** The refs whose names begin so. */
    public Map<String, String> below(String prefix) {
        return ((NavigableMap<String, String>) commits).subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /** Where a branch stands. */
    public Optional<String> branch(String name) {
        return Optional.ofNullable(commits.get("refs/heads/" + name));
    }

    /** The first of the branches whose names begin with a branch's name and a slash. */
    public Optional<String> branchBelow(String name) {
        String prefix = "refs/heads/" + name + "/";
        return commits.keySet().stream()
                .filter(ref -> ref.startsWith(prefix))
                .map(ref -> ref.substring("refs/heads/".length()))
                .findFirst();
    }

    /** The default branch's name without {@code refs/heads/}. */
    public Optional<String> defaultBranch() {
        return Optional.ofNullable(head)
                .filter(commits::containsKey)
                .filter(name -> name.startsWith("refs/heads/"))
                .map(name -> name.substring("refs/heads/".length()));
    }
}
