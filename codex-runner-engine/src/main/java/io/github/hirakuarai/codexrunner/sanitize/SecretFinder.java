package io.github.hirakuarai.codexrunner.sanitize;

import io.github.hirakuarai.codexrunner.sanitize.DecodedText.Escapes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds secrets in a text, however they are quoted and encoded: the text is decoded in every way that is known, and the values
 * are looked for in what comes out. Immutable.
 */
final class SecretFinder {

    /** The most characters that one unit of a view takes in the text: {@code 0x41, 0x00, }, and its part of a line's prefix. */
    private static final int WIDEST = 20;

    /** Fewer characters are not looked for across lines with prefixes: the ends of any two lines may be those. */
    private static final int SHORTEST_BEHIND_PREFIXES = 12;

    private final SecretScanner verbatim;
    private final SecretScanner decoded;

    /**
     * What is decoded at once: everything; nothing, because shells write a backslash before any character; and each kind alone,
     * where a secret holds what looks like another kind.
     */
    private final List<Set<Escapes>> escapes;

    SecretFinder(Collection<String> values) {
        verbatim = scanner(values, SecretForms::verbatim);
        decoded = scanner(values, SecretForms::decoded);
        List<Set<Escapes>> kinds = new ArrayList<>(List.of(EnumSet.allOf(Escapes.class), Set.of()));
        if (values.stream().anyMatch(SecretForms::holdsEscapes)) {
            EnumSet.allOf(Escapes.class).forEach(one -> kinds.add(EnumSet.of(one)));
        }
        escapes = List.copyOf(kinds);
    }

    private static SecretScanner scanner(Collection<String> values, Function<String, Set<String>> forms) {
        return SecretScanner.of(
                values.stream().map(forms).flatMap(Set::stream).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Adds every place where a secret stands. */
    void find(CleanText clean, Spans spans) {
        search(clean, (scanner, view, atLeast) -> {
            scanner.find(view, atLeast, spans);
            return false;
        });
    }

    /** Whether a secret stands anywhere in the text. */
    boolean findsIn(CleanText clean) {
        return search(clean, SecretScanner::findsIn);
    }

    /** What is done with a view; gives whether that was all. */
    private interface Search {
        boolean in(SecretScanner scanner, TextView view, int atLeast);
    }

    private boolean search(CleanText clean, Search search) {
        if (verbatim.longest() == 0) {
            return false;
        }
        return readings(clean).stream().anyMatch(skipped -> search(clean.text(), skipped, 1, search))
                || (Math.max(verbatim.longest(), decoded.longest()) >= SHORTEST_BEHIND_PREFIXES
                        && LinePrefixes.of(clean.text()).stream().anyMatch(skipped -> {
                            skipped.or(clean.escaped());
                            return search(clean.text(), skipped, SHORTEST_BEHIND_PREFIXES, search);
                        }));
    }

    private boolean search(String text, BitSet skipped, int atLeast, Search search) {
        TextView folded = TextView.folded(text, skipped);
        if (search.in(verbatim, folded, atLeast)) {
            return true;
        }
        for (Set<Escapes> kinds : escapes) {
            if (search.in(decoded, DecodedText.of(folded, kinds), atLeast)) {
                return true;
            }
        }
        int shortest = Math.max(atLeast, decoded.shortest());
        Predicate<TextView> bytes = view -> search.in(decoded, view, atLeast);
        return PackedText.inBases(DecodedText.of(folded, escapes.get(0)), shortest, bytes)
                || HexText.search(text, skipped, shortest, bytes);
    }

    /** What stood behind an escape character belongs to the sequence, or to the text: nobody knows, so both are tried. */
    private static List<BitSet> readings(CleanText clean) {
        return clean.escaped().isEmpty() ? List.of(clean.escaped()) : List.of(new BitSet(), clean.escaped());
    }

    /** The most characters, line breaks aside, that one secret takes in a text. */
    int longest() {
        return WIDEST * Math.max(verbatim.longest(), decoded.longest());
    }
}
