package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One running {@code keeper.sh}: holds the lock of a clone, starts the steps of one workspace, and ends their processes.
 * Used by one thread at a time.
 */
public final class Keeper implements AutoCloseable {

    /** How long past the grace time the keeper may take to end a tree before the runner does it the hard way. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * By then a keeper that was told to end a step has, the grace aside. Else it is told once more: bash may lose a signal
     * that comes in the moment in which it begins to wait.
     */
    private static final Duration HEARD = Duration.ofSeconds(2);

    /** The length of a command's line. */
    private static final int LINE = 64;

    /** The keeper's code for a step whose files could not be written. */
    private static final int UNWRITTEN = 3;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** How the processes of a step are found, the strongest first; see the package. */
    public enum TreeMode {
        CGROUP("ends all that a step started, by its cgroup"),
        SESSION("ends what a step started by its session and its marks: all but what sheds both"),
        GROUP("ends what a step started by its process group: a daemon gets away");

        private final String promise;

        TreeMode(String promise) {
            this.promise = promise;
        }

        /** What it is good for, for people. */
        public String promise() {
            return promise;
        }

        /** As the script calls it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a keeper runs. */
    public enum Place {
        /** On this machine: its processes can be looked at. */
        HERE,
        /** On another host, at the other end of a connection. */
        ELSEWHERE
    }

    private final Process process;
    private final Place place;
    private final OutputStream commands;
    private final OutputPump stdout;
    private final OutputPump stderr;
    private final TreeMode mode;
    private final @Nullable ProcessHandle starter;
    private final Duration grace;
    // The streams tell of its end before the system does.
    private volatile boolean gone;

    private Keeper(Process process, Place place, TreeMode mode, @Nullable ProcessHandle starter, Duration grace) {
        this.process = process;
        this.place = place;
        this.mode = mode;
        this.starter = starter;
        this.grace = grace;
        commands = process.getOutputStream();
        stdout = new OutputPump(process.getInputStream(), StepSink.Stream.STDOUT);
        stderr = new OutputPump(process.getErrorStream(), StepSink.Stream.STDERR);
        pump(stdout, "stdout");
        pump(stderr, "stderr");
    }

    /** The script, for bash on the lane's host: {@code keep LOCK GRACE FOLDER MODE}. */
    public static byte[] script() {
        try (InputStream packed = Keeper.class.getResourceAsStream("keeper.sh")) {
            return Objects.requireNonNull(packed, "keeper.sh is packed").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes a keeper that was just started.
     *
     * @param process runs the script; its environment says where flock and setsid are found
     * @param lock the lock's name, for people
     * @param grace as the script was told
     * @return empty when another process holds the lock
     */
    public static Optional<Keeper> of(Process process, Place place, String lock, Duration grace) throws IOException {
        String[] words = firstLine(process.getInputStream()).split(" ", -1);
        if (words.length != 3 || !words[0].equals("ready")) {
            process.destroy();
            if (words[0].equals("busy")) {
                return Optional.empty();
            }
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "the lock " + lock + " cannot be opened: make its folder writable for the runner");
        }
        TreeMode mode = TreeMode.valueOf(words[1].toUpperCase(Locale.ROOT));
        ProcessHandle starter =
                place == Place.HERE ? ProcessHandle.of(Long.parseLong(words[2])).orElse(null) : null;
        return Optional.of(new Keeper(process, place, mode, starter, grace));
    }

    /** How the processes of a step are found. */
    public TreeMode mode() {
        return mode;
    }

    /** Whether it still runs; when not, a step has killed it, and another must be started. */
    public boolean alive() {
        return !gone && process.isAlive() && (starter == null || starter.isAlive());
    }

    /** Runs a step, and returns when it and all that it started has ended. */
    public StepExit run(StepLaunch step, Duration timeout, StepSink sink, CancellationToken cancellation) {
        for (Map.Entry<String, byte[]> file : step.files().entrySet()) {
            if (!bring(step, file.getKey(), file.getValue())) {
                return new StepExit.NotStarted(notStarted(UNWRITTEN, step));
            }
        }
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        CompletableFuture<StepExit> stop = new CompletableFuture<>();
        OneAtATime guarded = new OneAtATime(sink, stop);
        CompletableFuture<Optional<String>> out = stdout.begin(nonce, guarded);
        CompletableFuture<Optional<String>> err = stderr.begin(nonce, guarded);
        CompletableFuture<Optional<String>> ended = out.thenCombine(
                err, (first, second) -> first.isPresent() && second.isPresent() ? first : Optional.empty());
        byte[] text = step.text().getBytes(StandardCharsets.UTF_8);
        if (!command("run " + nonce + " " + text.length, text)) {
            gone = true;
            return lost();
        }
        boolean interrupted = false;
        CancellationToken.Registration registration = cancellation.onCancel(
                () -> stop.complete(new StepExit.Cancelled(cancellation.reason().orElse("cancelled"))));
        try {
            CompletableFuture.anyOf(ended, stop).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            stop.complete(new StepExit.TimedOut(timeout));
        } catch (InterruptedException e) {
            interrupted = true;
            stop.complete(new StepExit.Cancelled("the runner's thread was interrupted"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            registration.close();
        }
        boolean stopped = !ended.isDone();
        if (stopped) {
            interrupted |= endTree(ended);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        guarded.rethrow();
        StepExit why = stop.getNow(null);
        if (stopped && why != null) {
            return why;
        }
        Optional<String> word = ended.join();
        gone = word.isEmpty();
        return word.map(told -> exit(told, step)).orElseGet(Keeper::lost);
    }

    /** Ends what runs; afterwards the lock is free, unless a process could not be ended. */
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            commands.close();
        } catch (IOException e) {
            // The keeper is gone already.
        }
        long deadline = System.nanoTime() + grace.plus(PATIENCE).toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                process.waitFor(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        process.destroyForcibly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the thread was interrupted meanwhile. */
    private boolean endTree(CompletableFuture<Optional<String>> ended) {
        if (!command("end") && starter != null) {
            starter.destroy();
        }
        boolean interrupted = false;
        boolean repeated = false;
        long repeat = System.nanoTime() + grace.plus(HEARD).toNanos();
        long deadline = System.nanoTime() + grace.plus(PATIENCE).toNanos();
        while (!ended.isDone()) {
            try {
                ended.get(Math.max(1, (repeated ? deadline : repeat) - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                if (!repeated && command("end")) {
                    repeated = true;
                    continue;
                }
                process.destroyForcibly();
                if (starter != null) {
                    starter.destroyForcibly();
                }
                return interrupted;
            }
        }
        return interrupted;
    }

    /**
     * Brings a file to the lane's host. Costs no process there.
     *
     * @param content without a NUL byte: no brief that was validated holds one, and bash could not read it
     * @return false when it could not be written
     */
    private boolean bring(StepLaunch step, String name, byte[] content) {
        for (byte value : content) {
            if (value == 0) {
                throw new IllegalArgumentException("a step's file holds a NUL byte");
            }
        }
        if (place == Place.ELSEWHERE) {
            // Whether it was written there, the keeper knows when the step is to run.
            command("put " + content.length + " " + name, content);
            return true;
        }
        try {
            Path file = Path.of(step.folder(), name);
            // Not emptied first: some file systems write what was emptied and filled again to the disk at once.
            try (FileChannel channel = FileChannel.open(file, WRITE, CREATE, NOFOLLOW_LINKS)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.truncate(content.length);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A command's line is of a fixed length: bash reads a line of unknown length byte by byte. */
    private boolean command(String words, byte... content) {
        byte[] line = (words + " ".repeat(LINE - 1 - words.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(line, line.length + content.length);
        System.arraycopy(content, 0, whole, line.length, content.length);
        try {
            commands.write(whole);
            commands.flush();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static StepExit exit(String word, StepLaunch step) {
        int code = Integer.parseInt(word.substring(1));
        return switch (word.charAt(0)) {
            case 'S' -> new StepExit.Signalled(code - 128);
            case 'N' -> new StepExit.NotStarted(notStarted(code, step));
            default -> new StepExit.Exited(code);
        };
    }

    private static String notStarted(int code, StepLaunch step) {
        return switch (code) {
            case 1 -> step.program() + " is not on the step's PATH: install it on the lane's host, or set PATH";
            case 2 ->
                step.program() + " could not be started in " + step.workdir()
                        + ": is the folder there on this branch, and the environment small enough?";
            default -> "its files could not be written on the lane's host: is its disk full?";
        };
    }

    private static StepExit lost() {
        return new StepExit.Lost("the process that keeps the steps together has gone");
    }

    private static String firstLine(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private static void pump(OutputPump pump, String name) {
        Thread thread = new Thread(pump, "step-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
