package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads to the hosts behind lanes: all that an author writes for a new kind of host. {@link HostExecutor} does the rest.
 * Implementations are safe for many threads.
 */
public interface HostAccess extends AutoCloseable {

    /** Returns who works where, for users: {@code codex@vm.example.org}. Contacts nobody, so that it always answers. */
    String name(Lane lane);

    /** Returns what to check when no command answers, as the end of a message. */
    default String hint(Lane lane) {
        return "it needs bash, git and flock";
    }

    /**
     * Opens the way to a lane's host. A kind of host that is made for each run, as a container is, is made here.
     *
     * @param run the run that will work there; null for a look at the lane or at a workdir
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException {@code UNREACHABLE}, {@code REFUSED} or {@code
     *     TOOL_MISSING} when there is no way in; it may also be thrown by the first {@link Host#start}
     */
    Host open(Lane lane, @Nullable RunId run);

    /**
     * Returns whether {@link #open} makes a host for each run of a lane, as a container is: it holds no clone, so the run gets one
     * that has the base commit alone.
     */
    default boolean isMadeForEachRun(Lane lane) {
        return false;
    }

    /**
     * Finds the host that was made for a run, by whatever runner, and makes none. Closing it removes it.
     *
     * @return empty when there is none, or hosts are not made for each run
     */
    default Optional<Host> find(Lane lane, RunId run) {
        return Optional.empty();
    }

    /** Closes what is shared by all hosts. Closing twice is harmless. */
    @Override
    default void close() {}
}
