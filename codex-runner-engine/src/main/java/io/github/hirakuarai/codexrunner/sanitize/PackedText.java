package io.github.hirakuarai.codexrunner.sanitize;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The bytes that the runs of base64, base32 and hexadecimal digits in a text stand for, at each alignment: what is encoded
 * may begin anywhere in a run. UTF-16 is read by its bytes that are not zero.
 */
final class PackedText {

    private static final int OUTSIDE = -1;

    /** The digits of an encoding: each stands for so many bits. */
    private static final class Alphabet {

        private final int bits;
        private final byte[] values = new byte[0x80];

        private Alphabet(int bits) {
            this.bits = bits;
            Arrays.fill(values, (byte) OUTSIDE);
        }

        static Alphabet of(int bits, String... digits) {
            Alphabet alphabet = new Alphabet(bits);
            for (String all : digits) {
                for (int value = 0; value < all.length(); value++) {
                    alphabet.values[all.charAt(value)] = (byte) value;
                }
            }
            return alphabet;
        }

        int value(char c) {
            return c < values.length ? values[c] : OUTSIDE;
        }

        /** How many digits a run of whole bytes takes at least, and so how many alignments there are. */
        int alignments() {
            return 8 / Integer.lowestOneBit(bits);
        }
    }

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String BASE64 = LETTERS + LETTERS.toLowerCase(Locale.ROOT) + "0123456789";
    private static final String BASE32 = LETTERS + "234567";
    private static final String BASE32_HEX = "0123456789" + LETTERS.substring(0, 22);

    /** Base32 is written in one case; a run of both is none. */
    private static final List<Alphabet> BASES = List.of(
            Alphabet.of(6, BASE64 + "+/", BASE64 + "-_"),
            Alphabet.of(5, BASE32),
            Alphabet.of(5, BASE32.toLowerCase(Locale.ROOT)),
            Alphabet.of(5, BASE32_HEX),
            Alphabet.of(5, BASE32_HEX.toLowerCase(Locale.ROOT)));

    private static final Alphabet HEXADECIMAL = Alphabet.of(4, "0123456789abcdef");

    private PackedText() {}

    /**
     * Whether a search says so of what one of the runs of base64 and base32 stands for; all of them are searched until then.
     *
     * @param shortest runs of fewer bytes are left out
     */
    static boolean inBases(TextView source, int shortest, Predicate<TextView> search) {
        return BASES.stream().anyMatch(alphabet -> inRuns(source, alphabet, shortest, search));
    }

    /** The same of runs of hexadecimal digits in lower case. */
    static boolean inHexadecimal(TextView source, int shortest, Predicate<TextView> search) {
        return inRuns(source, HEXADECIMAL, shortest, search);
    }

    private static boolean inRuns(TextView source, Alphabet alphabet, int shortest, Predicate<TextView> search) {
        int start = 0;
        for (int at = 0; at <= source.length(); at++) {
            if (at == source.length() || alphabet.value(source.at(at)) == OUTSIDE) {
                if ((long) (at - start) * alphabet.bits / 8 >= shortest) {
                    for (int skipped = 0; skipped < alphabet.alignments(); skipped++) {
                        if (search.test(decode(source, start + skipped, at, alphabet))) {
                            return true;
                        }
                    }
                }
                start = at + 1;
            }
        }
        return false;
    }

    private static TextView decode(TextView source, int start, int end, Alphabet alphabet) {
        int bits = alphabet.bits;
        TextView view = new TextView((int) ((long) Math.max(0, end - start) * bits / 8) + 1);
        int buffer = 0;
        int held = 0;
        for (int at = start; at < end; at++) {
            buffer = buffer << bits | alphabet.value(source.at(at));
            held += bits;
            if (held >= 8) {
                held -= 8;
                // The digits before this one that hold bits of the byte.
                int before = (8 - (bits - held) + bits - 1) / bits;
                view.addByte(buffer >> held & 0xff, source.start(at - before), source.end(at));
                buffer &= (1 << held) - 1;
            }
        }
        return view.fold();
    }
}
