package io.github.hirakuarai.codexrunner.plugin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class MaskedTraceTest {

    @Test
    void aMessageLongerThanAnybodyReadsIsCut() {
        String flood = "x".repeat(5_000_000);

        assertThat(MaskedTrace.of(new IllegalStateException(flood, new IOException(flood)), plain()))
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeLessThan(4_100).endsWith(" […]"))
                .satisfies(e -> assertThat(e.getCause()).message().hasSizeLessThan(4_100));
    }

    @Test
    void anExceptionThatCannotSayWhatItIsIsToldByItsClass() {
        Exception unreadable = new Exception() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalArgumentException("not even this");
            }
        };
        Exception cyclic = new Exception("one");
        cyclic.initCause(new Exception("other", cyclic));

        assertThatThrownBy(() -> MaskedTrace.requireReadable(new RuntimeException("outer", unreadable)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("java.lang.RuntimeException, whose message cannot be read");
        assertThatCode(() -> MaskedTrace.requireReadable(cyclic)).doesNotThrowAnyException();
    }

    private static TextSanitizer plain() {
        return (TextSanitizer) Proxy.newProxyInstance(
                TextSanitizer.class.getClassLoader(),
                new Class<?>[] {TextSanitizer.class},
                (proxy, method, arguments) -> arguments[0]);
    }
}
