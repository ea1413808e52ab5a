package io.github.hirakuarai.codexrunner.spi;

/** Receives the output of a step as it arrives. */
@FunctionalInterface
public interface StepSink {

    /**
     * Receives some bytes, and blocks until they are stored. The caller may reuse the array afterwards.
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
