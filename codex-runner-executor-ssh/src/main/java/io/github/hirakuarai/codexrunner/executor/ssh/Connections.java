package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one connection of each lane, made when it is first asked for, and anew when it was lost. Safe for many threads. */
final class Connections implements HostAccess {

    private static final int ATTEMPTS = 4;

    private final Path home;
    private final String self;
    private final Map<String, Slot> slots = new HashMap<>();

    /**
     * @param home the runner's
     * @param self the runner's user name
     */
    Connections(Path home, String self) {
        this.home = home;
        this.self = self;
    }

    @Override
    public String name(Lane lane) {
        return SshLane.of(lane, home, self).login().text();
    }

    @Override
    public Process start(Lane lane, String command) throws IOException {
        return to(lane).start(command);
    }

    /** The lane's connection, alive a moment ago. A host that answered before is asked again a few times. */
    private SshConnection to(Lane lane) {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(lane.name(), name -> new Slot());
        }
        return slot.get(SshLane.of(lane, home, self));
    }

    @Override
    public void close() {
        synchronized (slots) {
            slots.values().forEach(Slot::close);
            slots.clear();
        }
    }

    /** One lane's: two runs that find it lost wait for one connection. */
    private static final class Slot {

        private @Nullable SshLane lane;
        private @Nullable SshConnection connection;

        synchronized SshConnection get(SshLane wanted) {
            SshConnection current = connection;
            if (current != null && wanted.equals(lane) && current.alive()) {
                return current;
            }
            boolean again = wanted.equals(lane);
            close();
            SshConnection fresh = open(wanted, again);
            lane = wanted;
            connection = fresh;
            return fresh;
        }

        /** A host that answered before gets time to come back; one that never did is told of at once. */
        private static SshConnection open(SshLane lane, boolean again) {
            Duration wait = Duration.ofMillis(250);
            for (int attempt = 1; ; attempt++) {
                try {
                    return SshConnection.open(lane);
                } catch (RunnerException e) {
                    if (!again || e.code() != ErrorCode.UNREACHABLE || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
                try {
                    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new RunnerException(
                            ErrorCode.UNREACHABLE,
                            "the runner was interrupted while it waited for "
                                    + lane.login().text() + ": try again",
                            e);
                }
                wait = wait.multipliedBy(3);
            }
        }

        synchronized void close() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }
}
