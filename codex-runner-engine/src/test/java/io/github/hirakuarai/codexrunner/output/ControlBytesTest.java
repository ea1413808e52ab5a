package io.github.hirakuarai.codexrunner.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ControlBytesTest {

    @Property
    void eightBytesAtATimeFindWhatEachByteByItselfDoes(
            @ForAll("texts") String text, @ForAll @IntRange(max = 9) int start, @ForAll @IntRange(max = 9) int behind) {
        byte[] bytes = text.getBytes(UTF_8);
        int end = Math.max(start, bytes.length - behind);
        end = Math.min(end, bytes.length);
        int from = Math.min(start, end);

        assertThat(ControlBytes.next(bytes, from, end)).isEqualTo(first("\n\r\b\u001b", bytes, from, end));
        assertThat(ControlBytes.nextLineFeed(bytes, from, end)).isEqualTo(first("\n", bytes, from, end));
        assertThat(ControlBytes.last((byte) '\r', bytes, from, end))
                .isEqualTo(IntStream.range(from, end)
                        .filter(at -> bytes[at] == '\r')
                        .max()
                        .orElse(from - 1));
        assertThat(ControlBytes.characters(bytes, 0, bytes.length)).isEqualTo(text.codePointCount(0, text.length()));
    }

    private static int first(String wanted, byte[] bytes, int start, int end) {
        return IntStream.range(start, end)
                .filter(at -> wanted.indexOf(bytes[at]) >= 0)
                .findFirst()
                .orElse(end);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "\u0000", "é", "日", "😀", "\u007f", "\t", "aaaaaaaa", "日本語", "\n", "\r", "\b", "\u001b")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }
}
