package io.github.hirakuarai.codexrunner.executor.host;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A host that commands can be started on. Safe for many threads. */
@FunctionalInterface
public interface Host extends AutoCloseable {

    /**
     * Starts a command as the lane's user, in that user's own environment. Destroying the process must at least end its
     * standard input; its three streams carry bytes unchanged.
     *
     * @param command the program, which is {@code bash}, and its arguments, each as it is: about 50 KB in all, with line breaks
     * @throws IOException when the connection was lost; the caller may try again
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when there is no way in
     */
    Process start(List<String> command) throws IOException;

    /** Returns why the host itself is gone, such as "the pod was evicted"; empty when it is not, or nobody knows. */
    default Optional<String> ended() {
        return Optional.empty();
    }

    /** Returns what the host did to the steps, such as "it killed processes that exceeded its memory limit"; empty for nothing. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /** Returns what puts the processes of steps into containers; empty when they run on the host itself. */
    default Optional<StepBox> box() {
        return Optional.empty();
    }

    /** Disposes of what {@link HostAccess#open} made for this host alone. Closing twice is harmless. */
    @Override
    default void close() {}
}
