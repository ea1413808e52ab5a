package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** This machine at the end of a connection that can be cut. What runs there does not notice. */
final class BreakableHost implements HostAccess {

    private final Path state;
    private final List<Connected> connected = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private volatile boolean breakAfterNextStart;
    private volatile boolean truncateNextInput;
    private volatile boolean ignoresSignals;

    BreakableHost(Path state) {
        this.state = state;
    }

    HostShell shell() {
        return HostShell.open(
                this,
                new Lane("test", "test", Lane.WorkspaceMode.IN_PLACE, true, List.of(), false, Set.of(), null, Map.of()),
                null);
    }

    /** Cuts every command that runs now. */
    void cut() {
        connected.forEach(Connected::destroy);
        connected.clear();
    }

    /** From the command after the next on, nothing comes through; the next one's answer does not either. */
    void breakAfterNextStart() {
        breakAfterNextStart = true;
    }

    void reconnect() {
        broken = false;
    }

    void truncateNextInput() {
        truncateNextInput = true;
    }

    /** As of a runner that somebody started with "nohup" and in the background. */
    void ignoreSignals() {
        ignoresSignals = true;
    }

    @Override
    public String name(Lane lane) {
        return "a test's host";
    }

    @Override
    public Host open(Lane lane, @Nullable RunId run) {
        return this::start;
    }

    private Process start(List<String> command) throws IOException {
        if (broken) {
            throw new IOException("the connection is broken");
        }
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        if (ignoresSignals) {
            builder.command().addAll(0, List.of("bash", "-c", "trap '' HUP INT QUIT; exec \"$@\"", "bash"));
        }
        builder.environment().clear();
        builder.environment().putAll(SupervisedSteps.environment(state));
        Connected process = new Connected(builder.start(), truncateNextInput);
        truncateNextInput = false;
        connected.add(process);
        if (breakAfterNextStart) {
            breakAfterNextStart = false;
            broken = true;
            process.answerless = true;
        }
        return process;
    }

    @Override
    public void close() {}

    /** A command at the other end: to destroy it cuts the connection, and the process there ends when it notices. */
    private static final class Connected extends Process {

        private final Process process;
        private final boolean truncated;
        private volatile boolean answerless;

        Connected(Process process, boolean truncated) {
            this.process = process;
            this.truncated = truncated;
        }

        @Override
        public OutputStream getOutputStream() {
            return !truncated
                    ? process.getOutputStream()
                    : new FilterOutputStream(process.getOutputStream()) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            out.write(bytes, offset, length / 2);
                        }
                    };
        }

        @Override
        public InputStream getInputStream() {
            return answerless ? InputStream.nullInputStream() : process.getInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return answerless ? InputStream.nullInputStream() : process.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return process.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }

        @Override
        public void destroy() {
            // What was asked without an answer goes on there, however slow the machine is.
            if (!answerless) {
                process.destroy();
            }
        }

        @Override
        public Process destroyForcibly() {
            process.destroyForcibly();
            return this;
        }
    }
}
