package io.github.hirakuarai.codexrunner.testkit.scene;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The podman of the test machine, and a small system for its containers: this machine's programs, and nothing else of it. */
public final class Podman {

    private static @Nullable Boolean starts;

    private final Path folder;
    private final Path rootfs;

    private Podman(Path folder, Path rootfs) {
        this.folder = folder;
        this.rootfs = rootfs;
    }

    /** Whether the tests can run: as root, because the small system is mounted, and where podman can start a container. */
    public static boolean isThere() throws Exception {
        return System.getProperty("user.name").equals("root")
                && Files.isExecutable(Path.of("/usr/bin/podman"))
                && Files.isSymbolicLink(Path.of("/bin"))
                && startsContainers();
    }

    private static synchronized boolean startsContainers() throws Exception {
        if (starts == null) {
            Path folder = Files.createTempDirectory("codex-runner-podman");
            Podman podman = in(folder);
            ProcessBuilder run = new ProcessBuilder(
                            "podman",
                            "run",
                            "--rm",
                            "--network=none",
                            "--volume=/usr:/usr:ro",
                            "--rootfs",
                            podman.rootfs + ":O",
                            "bash",
                            "-c",
                            "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            run.environment().putAll(podman.environment());
            starts = run.start().waitFor() == 0;
            new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
        }
        return starts;
    }

    /** Makes the system in a folder. */
    public static Podman in(Path folder) throws Exception {
        Path rootfs = Files.createDirectories(folder.resolve("rootfs"));
        for (String name : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(rootfs.resolve(name), Path.of("usr", name));
        }
        for (String name : List.of("usr", "etc", "tmp", "proc", "sys", "dev", "run", "root", "var")) {
            Files.createDirectory(rootfs.resolve(name));
        }
        Files.setPosixFilePermissions(rootfs.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(
                rootfs.resolve("etc/passwd"), "root:x:0:0::/root:/bin/bash\nuser:x:1000:1000::/tmp:/bin/bash\n");
        Files.writeString(rootfs.resolve("etc/group"), "root:x:0:\nuser:x:1000:\n");
        // An engine that may not raise the limits of its machine must not try to.
        String files = new String(
                        new ProcessBuilder("bash", "-c", "ulimit -Hn")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .strip();
        Files.writeString(
                folder.resolve("containers.conf"),
                "[containers]\ndefault_ulimits = [\"nofile=" + files + ":" + files + "\", \"nproc=4096:4096\"]\n"
                        + "[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\n");
        // Containers of its own: others' have nothing to do with it.
        Files.writeString(
                folder.resolve("storage.conf"),
                "[storage]\ndriver = \"overlay\"\ngraphroot = \"" + folder.resolve("storage") + "\"\nrunroot = \""
                        + folder.resolve("run") + "\"\n");
        return new Podman(folder, rootfs);
    }

    /** What an engine needs of the runner's environment. */
    public Map<String, String> environment() {
        return Map.of(
                "PATH",
                System.getenv("PATH"),
                "HOME",
                folder.toString(),
                "CONTAINERS_CONF",
                folder.resolve("containers.conf").toString(),
                "CONTAINERS_STORAGE_CONF",
                folder.resolve("storage.conf").toString());
    }

    /**
     * A lane whose containers have the small system.
     *
     * @param more keys
     * @param seen folders that they see, too
     */
    public Lane lane(Map<String, Object> more, Path... seen) {
        List<String> mounts = new ArrayList<>(List.of("/usr:/usr:ro", "/etc/alternatives:/etc/alternatives:ro"));
        for (Path one : seen) {
            mounts.add(one + ":" + one + ":ro");
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("rootfs", rootfs.toString());
        keys.put("mounts", mounts);
        keys.putAll(more);
        String user = (String) keys.remove("user");
        return new Lane("box", "container", Lane.WorkspaceMode.ISOLATED, true, List.of(), false, Set.of(), user, keys);
    }

    /** Makes an image of the small system, whose containers see this machine's programs, and returns its name with its digest. */
    public String image() throws Exception {
        Path conf = folder.resolve("containers.conf");
        Files.writeString(
                conf,
                Files.readString(conf)
                        .replace(
                                "[containers]\n",
                                "[containers]\nvolumes = [\"/usr:/usr:ro\", \"/etc/alternatives:/etc/alternatives:ro\"]\n"));
        ProcessBuilder build = new ProcessBuilder(
                        "bash",
                        "-ec",
                        "tar -C \"$1\" -c . | podman import -q - localhost/steps:1 >&2;"
                                + " podman image inspect --format '{{.Digest}}' localhost/steps:1",
                        "bash",
                        rootfs.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        build.environment().putAll(environment());
        return "localhost/steps@"
                + new String(build.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /**
     * Takes podman's mounts off its folder, so that it can be deleted: what cleans up after a container outlives it, and may leave
     * the storage mounted.
     */
    public void letGo() throws IOException, InterruptedException {
        Path mount = folder.resolve("storage/overlay");
        for (int round = 0; round < 250 && isMounted(mount); round++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        while (isMounted(mount)) {
            new ProcessBuilder("umount", "-l", mount.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    private static boolean isMounted(Path mount) throws IOException {
        return Files.readString(Path.of("/proc/self/mounts")).contains(" " + mount + " ");
    }

    /** The names of the containers that runs have. */
    public List<String> containers() throws IOException {
        ProcessBuilder list =
                new ProcessBuilder("podman", "ps", "-a", "--filter", "label=codex-runner.run", "--format={{.Names}}");
        list.environment().putAll(environment());
        return new String(list.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
