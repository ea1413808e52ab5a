package io.github.hirakuarai.codexrunner.publish;

import io.github.hirakuarai.codexrunner.publish.DecodedText.Escapes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds secrets in a text, in each form that {@link SecretForm} knows. Immutable. */
final class SecretFinder {

    /** The most characters that one unit of a view takes in the text: {@code \U00000041}, blanks around a line break aside. */
    private static final int WIDEST = 10;

    private final SecretScanner verbatim;
    private final SecretScanner decoded;
    private final SecretScanner hexadecimal;

    /**
     * What is decoded at once: everything; nothing, because shells write a backslash before any character; and each kind alone,
     * where a secret holds what looks like another kind.
     */
    private final List<Set<Escapes>> escapes;

    SecretFinder(Collection<String> values) {
        verbatim = scanner(values, SecretForm::verbatim);
        decoded = scanner(values, SecretForm::decoded);
        hexadecimal = scanner(values, SecretForm::hexadecimal);
        List<Set<Escapes>> kinds = new ArrayList<>(List.of(EnumSet.allOf(Escapes.class), Set.of()));
        if (values.stream().anyMatch(SecretForm::holdsEscapes)) {
            EnumSet.allOf(Escapes.class).forEach(one -> kinds.add(EnumSet.of(one)));
        }
        escapes = List.copyOf(kinds);
    }

    private static SecretScanner scanner(Collection<String> values, Function<String, Set<SecretForm>> forms) {
        return SecretScanner.of(
                values.stream().map(forms).flatMap(Set::stream).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Adds every place where a secret stands. */
    void find(CleanText clean, Spans spans) {
        for (BitSet skipped : readings(clean)) {
            TextView folded = TextView.folded(clean.text(), skipped);
            verbatim.find(folded, spans);
            escapes.forEach(kinds -> decoded.find(DecodedText.of(folded, kinds), spans));
            hexadecimal.find(HexText.of(clean.text(), skipped), spans);
        }
    }

    /** Whether a secret stands anywhere in the text. */
    boolean findsIn(CleanText clean) {
        return readings(clean).stream().anyMatch(skipped -> {
            TextView folded = TextView.folded(clean.text(), skipped);
            return verbatim.findsIn(folded)
                    || escapes.stream().anyMatch(kinds -> decoded.findsIn(DecodedText.of(folded, kinds)))
                    || hexadecimal.findsIn(HexText.of(clean.text(), skipped));
        });
    }

    /** What stood behind an escape character belongs to the sequence, or to the text: nobody knows, so both are tried. */
    private static List<BitSet> readings(CleanText clean) {
        return clean.escaped().isEmpty() ? List.of(clean.escaped()) : List.of(new BitSet(), clean.escaped());
    }

    /** The most characters, line breaks aside, that one secret takes in a text. */
    int longest() {
        return WIDEST * Math.max(verbatim.longest(), Math.max(decoded.longest(), hexadecimal.longest()));
    }
}
