package io.github.hirakuarai.codexrunner.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Finds all forms of all secrets in one pass, by the automaton of Aho and Corasick: whatever the text, and however many
 * forms there are, each character is looked at a bounded number of times. Immutable.
 */
final class SecretScanner {

    private static final int ROOT = 0;

    private final Edges edges;
    private final int[] fallback;
    /** How far the forms that end in a node reach back, with what tells before them; 0 where none ends. */
    private final int[] reachBack;
    /** How many characters behind such a form tell something. */
    private final int[] reachOn;

    private final int longest;

    private SecretScanner(Trie trie) {
        edges = new Edges(trie.nodes.size());
        fallback = new int[trie.nodes.size()];
        reachBack = new int[trie.nodes.size()];
        reachOn = new int[trie.nodes.size()];
        int longestForm = 0;
        for (int node = 0; node < trie.nodes.size(); node++) {
            Trie.Node from = trie.nodes.get(node);
            reachBack[node] = from.reachBack;
            reachOn[node] = from.reachOn;
            longestForm = Math.max(longestForm, from.reachBack + from.reachOn);
            for (Map.Entry<Character, Integer> child : from.children.entrySet()) {
                edges.put(node, child.getKey(), child.getValue());
            }
        }
        longest = longestForm;
        linkFallbacks(trie);
    }

    static SecretScanner of(Collection<SecretForm> forms) {
        Trie trie = new Trie();
        forms.forEach(trie::add);
        return new SecretScanner(trie);
    }

    /** Adds every place where a form stands. */
    void find(TextView view, Spans spans) {
        int node = ROOT;
        for (int index = 0; index < view.length(); index++) {
            node = next(node, view.at(index));
            if (reachBack[node] > 0) {
                int first = Math.max(0, index + 1 - reachBack[node]);
                int last = Math.min(view.length() - 1, index + reachOn[node]);
                spans.add(view.start(first), view.end(last));
            }
        }
    }

    /** Whether any form stands in the text. */
    boolean findsIn(TextView view) {
        int node = ROOT;
        for (int index = 0; index < view.length(); index++) {
            node = next(node, view.at(index));
            if (reachBack[node] > 0) {
                return true;
            }
        }
        return false;
    }

    /** The most units that one form takes. */
    int longest() {
        return longest;
    }

    private int next(int from, char c) {
        int node = from;
        int next = edges.get(node, c);
        while (next < 0 && node != ROOT) {
            node = fallback[node];
            next = edges.get(node, c);
        }
        return Math.max(next, ROOT);
    }

    /** A node falls back to that of its longest proper suffix, and what ends there ends here, too. */
    private void linkFallbacks(Trie trie) {
        Queue<Integer> queue = new ArrayDeque<>(trie.nodes.get(ROOT).children.values());
        while (!queue.isEmpty()) {
            int node = queue.remove();
            for (Map.Entry<Character, Integer> edge :
                    trie.nodes.get(node).children.entrySet()) {
                int child = edge.getValue();
                int suffix = next(fallback[node], edge.getKey());
                fallback[child] = suffix;
                reachBack[child] = Math.max(reachBack[child], reachBack[suffix]);
                reachOn[child] = Math.max(reachOn[child], reachOn[suffix]);
                queue.add(child);
            }
        }
    }

    /** The forms as a tree of their characters; only while the scanner is made. */
    private static final class Trie {

        private final List<Node> nodes = new ArrayList<>(List.of(new Node()));

        void add(SecretForm form) {
            int node = ROOT;
            for (int at = 0; at < form.text().length(); at++) {
                char c = form.text().charAt(at);
                Integer child = nodes.get(node).children.get(c);
                if (child == null) {
                    child = nodes.size();
                    nodes.get(node).children.put(c, child);
                    nodes.add(new Node());
                }
                node = child;
            }
            Node end = nodes.get(node);
            end.reachBack = Math.max(end.reachBack, form.text().length() + form.before());
            end.reachOn = Math.max(end.reachOn, form.after());
        }

        private static final class Node {
            private final Map<Character, Integer> children = new HashMap<>(2);
            private int reachBack;
            private int reachOn;
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
