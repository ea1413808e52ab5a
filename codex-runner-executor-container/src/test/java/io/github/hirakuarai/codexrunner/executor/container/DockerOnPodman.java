package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The real command line of docker, with podman as its daemon, which can be ended and started again. */
final class DockerOnPodman implements AutoCloseable {

    private final Podman podman;
    private final Path socket;
    private final String image;
    private Process daemon;

    DockerOnPodman(Podman podman, Path socket) throws Exception {
        this.podman = podman;
        this.socket = socket;
        this.image = podman.image();
        start();
    }

    static boolean isThere() throws Exception {
        return Podman.isThere()
                && Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "docker")));
    }

    void start() throws IOException {
        ProcessBuilder service = new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket);
        service.environment().putAll(podman.environment());
        daemon = service.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!Files.exists(socket)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    void stop() throws IOException {
        daemon.destroyForcibly().onExit().join();
        Files.deleteIfExists(socket);
    }

    /** What the command line needs of the runner's environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(podman.environment());
        environment.put("DOCKER_HOST", "unix://" + socket);
        return environment;
    }

    /** A lane whose containers have the small system, with more keys. */
    Lane lane(Map<String, Object> more, Path... seen) {
        Map<String, Object> keys = new HashMap<>(Map.of("engine", "docker", "image", image));
        keys.putAll(more);
        Lane lane = podman.lane(keys, seen);
        return lane.withImage(String.valueOf(keys.get("image")));
    }

    @Override
    public void close() throws Exception {
        stop();
        podman.letGo();
    }
}
