package io.github.hirakuarai.codexrunner.spi;

import java.util.List;

/**
 * Publishes one type of output. Thread-safe.
 *
 * <p>An output may add files to the run's branch: those of the steps that {@link #plan} lists, and those that {@link #files}
 * brings. The runner commits and pushes for all outputs of a brief together, and the branch is published when {@link
 * #deliver} is called.
 */
public interface OutputHandler extends AutoCloseable {

    /**
     * Returns what would be published, also for dry runs. Writes nothing and sends no request.
     *
     * @throws OutputException if it can never be delivered; the brief fails before any of its steps runs
     */
    OutputPlan plan(OutputRequest request);

    /**
     * Returns the texts that {@link #deliver} would publish, for a preview. Writes nothing and sends no request. None by
     * default.
     *
     * @param files what the steps wrote
     * @throws OutputException when this output could not be delivered, and that can be told already
     */
    default List<RenderedText> render(OutputRequest request, OutputFiles files) {
        return List.of();
    }

    /**
     * Returns the files that this output brings to the run's branch, besides those of the steps that its plan lists. Asked once the
     * steps have ended, for an output whose plan has a commit; also for a preview. Returns the same for the same request and files.
     * Writes nothing and sends no request. None by default.
     *
     * @param written what the steps wrote
     * @throws OutputException when this output cannot be delivered; nothing is pushed
     */
    default List<BranchFile> files(OutputRequest request, OutputFiles written) {
        return List.of();
    }

    /**
     * Publishes the output. Idempotent: a second call with the same request, in this or another process, changes nothing and
     * returns the same links. Checks {@link OutputDelivery#fence} before each write.
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
