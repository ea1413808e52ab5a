package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.List;
import java.util.Optional;

/** Opens workspaces on the host of a lane. Thread-safe. */
public interface Executor extends AutoCloseable {

    /** Returns the host's display name for readers anywhere: {@code devbox-1}, {@code codex@vm.example.org}. */
    String host(Lane lane);

    /**
     * Checks whether the lane's host can run steps, before any brief uses it. Touches no workdir and leaves nothing behind.
     *
     * @return what users should know about the host, one sentence each; may be empty
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when it cannot be reached, refuses, or lacks a program
     *     that every run needs
     */
    List<String> reach(Lane lane);

    /**
     * Inspects a workdir without changing anything: whether it exists, is a clone of the repository, clean and free.
     *
     * @return the workdir's absolute path on the host, {@code ~} resolved
     * @throws WorkspaceUnavailableException when a run could not start in it now
     */
    String inspect(WorkspaceRequest request);

    /**
     * Takes the workdir for one run. No other run on that host gets it until the workspace is closed and the last process
     * of its steps has ended. Nothing in it changes before {@link Workspace#checkout}.
     *
     * @throws WorkspaceUnavailableException when the workdir is not allowed on the lane, missing, unsuitable, dirty or busy
     */
    Workspace open(WorkspaceRequest request);

    /**
     * Takes up the workspace of a run whose runner was killed, where its steps may still be running. Nothing is checked out
     * or put back. By default nothing is taken up.
     *
     * @param request as it was opened with
     * @param state what {@link Workspace#state} returned then
     * @return empty when it is not there as it was left: the run is interrupted then, and {@link #open} puts the workdir back
     */
    default Optional<Workspace> resume(WorkspaceRequest request, String state) {
        return Optional.empty();
    }

    /**
     * Removes what a run of another runner has left, where each run has a place of its own, as a container or pod. That runner
     * has not renewed its claim for a whole lease, and has lost it. By default there is nothing to remove.
     *
     * @param run may never have been on this lane
     */
    default void discard(Lane lane, RunId run) {}

    @Override
    void close();
}
