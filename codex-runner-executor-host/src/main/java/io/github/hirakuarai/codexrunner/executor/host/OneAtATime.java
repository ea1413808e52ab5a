package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hands both streams to a sink that takes one call at a time; a sink that fails ends the step. */
final class OneAtATime implements StepSink {

    private final StepSink sink;
    private final CompletableFuture<StepExit> stop;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    OneAtATime(StepSink sink, CompletableFuture<StepExit> stop) {
        this.sink = sink;
        this.stop = stop;
    }

    @Override
    public synchronized void write(Stream stream, byte[] bytes, int offset, int length) {
        if (failure.get() != null) {
            return;
        }
        try {
            sink.write(stream, bytes, offset, length);
        } catch (RuntimeException e) {
            failure.set(e);
            stop.complete(new StepExit.Cancelled("its output could not be stored"));
        }
    }

    void rethrow() {
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }
}
