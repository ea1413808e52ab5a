package io.github.hirakuarai.codexrunner.spi;

/** Receives the output of a step as it arrives: both of its streams, in the order in which they were written. */
@FunctionalInterface
public interface StepSink {

    /** Receives some bytes, and blocks until they are stored. The caller may reuse the array afterwards. */
    void write(byte[] bytes, int offset, int length);
}
