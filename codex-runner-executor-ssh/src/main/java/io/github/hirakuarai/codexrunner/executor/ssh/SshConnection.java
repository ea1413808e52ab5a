package io.github.hirakuarai.codexrunner.executor.ssh;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** One connection to a host, over which any number of commands run. Safe for many threads. */
final class SshConnection implements AutoCloseable {

    /** A connection that has not answered so many times, one interval apart, is lost. */
    private static final int UNANSWERED = 3;

    private final SSHClient client;
    private final @Nullable SSHClient jump;
    private final Set<SshProcess> started = ConcurrentHashMap.newKeySet();

    private SshConnection(SSHClient client, @Nullable SSHClient jump) {
        this.client = client;
        this.jump = jump;
    }

    /** Connects and signs in. */
    static SshConnection open(SshLane lane, SshTimeouts patience) {
        SshLane.Login through = lane.jump();
        SSHClient jump = through == null ? null : signedIn(lane, through, null, patience);
        try {
            return new SshConnection(signedIn(lane, lane.login(), jump, patience), jump);
        } catch (RuntimeException e) {
            if (jump != null) {
                closeQuietly(jump);
            }
            throw e;
        }
    }

    private static SSHClient signedIn(
            SshLane lane, SshLane.Login login, @Nullable SSHClient jump, SshTimeouts patience) {
        DefaultConfig config = new DefaultConfig();
        // Must be set before connecting, or nobody notices a host that is gone.
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        config.setLoggerFactory(new Silence());
        SSHClient client = new SSHClient(config);
        KnownHosts known = KnownHosts.read(lane.knownHosts(), login.port());
        client.addHostKeyVerifier(known);
        client.setSocketFactory(new PromptSockets());
        client.setConnectTimeout((int) patience.connect().toMillis());
        client.setTimeout((int) patience.connect().toMillis());
        try {
            KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
            keepAlive.setKeepAliveInterval((int) patience.keepAlive().toSeconds());
            keepAlive.setMaxAliveCount(UNANSWERED);
            if (jump == null) {
                client.connect(login.host(), login.port());
            } else {
                connectVia(jump, client, login, patience.connect());
            }
            // A step may be silent for as long as it likes: keep-alive finds out whether the host is there.
            client.setTimeout(0);
            if (jump == null) {
                client.getSocket().setSoTimeout(0);
            }
            client.auth(login.user(), Identities.of(lane).methods(client));
            return client;
        } catch (IOException e) {
            closeQuietly(client);
            throw refused(lane, login, known, e);
        } catch (RuntimeException e) {
            closeQuietly(client);
            throw e;
        }
    }

    /** Over a jump host there is no socket that could time out: when the host says nothing, the way to it is closed. */
    private static void connectVia(SSHClient jump, SSHClient client, SshLane.Login login, Duration limit)
            throws IOException {
        CompletableFuture<Void> tooLate = CompletableFuture.runAsync(
                () -> closeQuietly(jump), CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
        try {
            client.connectVia(jump.newDirectConnection(login.host(), login.port()));
        } finally {
            tooLate.cancel(false);
        }
    }

    private static RunnerException refused(SshLane lane, SshLane.Login login, KnownHosts known, IOException e) {
        if (known.refusal().isPresent()) {
            return new RunnerException(
                    ErrorCode.REFUSED,
                    "the lane " + lane.name() + ": " + known.refusal().get(),
                    e);
        }
        Optional<Throwable> broken = broken(e);
        if (e instanceof UserAuthException && broken.isPresent()) {
            return new RunnerException(
                    ErrorCode.UNREACHABLE,
                    "the connection to " + login.text() + " of the lane " + lane.name() + " broke while signing in ("
                            + broken.get().getMessage() + "): check the host's sshd and the network between",
                    e);
        }
        if (e instanceof UserAuthException) {
            return new RunnerException(
                    ErrorCode.REFUSED,
                    login.host() + " does not accept the keys of the lane " + lane.name() + " for " + login.user()
                            + ": add the public key to that user's ~/.ssh/authorized_keys",
                    e);
        }
        if (isUnknownHost(e)) {
            return new RunnerException(
                    ErrorCode.UNREACHABLE,
                    "unknown host " + login.host() + " of the lane " + lane.name()
                            + ": check its spelling and the name resolution of the runner's machine",
                    e);
        }
        return new RunnerException(
                ErrorCode.UNREACHABLE,
                "the host " + login.text() + " of the lane " + lane.name() + " cannot be reached (" + e.getMessage()
                        + "): check that it is up and that its sshd listens there",
                e);
    }

    /** What broke the connection, unless the host ended it and said why: it does so after too many keys. */
    private static Optional<Throwable> broken(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransportException transport
                    && transport.getDisconnectReason() != DisconnectReason.UNKNOWN) {
                return Optional.empty();
            }
            if (cause instanceof TransportException
                    || cause instanceof SocketException
                    || cause instanceof TimeoutException) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    private static boolean isUnknownHost(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** Whether commands can be started. */
    boolean alive() {
        return client.isConnected() && client.isAuthenticated();
    }

    /** Whether a command runs over it. */
    boolean busy() {
        return started.stream().anyMatch(SshProcess::isAlive);
    }

    /**
     * Starts a command, as the user's login shell understands it.
     *
     * @return empty when nothing was started: the host lets no more commands run over this connection, or it is lost
     */
    Optional<SshProcess> start(String command) throws IOException {
        Session session;
        try {
            session = client.startSession();
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
        try {
            SshProcess process = new SshProcess(session, session.exec(command));
            started.removeIf(earlier -> !earlier.isAlive());
            started.add(process);
            return Optional.of(process);
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closeQuietly(client);
        if (jump != null) {
            closeQuietly(jump);
        }
    }

    private static void closeQuietly(SSHClient client) {
        try {
            client.disconnect();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** What the library would log as errors is thrown too, and told in the runner's own words. */
    private static final class Silence implements LoggerFactory {

        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    }

    /** Sockets that send at once: otherwise each command waits 40 ms for the host's acknowledgement. */
    private static final class PromptSockets extends SocketFactory {

        private final SocketFactory plain = SocketFactory.getDefault();

        private static Socket prompt(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prompt(plain.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return prompt(plain.createSocket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return prompt(plain.createSocket(host, port, from, fromPort));
        }
    }
}
