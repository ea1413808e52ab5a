package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real OpenSSH server on a loopback port, as the user of the test, whose home is a folder of the test's. */
public final class Sshd implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final int port;
    private Process process;

    private Sshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one; the test is left out where there is none.
     *
     * @param options more lines of its configuration
     */
    public static Sshd start(Path folder, Path home, String... options) throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "there is no " + PROGRAM + ": install the package openssh-server");
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        int port = freePort();
        key(folder.resolve("host_key"));
        key(folder.resolve("id"));
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
        Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_key.pub")));
        Files.writeString(
                folder.resolve("config"),
                String.join(
                        "\n",
                        "ListenAddress 127.0.0.1",
                        "Port " + port,
                        "HostKey " + folder.resolve("host_key"),
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "PidFile none",
                        "UsePAM no",
                        "StrictModes no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password",
                        "MaxStartups 100",
                        "SetEnv HOME=" + home,
                        String.join("\n", options),
                        ""));
        if (System.getProperty("user.name").equals("root")) {
            // Where sshd, as root, wants its empty folder.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        return new Sshd(folder, port, launch(folder, port));
    }

    private static Process launch(Path folder, int port) throws IOException {
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!answers(port)) {
            assertThat(process.isAlive())
                    .as("sshd: %s", Files.readString(folder.resolve("log")))
                    .isTrue();
        }
        return process;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes a key pair without a passphrase. */
    public static void key(Path file) throws Exception {
        key(file, "");
    }

    /** Makes a key pair with a passphrase; an empty one is none. */
    public static void key(Path file, String passphrase) throws Exception {
        key(file, passphrase, "ed25519");
    }

    /** Makes a key pair of a type that ssh-keygen knows. */
    public static void key(Path file, String passphrase, String type) throws Exception {
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        made.getOutputStream().close();
        assertThat(made.waitFor()).isZero();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** A file of its folder: {@code id} is the key that it takes, {@code known_hosts} knows it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A lane to this host. */
    public Lane lane(Lane.WorkspaceMode mode) {
        return lane(mode, Map.of());
    }

    /** A lane to this host with other settings. */
    public Lane lane(Lane.WorkspaceMode mode, Map<String, Object> other) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "host",
                "127.0.0.1",
                "port",
                port,
                "identityFile",
                file("id").toString(),
                "knownHosts",
                file("known_hosts").toString()));
        settings.putAll(other);
        String self = System.getProperty("user.name");
        return new Lane("vm", "ssh", mode, true, List.of(), false, Set.of(), self, settings);
    }

    /** Ends every connection at once, as a broken network does; new ones are taken. */
    public void cut() {
        connections().forEach(ProcessHandle::destroyForcibly);
        connections().forEach(connection -> connection.onExit().join());
    }

    private List<ProcessHandle> connections() {
        return process.toHandle().children().toList();
    }

    /** Ends the server and its connections. */
    public void stop() throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(connections());
        process.destroy();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** Starts the server again on the same port. */
    public void again() throws IOException {
        process = launch(folder, port);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
