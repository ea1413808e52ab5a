package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Issue;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Which issues the polls have seen change, so that what was read of one need not be read again while nothing happens
 * there. Safe for many threads.
 */
final class Changes {

    /** A poll tells of this moment no more: while a brief runs, people's words are to be read anew. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Map<Place, Long> versions = new HashMap<>();
    private final Map<Long, Poll> polls = new HashMap<>();
    private long last;

    Changes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A poll has read everything anew, and knows nothing of what was before. */
    synchronized void scanned(long repositoryId) {
        versions.keySet().removeIf(place -> place.repositoryId() == repositoryId);
        polls.put(repositoryId, new Poll(++last, nanoTime.getAsLong()));
    }

    /** A poll has seen that these issues changed, and no others. */
    synchronized void polled(long repositoryId, Collection<Integer> numbers) {
        long base = polls.containsKey(repositoryId) ? polls.get(repositoryId).base() : ++last;
        numbers.forEach(number -> versions.put(new Place(repositoryId, number), ++last));
        polls.put(repositoryId, new Poll(base, nanoTime.getAsLong()));
    }

    /** A number that stays the same for as long as polls see no change of the issue; empty when no poll was just made. */
    synchronized OptionalLong version(Issue issue) {
        Poll poll = polls.get(issue.repositoryId());
        return poll == null || nanoTime.getAsLong() - poll.at() > FRESH.toNanos()
                ? OptionalLong.empty()
                : OptionalLong.of(versions.getOrDefault(new Place(issue.repositoryId(), issue.number()), poll.base()));
    }

    private record Place(long repositoryId, int number) {}

    private record Poll(long base, long at) {}
}
