package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of each lane, made when it is first asked for, and anew when it was lost. One that nothing runs over for a
 * while is closed, so that a lane that waits for briefs costs no thread here and no process there. Safe for many threads.
 */
final class Connections implements HostAccess {

    private static final int ATTEMPTS = 4;

    /** So many connections to a host that lets few commands run over each. */
    private static final int MOST = 8;

    private final SshHome home;
    private final SshTimeouts patience;
    private final Map<String, Slot> slots = new HashMap<>();
    private @Nullable Timer sweeper;

    Connections(SshHome home, SshTimeouts patience) {
        this.home = home;
        this.patience = patience;
    }

    @Override
    public String name(Lane lane) {
        return SshLane.of(lane, home).login().text();
    }

    @Override
    public String hint(Lane lane) {
        return "it needs bash, git, base64 and flock";
    }

    @Override
    public Host open(Lane lane, @Nullable RunId run) {
        return command -> slot(lane).start(SshLane.of(lane, home), RemoteCommand.of(command));
    }

    private Slot slot(Lane lane) {
        synchronized (slots) {
            Slot slot = slots.computeIfAbsent(lane.name(), name -> new Slot(patience));
            slot.used = true;
            sweepLater();
            return slot;
        }
    }

    /** One thread for all lanes, and none when no lane has a connection. */
    private void sweepLater() {
        if (sweeper == null) {
            sweeper = new Timer("ssh-idle", true);
            long period = Math.max(1, patience.idle().toMillis() / 2);
            sweeper.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            sweep();
                        }
                    },
                    period,
                    period);
        }
    }

    private void sweep() {
        List<Slot> all;
        synchronized (slots) {
            all = List.copyOf(slots.values());
        }
        // Not under the lock that every lane needs: a lane that connects holds its own for as long as that takes.
        all.forEach(Slot::closeWhenIdle);
        synchronized (slots) {
            if (slots.values().stream().noneMatch(slot -> slot.used)) {
                stopSweeping();
            }
        }
    }

    private void stopSweeping() {
        if (sweeper != null) {
            sweeper.cancel();
            sweeper = null;
        }
    }

    @Override
    public void close() {
        synchronized (slots) {
            stopSweeping();
            slots.values().forEach(Slot::close);
            slots.clear();
        }
    }

    /**
     * One lane's: two runs that find it lost wait for one connection. A host that lets no more commands run over one (sshd's
     * {@code MaxSessions}) gets another, which stays too.
     */
    private static final class Slot {

        private final SshTimeouts patience;
        private final List<SshConnection> connections = new ArrayList<>();
        private long lastUsed = System.nanoTime();
        // Set under the lock of all slots, so that none is begun while nobody sweeps.
        private volatile boolean used;
        private @Nullable SshLane lane;

        Slot(SshTimeouts patience) {
            this.patience = patience;
        }

        synchronized SshProcess start(SshLane wanted, String command) throws IOException {
            lastUsed = System.nanoTime();
            boolean again = wanted.equals(lane);
            if (!again) {
                close();
            }
            for (SshConnection connection : connections) {
                Optional<SshProcess> process = connection.alive() ? connection.start(command) : Optional.empty();
                if (process.isPresent()) {
                    return process.get();
                }
            }
            for (SshConnection lost : List.copyOf(connections)) {
                if (!lost.alive()) {
                    lost.close();
                    connections.remove(lost);
                }
            }
            if (connections.size() == MOST) {
                throw new IOException("it runs no more commands at once: raise MaxSessions in its sshd_config");
            }
            SshConnection fresh = open(wanted, again);
            lane = wanted;
            connections.add(fresh);
            return fresh.start(command)
                    .orElseThrow(() -> new IOException("it runs no command: set MaxSessions in its sshd_config"));
        }

        /** A host that answered before gets time to come back; one that never did is told of at once. */
        private SshConnection open(SshLane lane, boolean again) {
            Duration wait = patience.backoff();
            for (int attempt = 1; ; attempt++) {
                try {
                    return SshConnection.open(lane, patience);
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

        synchronized void closeWhenIdle() {
            if (connections.stream().anyMatch(SshConnection::busy)) {
                lastUsed = System.nanoTime();
            } else if (System.nanoTime() - lastUsed >= patience.idle().toNanos()) {
                used = false;
                close();
            }
        }

        synchronized void close() {
            connections.forEach(SshConnection::close);
            connections.clear();
        }
    }
}
