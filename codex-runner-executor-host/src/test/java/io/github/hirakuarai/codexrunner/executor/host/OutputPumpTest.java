package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Where a step's output ends, whatever the step writes and in whatever portions it comes. */
class OutputPumpTest {

    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    /** Bytes among which there is much that looks like the beginning of the mark. */
    @Provide
    Arbitrary<byte[]> outputs() {
        Arbitrary<String> parts = Arbitraries.of(
                "\0",
                "\0\0",
                "\0" + NONCE.substring(0, 31),
                "\0" + NONCE.substring(1),
                NONCE.substring(0, 31),
                "x",
                "line\n");
        return parts.list().ofMaxSize(20).map(list -> String.join("", list).getBytes(US_ASCII));
    }

    @Property
    void theStepsPartIsHandedOnToTheLastByte(
            @ForAll("outputs") byte[] output, @ForAll @IntRange(min = 1, max = 50) int portion) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(output);
        all.writeBytes(("\0" + NONCE + "E007").getBytes(US_ASCII));
        ByteArrayOutputStream handedOn = new ByteArrayOutputStream();
        OutputPump pump = new OutputPump(
                new ByteArrayInputStream(all.toByteArray()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, portion));
                    }
                },
                StepSink.Stream.STDOUT);
        CompletableFuture<Optional<String>> end =
                pump.begin(NONCE, (stream, bytes, offset, length) -> handedOn.write(bytes, offset, length));

        pump.run();

        assertThat(end.join()).contains("E007");
        assertThat(handedOn.toByteArray()).isEqualTo(output);
    }
}
