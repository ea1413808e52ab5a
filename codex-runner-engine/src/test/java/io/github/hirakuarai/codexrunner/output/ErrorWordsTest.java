package io.github.hirakuarai.codexrunner.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ErrorWordsTest {

    @Property
    void inBytesTheFirstWordIsWhereItIsInText(@ForAll("lines") String line) {
        int inText = ErrorWords.find(line, 0);
        byte[] before = "xé".getBytes(UTF_8);
        byte[] bytes = ("xé" + line + "error").getBytes(UTF_8);
        int inBytes = ErrorWords.find(bytes, before.length, bytes.length - "error".length());

        assertThat(inBytes)
                .isEqualTo(
                        inText < 0
                                ? -1
                                : before.length + line.substring(0, inText).getBytes(UTF_8).length);
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.of(List.of(
                        "e",
                        "ERR",
                        "err!",
                        "error",
                        "Error",
                        "fai",
                        "FAIL",
                        "✗",
                        "❌",
                        "✘",
                        "日本",
                        "失敗",
                        "失",
                        "エラー",
                        "エラ",
                        "can'",
                        "can't",
                        "CONFLICT (",
                        "conflict",
                        " ",
                        "no",
                        "t ok",
                        "not",
                        " found",
                        "abort",
                        "abort:"))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }
}
