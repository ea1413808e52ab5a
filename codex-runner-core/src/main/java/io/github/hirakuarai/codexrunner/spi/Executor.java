package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.util.List;

/** Opens workspaces on the host behind a lane. Safe for many threads. */
public interface Executor extends AutoCloseable {

    /** The host's name for people: {@code this machine}, {@code codex@vm.example.org}. */
    String host(Lane lane);

    /**
     * Asks a lane's host whether runs can work there, before any brief does. Touches no workdir and leaves nothing.
     *
     * @return what a person should know of the host, a sentence each; may be empty
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when it cannot be reached, refuses, or lacks a program
     *     that every run needs
     */
    List<String> reach(Lane lane);

    /**
     * Looks at a workdir without touching anything: is it there, a clone of the right repository, clean and free?
     *
     * @return the workdir's absolute path on the host, {@code ~} resolved
     * @throws WorkspaceUnavailableException when a run could not start in it now
     */
    String inspect(WorkspaceRequest request);

    /**
     * Takes the workdir for one run. From then on no other run on that host gets it until the workspace is closed and the
     * last process of its steps has ended. Nothing in it is touched before {@link Workspace#checkout}.
     *
     * @throws WorkspaceUnavailableException when the workdir is not allowed on the lane, missing, unsuitable, dirty or busy
     */
    Workspace open(WorkspaceRequest request);

    @Override
    void close();
}
