package io.github.hirakuarai.codexrunner.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.DirectTcpipFactory;

/**
 * An SSH server in this process, on a loopback port: it counts what a client does and fails when it is told to, which a real
 * one does not. It takes one key; its commands are bash processes of this machine, whose standard input ends with the
 * connection.
 */
final class MinaServer implements AutoCloseable {

    private static final String SELF = System.getProperty("user.name");

    private final Path folder;
    private final PublicKey user;
    private final List<Long> connected = new CopyOnWriteArrayList<>();
    private final AtomicInteger signedIn = new AtomicInteger();
    private final AtomicInteger keysOffered = new AtomicInteger();
    private final AtomicInteger commandsRun = new AtomicInteger();
    private final AtomicInteger commandsRefused = new AtomicInteger();
    private final AtomicInteger keepAlives = new AtomicInteger();
    private final Map<Session, Set<Channel>> open = new ConcurrentHashMap<>();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private volatile int maxSessions = 10;
    private volatile boolean deaf;
    private volatile boolean breaking;
    private KeyPair hostKey;
    private SshServer server;

    private MinaServer(Path folder, PublicKey user) throws Exception {
        this.folder = folder;
        this.user = user;
        hostKey = newHostKey();
        server = launch(0);
        know();
    }

    /** Starts one, which the file {@code known_hosts} of its folder knows and which takes the key {@code id}. */
    static MinaServer start(Path folder) throws Exception {
        Files.createDirectories(folder);
        key(folder.resolve("id"));
        String entry = Files.readString(folder.resolve("id.pub")).strip();
        return new MinaServer(
                folder, AuthorizedKeyEntry.parseAuthorizedKeyEntry(entry).resolvePublicKey(null, null, null));
    }

    /** Makes a key pair of a type that this server can check. */
    static void key(Path file) throws Exception {
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file.toString()).start();
        assertThat(made.waitFor()).isZero();
    }

    private static KeyPair newHostKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private SshServer launch(int port) throws IOException {
        SshServer fresh = SshServer.setUpDefaultServer();
        fresh.setHost("127.0.0.1");
        fresh.setPort(port);
        fresh.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        fresh.setPublickeyAuthenticator((name, key, session) -> {
            keysOffered.incrementAndGet();
            if (breaking) {
                session.close(true);
            }
            return KeyUtils.compareKeys(key, user);
        });
        fresh.setCommandFactory((channel, command) -> new Bash(command));
        fresh.setChannelFactories(List.<ChannelFactory>of(new Commands(), DirectTcpipFactory.INSTANCE));
        fresh.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        List<RequestHandler<ConnectionService>> handlers = new ArrayList<>(List.of(this::keepAlive));
        handlers.addAll(fresh.getGlobalRequestHandlers());
        fresh.setGlobalRequestHandlers(handlers);
        fresh.addSessionListener(new Sessions());
        fresh.addChannelListener(new Channels());
        fresh.start();
        return fresh;
    }

    private RequestHandler.Result keepAlive(ConnectionService service, String request, boolean reply, Buffer buffer) {
        if (!request.startsWith("keepalive@")) {
            return RequestHandler.Result.Unsupported;
        }
        keepAlives.incrementAndGet();
        return deaf ? RequestHandler.Result.Replied : RequestHandler.Result.ReplyFailure;
    }

    private void know() throws IOException {
        Files.writeString(file("known_hosts"), name() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
    }

    /** From now on, a client that offers a key is left without a word. */
    void breakWhileSigningIn() {
        breaking = true;
    }

    int port() {
        return server.getPort();
    }

    /** As {@code known_hosts} writes it. */
    String name() {
        return "[127.0.0.1]:" + port();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Of the key that it shows now. */
    String fingerprint() throws Exception {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
    }

    Lane lane() {
        return lane(Map.of());
    }

    Lane lane(Map<String, Object> other) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "host",
                "127.0.0.1",
                "port",
                port(),
                "identityFile",
                file("id").toString(),
                "knownHosts",
                file("known_hosts").toString()));
        settings.putAll(other);
        return new Lane("vm", "ssh", Lane.WorkspaceMode.IN_PLACE, true, List.of(), false, Set.of(), SELF, settings);
    }

    /** When each connection came, those that were turned away too, in nanoseconds. */
    List<Long> connected() {
        return List.copyOf(connected);
    }

    int signedIn() {
        return signedIn.get();
    }

    /** How often a client offered a key or signed with one. */
    int keysOffered() {
        return keysOffered.get();
    }

    int commandsRun() {
        return commandsRun.get();
    }

    int commandsRefused() {
        return commandsRefused.get();
    }

    /** How many commands run over each connection that is open. */
    List<Integer> commandsOpen() {
        return open.values().stream().map(Set::size).sorted().toList();
    }

    int keepAlives() {
        return keepAlives.get();
    }

    /** Waits until these are the connections that are open, each with so many commands. */
    void untilOpen(Integer... commands) {
        until(() -> commandsOpen().equals(List.of(commands)));
    }

    /** Waits until something holds; the test's time limit ends it when it never does. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new AssertionError("what the test waits for has not come");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Lets so many commands run over a connection, as sshd's {@code MaxSessions}. */
    void maxSessions(int count) {
        maxSessions = count;
    }

    /** Sets a variable of the commands that come. */
    void variable(String name, String value) {
        environment.put(name, value);
    }

    /** Closes a connection after so many requests to sign in, as sshd's {@code MaxAuthTries}. */
    void maxAuthTries(int count) {
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, count);
    }

    /** Turns the next connections away before it says who it is. */
    void turnAway(int count) {
        turnedAway.set(count);
    }

    /** Answers no more questions whether it is there, as a host that was unplugged. */
    void deaf(boolean now) {
        deaf = now;
    }

    /** Breaks every connection; new ones are taken. */
    void cut() {
        server.getActiveSessions().forEach(session -> session.close(true));
        untilOpen();
    }

    /** Another host answers at the same place. */
    void replace() throws Exception {
        int port = port();
        server.stop(true);
        hostKey = newHostKey();
        server = launch(port);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Sessions implements SessionListener {

        @Override
        public void sessionCreated(Session session) {
            connected.add(System.nanoTime());
            open.put(session, ConcurrentHashMap.newKeySet());
            if (turnedAway.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                session.close(true);
            }
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
                signedIn.incrementAndGet();
            }
        }

        @Override
        public void sessionClosed(Session session) {
            open.remove(session);
        }
    }

    private final class Channels implements ChannelListener {

        @Override
        public void channelClosed(Channel channel, Throwable reason) {
            open.getOrDefault(channel.getSession(), Set.of()).remove(channel);
        }
    }

    /** Commands, up to as many over a connection as it lets run. */
    private final class Commands extends ChannelSessionFactory {

        @Override
        public Channel createChannel(Session session) {
            return new ChannelSession() {
                @Override
                protected OpenFuture doInit(Buffer buffer) {
                    Set<Channel> others = open.getOrDefault(session, Set.of());
                    if (others.size() < maxSessions) {
                        others.add(this);
                        return super.doInit(buffer);
                    }
                    commandsRefused.incrementAndGet();
                    OpenFuture refused = new DefaultOpenFuture(this, this);
                    refused.setException(new SshChannelOpenException(
                            getChannelId(), SshConstants.SSH_OPEN_CONNECT_FAILED, "open failed"));
                    return refused;
                }
            };
        }
    }

    /** A command as sshd runs it. */
    private final class Bash implements Command {

        private final String command;
        private InputStream input = InputStream.nullInputStream();
        private OutputStream output = OutputStream.nullOutputStream();
        private OutputStream error = OutputStream.nullOutputStream();
        private ExitCallback exit = (code, message, closing) -> {};

        Bash(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream stream) {
            input = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            output = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            error = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment requested) throws IOException {
            commandsRun.incrementAndGet();
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
            builder.environment().putAll(environment);
            Process process = builder.start();
            pump(input, process.getOutputStream());
            Thread out = pump(process.getInputStream(), output);
            Thread err = pump(process.getErrorStream(), error);
            thread(() -> {
                try {
                    out.join();
                    err.join();
                    exit.onExit(process.waitFor());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Its standard input ends with the channel.
        }

        private static Thread pump(InputStream from, OutputStream to) {
            return thread(() -> {
                try (from;
                        to) {
                    byte[] bytes = new byte[8192];
                    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                        to.write(bytes, 0, count);
                        to.flush();
                    }
                } catch (IOException e) {
                    // One end is gone: the other is closed.
                }
            });
        }

        private static Thread thread(Runnable work) {
            Thread thread = new Thread(work, "mina-command");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
    }
}
