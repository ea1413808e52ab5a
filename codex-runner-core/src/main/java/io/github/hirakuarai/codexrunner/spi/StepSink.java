package io.github.hirakuarai.codexrunner.spi;

/** Takes a step's output as it comes. */
@FunctionalInterface
public interface StepSink {

    /**
     * Takes some bytes; the array is the caller's again when this returns. Blocks as long as they cannot be stored.
     *
     * @param stream where they were written
     */
    void write(Stream stream, byte[] bytes, int offset, int length);

    /** The two streams of a process. */
    enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }
}
