package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Issue;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which issues the polls have seen change, so that what was read of one need not be read again while nothing happens
 * there. Safe for many threads.
 */
final class Changes {

    private final Map<Place, Long> versions = new HashMap<>();
    private final Map<Long, Long> bases = new HashMap<>();

    /** By identity: an issue that was read anew equals one of the poll's, but is asked about because things may have changed. */
    private final Set<Issue> given = Collections.newSetFromMap(new IdentityHashMap<>());

    private long last;

    /** Everything was read anew, and what was before is not known. */
    synchronized void scanned(long repositoryId) {
        versions.keySet().removeIf(place -> place.repositoryId() == repositoryId);
        bases.put(repositoryId, ++last);
    }

    /** These issues changed, and no others. */
    synchronized void polled(long repositoryId, Collection<Integer> numbers) {
        bases.computeIfAbsent(repositoryId, id -> ++last);
        numbers.forEach(number -> versions.put(new Place(repositoryId, number), ++last));
    }

    /** What the latest poll has given to the runner. */
    synchronized void given(Collection<Issue> issues) {
        given.clear();
        given.addAll(issues);
    }

    /**
     * A number that stays the same for as long as polls see no change of an issue; empty when the issue is not one that the
     * latest poll gave.
     */
    synchronized OptionalLong version(Issue issue) {
        Long base = bases.get(issue.repositoryId());
        return base == null || !given.contains(issue)
                ? OptionalLong.empty()
                : OptionalLong.of(versions.getOrDefault(new Place(issue.repositoryId(), issue.number()), base));
    }

    private record Place(long repositoryId, int number) {}
}
