package io.github.hirakuarai.codexrunner.yaml;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenCharactersTest {

    /** Perl brings Unicode's own data; git needs it, so it is nearly everywhere. */
    @Test
    void whatIsIgnorableIsWhatUnicodeSays() throws Exception {
        String script = "for my $c (0 .. 0x10FFFF) { next if $c >= 0xD800 && $c <= 0xDFFF;"
                + " print \"$c\\n\" if chr($c) =~ /\\p{Default_Ignorable_Code_Point}/ }";
        Process perl;
        try {
            perl = new ProcessBuilder("perl", "-e", script)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("perl is not installed");
            return;
        }
        String said = new String(perl.getInputStream().readAllBytes(), US_ASCII);

        assertThat(perl.waitFor()).isZero();
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(HiddenCharacters::isIgnorable)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x2800, 0x16FE4, 0x034F, 0x115F, 0x3164, 0xFFA0, 0x2065, 0xFFF0,
                0x1BCA0, 0x1D173, 0xE0100, 0xE0FFF, 0x200B, 0x202E, 0x2028, 0x85, 0x1107F
            })
    void noScriptHoldsOne(int character) {
        assertThat(HiddenCharacters.in("echo " + Character.toString(character))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"日本語", "✔\uFE0F", "é", "\t\n", "한글", "x\u3000y", "اردو"})
    void whatIsSeenIsNone(String text) {
        assertThat(HiddenCharacters.in(text)).isFalse();
    }
}
