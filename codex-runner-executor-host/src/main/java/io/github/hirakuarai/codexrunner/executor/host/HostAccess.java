package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.io.IOException;

/** The way to the hosts, or the users, behind lanes. Safe for many threads. */
public interface HostAccess extends AutoCloseable {

    /** Who works where, for people: {@code codex@vm.example.org}. Asks nobody. */
    String name(Lane lane);

    /** What a person sees to when no command answers, as the end of a message. */
    String hint(Lane lane);

    /**
     * Starts a command as the lane's user, in that user's own environment. To destroy the process must at least end its
     * standard input.
     *
     * @param command for the user's login shell
     * @throws io.github.hirakuarai.codexrunner.model.RunnerException when there is no way in
     */
    Process start(Lane lane, String command) throws IOException;

    @Override
    void close();
}
