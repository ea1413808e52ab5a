package io.github.hirakuarai.codexrunner.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            plain|plain
            100%<b><b><b><b>|100%
            abc<b>x|abx
            abc<b><b>x|axc
            <b><b>abc|abc
            日本語<b>人|日本人
            10%<r>100%|100%
            progress<r>done|done
            done<r>|done
            done<r><e>[0m|done
            a<e>[Gb|b
            abc<e>[2Gx|axc
            abc<e>[2Dx|axc
            abc<e>[99Dx|xbc
            ab<e>[2Cx|ab  x
            abc<b><b><e>[K|a
            abc<e>[2K<r>x|x
            abc<b><e>[1Kx|  x
            <e>[32mgreen<e>[0m<b>d|greed
            <e>[?25labc<e>[?25h<b>x|abx
            <e>]0;title<a>abc<b>x|abx
            <e>]8;;https://example.org<e>\\link<e>]8;;<e>\\<b>e|line
            <e>]no end|<e>]no end
            <e>[12|<e>[12
            <e>7abc<e>8<e>=|abc
            <e>[32mok<e>(B<e>[m, <e>[>4;2mabc<b><b>X<e>[Dx|ok, axc
            <e>#8x<e>(|x<e>(
            <e>	abc|<e>	abc
            """)
    void aLineIsWhatATerminalShowsInTheEnd(String written, String shown) {
        assertThat(TerminalLine.shown(raw(written))).isEqualTo(raw(shown));
        assertThat(TerminalLine.shown("x\n" + raw(written) + "\n\ny")).isEqualTo("x\n" + raw(shown) + "\n\ny");
    }

    private static String raw(String text) {
        return text.replace("<b>", "\b")
                .replace("<r>", "\r")
                .replace("<e>", "\u001b")
                .replace("<a>", "\u0007");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%4d\b\b\b\b", "\r%d", "\u001b[G%d", "\u001b[100D%d", "\u001b[2K\r%d", "\u001b[2K\u001b[1G%d"})
    void ofManyStatesTheLastIsShown(String state) {
        String states =
                IntStream.rangeClosed(1, 6_000).mapToObj(state::formatted).collect(Collectors.joining());

        assertThat(TerminalLine.shown(states + "\nend")).isEqualTo("6000\nend");
    }

    @Test
    void noMovementMakesALineLong() {
        assertThat(TerminalLine.shown("a\u001b[999999999Cb\u001b[999999999Gc\u001b[999999999999999999999Cd"))
                .hasSizeLessThan(1_100);
        assertThat(TerminalLine.shown("x".repeat(5_000) + "\u001b[3000Gy"))
                .hasSize(5_000)
                .contains("xyx");
    }

    @Test
    void beyondItsLimitALineIsCut() {
        TerminalLine line = new TerminalLine(4);
        line.write("abcdef\b\b\bX日".getBytes(UTF_8), 0, 13);

        assertThat(new String(line.bytes(), UTF_8)).isEqualTo("abcX");
    }

    @Test
    void behindItsLimitALineKnowsItsCursorWhateverTheLengthOfAPortion() {
        String text = "abcde日本語" + "x".repeat(50) + "\b".repeat(57) + "Y\u001b[K";
        TerminalLine whole = new TerminalLine(4);
        TerminalLine single = new TerminalLine(4);
        byte[] bytes = text.getBytes(UTF_8);
        whole.write(bytes, 0, bytes.length);
        for (int at = 0; at < bytes.length; at++) {
            single.write(bytes, at, 1);
        }

        assertThat(new String(whole.bytes(), UTF_8)).isEqualTo("aY");
        assertThat(single.bytes()).isEqualTo(whole.bytes());
    }

    @Test
    void aLineOfMoreThanTwoBillionCharactersIsOnlyCut() {
        TerminalLine line = new TerminalLine(4);
        byte[] portion = "x".repeat(1 << 24).getBytes(UTF_8);
        for (int n = 0; n <= 128; n++) {
            line.write(portion, 0, portion.length);
        }

        assertThat(new String(line.bytes(), UTF_8)).isEqualTo("xxxx");
    }
}
