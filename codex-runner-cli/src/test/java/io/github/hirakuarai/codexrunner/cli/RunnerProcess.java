package io.github.hirakuarai.codexrunner.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, which can be killed. */
final class RunnerProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private RunnerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the command in a scene. */
    static RunnerProcess start(Scene scene, List<String> jvm, String... arguments) throws IOException {
        return begin(scene, RunnerJvm.command(jvm), arguments);
    }

    /** Starts the command with more places on its class path, as the launcher adds the jars of plugins. */
    static RunnerProcess startWith(String plugins, Scene scene, String... arguments) throws IOException {
        List<String> command = RunnerJvm.command(List.of());
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, command.get(classPath) + File.pathSeparator + plugins);
        return begin(scene, command, arguments);
    }

    private static RunnerProcess begin(Scene scene, List<String> command, String[] arguments) throws IOException {
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(scene.folder, "process", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scene.folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(scene.environment);
        return new RunnerProcess(builder.start(), output);
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as a power cut would, and returns when it is gone. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(600, TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("it did not end: " + output());
        }
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Sends a signal by name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
