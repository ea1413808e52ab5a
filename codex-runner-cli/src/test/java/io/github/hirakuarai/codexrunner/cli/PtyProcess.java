package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command in a pseudo-terminal of its own, by {@code script} of util-linux: what a person types goes in. */
final class PtyProcess implements AutoCloseable {

    private final Process script;
    private final Path output;

    private PtyProcess(Process script, Path output) {
        this.script = script;
        this.output = output;
    }

    /** Whether this machine can make a terminal. */
    static boolean possible() throws IOException, InterruptedException {
        try {
            Process version = new ProcessBuilder("script", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return version.waitFor() == 0 && said.contains("util-linux");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts the command.
     *
     * @param columns how wide the terminal is
     * @param redirection as for bash: {@code 2>file}
     */
    static PtyProcess start(Scene scene, int columns, String redirection, String... arguments) throws IOException {
        List<String> command = RunnerJvm.command(List.of());
        command.addAll(List.of(arguments));
        // Not with exec: the shell tells how it ended, and what the terminal is like then.
        Path start = Files.writeString(
                Files.createTempFile(scene.folder, "pty", ".sh"),
                "trap : INT\nstty cols " + columns + " rows 24\nbefore=$(stty -g)\n'" + String.join("' '", command)
                        + "' " + redirection + "\necho \"exit=$?\"\n"
                        + "test \"$before\" = \"$(stty -g)\" && echo terminal=sane\n");
        Path output = Files.createTempFile(scene.folder, "pty", ".log");
        ProcessBuilder builder = new ProcessBuilder("script", "-qfc", "bash " + start, "/dev/null")
                .directory(scene.folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(scene.environment);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("SHELL", "/bin/bash");
        return new PtyProcess(builder.start(), output);
    }

    /** All that the terminal was sent. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Types. */
    void type(String keys) throws IOException {
        OutputStream keyboard = script.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    void ctrlC() throws IOException {
        type("\003");
    }

    void until(Predicate<String> seen) throws IOException {
        while (!seen.test(output())) {
            assertThat(script.isAlive()).as(output()).isTrue();
            Until.pause();
        }
    }

    /** Waits for its end. */
    String end() throws IOException, InterruptedException {
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
        return output();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
