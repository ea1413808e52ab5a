package io.github.hirakuarai.codexrunner.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This machine's own files with a systemd of their own; what is written there is thrown away with it. */
final class SystemdContainer implements AutoCloseable {

    private static final String SYSTEMD = "/lib/systemd/systemd";

    private final String name = "codex-runner-" + UUID.randomUUID();

    private SystemdContainer() {}

    static boolean isPossible() {
        return System.getProperty("user.name").equals("root")
                && Files.isExecutable(Path.of(SYSTEMD))
                && Stream.of("podman", "runc").allMatch(SystemdContainer::isThere);
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Starts one, and returns when it is up. */
    static SystemdContainer start() {
        SystemdContainer container = new SystemdContainer();
        String files = container.call(new byte[0], "bash", "-c", "ulimit -Hn").strip();
        List<String> words = new ArrayList<>(
                List.of("podman", "run", "-d", "--name", container.name, "--runtime", "runc", "--systemd=false"));
        words.addAll(List.of("--privileged", "--network", "host", "--ulimit", "nofile=" + files + ":" + files));
        words.addAll(
                List.of("--ulimit", "nproc=4096:4096", "--tmpfs", "/run:notmpcopyup", "--tmpfs", "/tmp:notmpcopyup"));
        words.addAll(
                List.of("-v", "/sys/fs/cgroup:/sys/fs/cgroup", "-e", "container=podman", "--rootfs", "/:O", SYSTEMD));
        container.call(new byte[0], words.toArray(new String[0]));
        for (int tries = 0; !isUp(container.run("systemctl is-system-running")); tries++) {
            if (tries > 1000) {
                String why = container.run("systemctl list-units --failed");
                container.close();
                throw new IllegalStateException("systemd does not come up: " + why);
            }
            Until.pause();
        }
        return container;
    }

    /** Units of this machine may fail in a container ("degraded"): they are nothing to the runner's. */
    private static boolean isUp(String state) {
        return state.startsWith("running") || state.startsWith("degraded");
    }

    /** Runs a script there as root; returns its standard output. */
    String run(String script) {
        return call(new byte[0], "podman", "exec", name, "bash", "-c", script);
    }

    /** Writes a file there. */
    void write(String path, String mode, String text) {
        call(
                text.getBytes(StandardCharsets.UTF_8),
                "podman",
                "exec",
                "-i",
                name,
                "bash",
                "-c",
                "mkdir -p \"${1%/*}\" && cat > \"$1\" && chmod \"$2\" \"$1\"",
                "write",
                path,
                mode);
    }

    /** Copies what this process runs from. */
    void copyClassPath(String to) {
        String places = places().map(place -> "'" + place.substring(1) + "'").collect(Collectors.joining(" "));
        call(
                new byte[0],
                "bash",
                "-c",
                "tar -C / -cf - " + places + " | podman exec -i " + name + " bash -c 'mkdir -p " + to
                        + "; tar --no-same-owner -C " + to + " -xf -; chmod -R a+rX " + to + "'");
    }

    /** The class path of this process as it stands there. */
    static String classPath(String to) {
        return places().map(place -> to + place).collect(Collectors.joining(":"));
    }

    private static Stream<String> places() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(place -> Path.of(place).toAbsolutePath().normalize())
                .filter(Files::exists)
                .map(Path::toString);
    }

    private String call(byte[] input, String... words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        call(new byte[0], "podman", "rm", "-f", "-t", "0", name);
    }
}
