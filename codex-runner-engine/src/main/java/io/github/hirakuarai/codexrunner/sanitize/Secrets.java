package io.github.hirakuarai.codexrunner.sanitize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The values that must never be published: those of the configured secrets, and the forge's tokens. Safe for many
 * threads; {@link #toString} tells nothing.
 *
 * <p>A value counts without the white space at its ends. One of fewer than {@value #SHORTEST} characters is not masked: it
 * would blacken half of every text, and the holes would tell it. {@code doctor} warns of those.
 */
public final class Secrets {

    /** The fewest characters that a value needs to be masked. */
    public static final int SHORTEST = 4;

    /** The fewest characters that a value of a lane's variable needs to be looked for in commits. */
    public static final int SHORTEST_IN_COMMITS = 8;

    /** A token is renewed about hourly and its predecessors expire; a runner lives for months. */
    private static final int KEPT_PER_NAME = 4;

    private final Map<String, Deque<String>> values = new LinkedHashMap<>();

    /** Values that running work has, and how many times each. */
    private final Map<String, Integer> held = new HashMap<>();

    /** Values that commits may contain: nobody could tell them from other text there. */
    private final Set<String> ordinary = new HashSet<>();

    private volatile SecretFinder inCommits = new SecretFinder(Set.of());
    private volatile SecretFinder finder = new SecretFinder(Set.of());

    private Secrets() {}

    /**
     * The secrets of these names.
     *
     * @param values by name; an empty value is no secret
     */
    public static Secrets of(Map<String, String> values) {
        Secrets secrets = new Secrets();
        values.forEach(secrets::remember);
        secrets.compile();
        return secrets;
    }

    /** Masks one more value from now on, as when a token was renewed. Of one name the last four values are masked. */
    public synchronized void add(String name, String value) {
        boolean sought = ordinary.remove(value.strip());
        if (remember(name, value) || sought) {
            compile();
        }
    }

    /**
     * Masks one more value, like {@link #add}. One of fewer than {@value #SHORTEST_IN_COMMITS} characters is not looked for in
     * commits: the operator chose it for steps, not as a secret of the runner's, and it may be any word of a file.
     */
    public synchronized void addOfLane(String name, String value) {
        rememberOfLane(name, value);
        compile();
    }

    private void rememberOfLane(String name, String value) {
        String stripped = value.strip();
        boolean known = values.values().stream().anyMatch(all -> all.contains(stripped));
        remember(name, value);
        if (!known && stripped.length() < SHORTEST_IN_COMMITS) {
            ordinary.add(stripped);
        }
    }

    /**
     * Masks one more value, like {@link #addOfLane}, and at least until the registration is closed: what works with a value may show it
     * long after others have taken its place.
     */
    public synchronized Registration hold(String name, String value) {
        String stripped = value.strip();
        rememberOfLane(name, value);
        held.merge(stripped, 1, Integer::sum);
        compile();
        return () -> release(stripped);
    }

    private synchronized void release(String value) {
        held.computeIfPresent(value, (key, count) -> count == 1 ? null : count - 1);
        compile();
    }

    /** A value that is in use. To be closed once. */
    public interface Registration extends AutoCloseable {
        /** The value is not in use any more. */
        @Override
        void close();
    }

    SecretFinder finder() {
        return finder;
    }

    /** Finds those that no commit may contain. */
    SecretFinder inCommits() {
        return inCommits;
    }

    private synchronized boolean remember(String name, String value) {
        Deque<String> known = values.computeIfAbsent(name, unknown -> new ArrayDeque<>());
        String stripped = value.strip();
        if (known.contains(stripped)) {
            return false;
        }
        known.addLast(stripped);
        if (known.size() > KEPT_PER_NAME) {
            known.removeFirst();
        }
        return true;
    }

    private synchronized void compile() {
        Set<String> all = new LinkedHashSet<>(held.keySet());
        values.values().forEach(all::addAll);
        finder = new SecretFinder(all);
        ordinary.retainAll(all);
        Set<String> sought = new LinkedHashSet<>(all);
        sought.removeAll(ordinary);
        inCommits = ordinary.isEmpty() ? finder : new SecretFinder(sought);
    }
}
