package io.github.hirakuarai.codexrunner.sanitize;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * Finds all forms of all secrets in one pass, by the automaton of Aho and Corasick: whatever the text, and however many
 * forms there are, each character is looked at a bounded number of times. Takes memory in proportion to the forms. Immutable.
 */
final class SecretScanner {

    private static final int ROOT = 0;

    private final Edges edges;
    private final int[] fallback;
    /** How long the longest form is that ends in a node; 0 where none ends. */
    private final int[] ending;

    /** With which of the first characters a form begins: most begin none. */
    private final boolean[] first = new boolean[0x100];

    private final int shortest;
    private final int longest;

    private SecretScanner(Trie trie, Collection<String> forms) {
        edges = trie.edges;
        ending = Arrays.copyOf(trie.ending, trie.count);
        fallback = new int[trie.count];
        shortest = forms.stream().mapToInt(String::length).min().orElse(Integer.MAX_VALUE);
        longest = forms.stream().mapToInt(String::length).max().orElse(0);
        for (char c = 0; c < first.length; c++) {
            first[c] = edges.get(ROOT, c) >= 0;
        }
        linkFallbacks(trie);
    }

    static SecretScanner of(Set<String> forms) {
        Trie trie = new Trie(forms.stream().mapToInt(String::length).sum());
        forms.forEach(trie::add);
        return new SecretScanner(trie, forms);
    }

    /** Adds every place where a form of at least so many characters stands. */
    void find(TextView view, int atLeast, Spans spans) {
        int node = ROOT;
        for (int index = 0; index < view.length(); index++) {
            node = next(node, view.at(index));
            if (ending[node] >= atLeast) {
                spans.add(view.start(index + 1 - ending[node]), view.end(index));
            }
        }
    }

    /** Whether any form of at least so many characters stands in the text. */
    boolean findsIn(TextView view, int atLeast) {
        int node = ROOT;
        for (int index = 0; index < view.length(); index++) {
            node = next(node, view.at(index));
            if (ending[node] >= atLeast) {
                return true;
            }
        }
        return false;
    }

    /** The fewest units that a form takes. */
    int shortest() {
        return shortest;
    }

    /** The most units that a form takes. */
    int longest() {
        return longest;
    }

    private int next(int from, char c) {
        int node = from;
        if (node == ROOT && !(c < first.length && first[c])) {
            return c < first.length ? ROOT : Math.max(edges.get(ROOT, c), ROOT);
        }
        int next = edges.get(node, c);
        while (next < 0 && node != ROOT) {
            node = fallback[node];
            next = edges.get(node, c);
        }
        return Math.max(next, ROOT);
    }

    /** A node falls back to that of its longest proper suffix, and what ends there ends here, too. */
    private void linkFallbacks(Trie trie) {
        for (int node : trie.byDepth()) {
            int parent = trie.parents[node];
            fallback[node] = parent == ROOT ? ROOT : next(fallback[parent], trie.labels[node]);
            ending[node] = Math.max(ending[node], ending[fallback[node]]);
        }
    }

    /** The forms as a tree of their characters; only while the scanner is made. */
    private static final class Trie {

        private final Edges edges;
        private final int[] parents;
        private final char[] labels;
        private final int[] depths;
        private final int[] ending;
        private int count = 1;

        Trie(int characters) {
            edges = new Edges(characters);
            parents = new int[characters + 1];
            labels = new char[characters + 1];
            depths = new int[characters + 1];
            ending = new int[characters + 1];
        }

        void add(String form) {
            int node = ROOT;
            for (int at = 0; at < form.length(); at++) {
                char c = form.charAt(at);
                int child = edges.get(node, c);
                if (child < 0) {
                    child = count++;
                    parents[child] = node;
                    labels[child] = c;
                    depths[child] = at + 1;
                    edges.put(node, c, child);
                }
                node = child;
            }
            ending[node] = form.length();
        }

        /** All nodes but the root, the nearest to it first. */
        int[] byDepth() {
            int deepest = Arrays.stream(depths, 0, count).max().orElse(0);
            int[] next = new int[deepest + 2];
            for (int node = 1; node < count; node++) {
                next[depths[node] + 1]++;
            }
            Arrays.parallelPrefix(next, Integer::sum);
            int[] sorted = new int[count - 1];
            for (int node = 1; node < count; node++) {
                sorted[next[depths[node]]++] = node;
            }
            return sorted;
        }
    }

    /** Node and character to node, as an open hash table: without boxes, in two arrays. */
    private static final class Edges {

        private final long[] keys;
        private final int[] targets;
        private final int mask;

        Edges(int count) {
            int capacity = Integer.highestOneBit(Math.max(count, 8)) * 4;
            keys = new long[capacity];
            targets = new int[capacity];
            mask = capacity - 1;
            Arrays.fill(keys, -1);
        }

        void put(int node, char c, int target) {
            int slot = slot(node, c);
            keys[slot] = key(node, c);
            targets[slot] = target;
        }

        int get(int node, char c) {
            int slot = slot(node, c);
            return keys[slot] < 0 ? -1 : targets[slot];
        }

        private int slot(int node, char c) {
            long key = key(node, c);
            int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
            while (keys[slot] >= 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private static long key(int node, char c) {
            return (long) node << 16 | c;
        }
    }
}
