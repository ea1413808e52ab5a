package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pod's processes, which are real ones of this machine. The pod's volume is a folder of it. */
final class PodProcesses {

    private static final String MARKER = "CODEX_TEST_POD=";

    private final String name;
    private final Map<String, String> environment = new TreeMap<>();
    private final Path folder;
    private final Process first;

    /** Starts the container's first process. */
    PodProcesses(Pod pod, Path volumes, String unique) throws IOException {
        Container container = pod.getSpec().getContainers().stream()
                .filter(one -> one.getName().equals(PodDraft.CONTAINER))
                .findFirst()
                .orElseThrow();
        folder = Files.createDirectories(volumes.resolve(unique));
        // Runs of other tests may have the same names at the same time.
        name = folder.toString();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOSTNAME", pod.getMetadata().getName());
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue().replace(PodDraft.VOLUME, folder.toString()));
        }
        environment.put("CODEX_TEST_POD", name);
        first = start(container.getCommand());
        first.getOutputStream().close();
    }

    Path folder() {
        return folder;
    }

    boolean isAlive() {
        return first.isAlive();
    }

    /** Starts a command as an exec does: in a session of its own. */
    Process start(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("setsid", "--wait"));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What the pod's processes are now, without its first. */
    List<String> others() {
        return ProcessHandle.allProcesses()
                .filter(process -> isOf(process.pid()))
                .filter(process -> process.pid() != first.pid()
                        && process.parent().stream().noneMatch(this::isOfFirst))
                .map(process -> process.pid() + " "
                        + process.info()
                                .commandLine()
                                .map(line -> line.lines().findFirst().orElse(""))
                                .orElse(""))
                .toList();
    }

    private boolean isOfFirst(ProcessHandle parent) {
        return parent.pid() == first.pid() || parent.parent().stream().anyMatch(grand -> grand.pid() == first.pid());
    }

    /** Ends the first process, as a deletion with a grace time does that nothing else outlives. */
    void end() {
        List<ProcessHandle> children = first.descendants().toList();
        first.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills all of them. */
    void kill() {
        end();
        for (int round = 0; round < 3; round++) {
            ProcessHandle.allProcesses().filter(process -> isOf(process.pid())).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean isOf(long pid) {
        try {
            return ("\0" + Files.readString(Path.of("/proc/" + pid + "/environ"), ISO_8859_1))
                    .contains("\0" + MARKER + name + "\0");
        } catch (IOException e) {
            return false;
        }
    }
}
