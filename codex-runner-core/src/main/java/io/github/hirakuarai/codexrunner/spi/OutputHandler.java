package io.github.hirakuarai.codexrunner.spi;

import java.util.List;

/**
 * Publishes one type of output. Safe for many threads.
 *
 * <p>An output may put files on the run's branch: it says so by {@link #plan}, the runner commits and pushes for all
 * outputs of a brief together, and {@link #deliver} finds the branch published.
 */
public interface OutputHandler extends AutoCloseable {

    /**
     * What would be published. Writes nothing, asks nobody; also what a dry run prints.
     *
     * @throws OutputException when it can never be delivered; the brief fails before any of its steps is run
     */
    OutputPlan plan(OutputRequest request);

    /**
     * The texts that {@link #deliver} would publish, for a person who wants to read them first. Writes nothing, asks nobody.
     * None, unless a handler says otherwise.
     *
     * @param files what the steps wrote
     * @throws OutputException when this output could not be delivered, and that can be told already
     */
    default List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return List.of();
    }

    /**
     * Publishes. Idempotent: a second call with the same request, in this or in another process, changes nothing and
     * answers the same links. Calls {@link OutputDelivery#fence} before each write.
     *
     * @throws OutputException when this output cannot be delivered; the brief fails with its code and message
     */
    OutputReceipt deliver(OutputDelivery delivery);

    /**
     * Whether the request's branch is used up: people merged or closed what an earlier attempt published from it, so that a
     * new attempt needs a branch of another name. Asked before an attempt begins. May ask the forge, writes nothing. No,
     * unless a handler says otherwise.
     */
    default boolean branchUsedUp(OutputRequest request) {
        return false;
    }

    @Override
    default void close() {}
}
