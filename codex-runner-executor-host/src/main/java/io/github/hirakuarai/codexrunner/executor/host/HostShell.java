package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a host to do what {@code host.sh} can. Safe for many threads. */
final class HostShell implements AutoCloseable {

    /** What bash evaluates. The words that say what is asked for are its arguments. */
    private static final String SCRIPT = read("host.sh");

    /** The records of an answer are held in memory: room for 200,000 changed files. */
    private static final int MOST_BYTES = 64 << 20;

    /** What a record takes in memory besides its bytes. */
    private static final int RECORD = 100;

    /** More than this of a failed command's complaint is no help. */
    private static final int COMPLAINT = 500;

    private final String name;
    private final String hint;
    private final Host host;
    private final String install;
    private final boolean ofTheRun;

    private HostShell(String name, String hint, Host host, boolean made, boolean ofTheRun) {
        this.name = name;
        this.hint = hint;
        this.host = host;
        // Nobody can install anything on a host that goes with the run.
        this.install = made ? hint : "install it there";
        this.ofTheRun = ofTheRun;
    }

    /** Opens a lane's host, for a run or, when it is null, for a look. */
    static HostShell open(HostAccess access, Lane lane, @Nullable RunId run) {
        boolean made = access.isMadeForEachRun(lane);
        return new HostShell(access.name(lane), access.hint(lane), access.open(lane, run), made, made && run != null);
    }

    /** Whether the host was made for the run, and goes with it. */
    boolean isOfTheRun() {
        return ofTheRun;
    }

    /** The host behind it. */
    Host host() {
        return host;
    }

    /** Writes a command's standard input. */
    @FunctionalInterface
    interface Input {
        void writeTo(OutputStream output) throws IOException;
    }

    /** The host's name for users. */
    String name() {
        return name;
    }

    /** The records of an answer, without the first, which says that all is well. */
    List<String> ask(String... words) {
        return ask(output -> {}, words);
    }

    /** Asks, with something on standard input. */
    List<String> ask(Input input, String... words) {
        try (Answer answer = open(input, words)) {
            List<String> records = new ArrayList<>();
            for (Optional<String> record = answer.record(); record.isPresent(); record = answer.record()) {
                records.add(record.get());
            }
            return records;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /**
     * Asks, with something on standard input, for records and then content.
     *
     * @param last the record that the content follows
     * @param records gets the records before it
     * @return the content; the caller closes it
     */
    InputStream content(Input input, String last, List<String> records, String... words) {
        Answer answer = open(input, words);
        try {
            for (String record = answer.needed(); !record.equals(last); record = answer.needed()) {
                records.add(record);
            }
            return answer.stream();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Asks for content; the caller closes it. */
    InputStream content(String... words) {
        return open(output -> {}, words).stream();
    }

    /** Starts something that stays. */
    Process start(String... words) {
        try {
            return host.start(command(words));
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Returns all records of a command that is not one of {@code host.sh}'s; the first says whether all is well. */
    List<String> records(List<String> command) {
        try {
            Process process = host.start(command);
            process.getOutputStream().close();
            try (Answer answer = new Answer(process)) {
                List<String> records = new ArrayList<>();
                for (Optional<String> record = answer.record(); record.isPresent(); record = answer.record()) {
                    records.add(record.get());
                }
                if (records.isEmpty()) {
                    throw silent(process);
                }
                return records;
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private Answer open(Input input, String... words) {
        Process process = start(words);
        try {
            try (OutputStream output = process.getOutputStream()) {
                input.writeTo(output);
            } catch (IOException e) {
                // Who refuses does not read to the end; the answer says why.
            }
            Answer answer = new Answer(process);
            String first = answer.record().orElseThrow(() -> silent(process));
            if (!first.equals("ok")) {
                answer.close();
                throw refused(first);
            }
            return answer;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** What a record that is not "ok" says. */
    RunnerException refused(String record) {
        String[] words = record.replaceAll("\\s+", " ").split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "refused" ->
                understood(() -> new WorkspaceUnavailableException(
                        ReasonCode.valueOf(rest.substring(0, rest.indexOf(' '))),
                        rest.substring(rest.indexOf(' ') + 1)));
            case "missing" ->
                new RunnerException(ErrorCode.TOOL_MISSING, rest + " is missing on " + name() + ": " + install);
            case "notfound" -> new RunnerException(ErrorCode.NOT_FOUND, rest);
            case "unstaged" ->
                new RunnerException(ErrorCode.REFUSED, "git add fails on " + name() + " (" + rest + "): run it there");
            case "failed" -> new RunnerException(ErrorCode.STORAGE, rest);
            default -> notUnderstood(null);
        };
    }

    /** Reads an answer, which may be anything: a step can put another program in the place of bash. */
    <T> T understood(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw notUnderstood(e);
        }
    }

    private RunnerException notUnderstood(@Nullable RuntimeException e) {
        return new RunnerException(
                ErrorCode.REFUSED,
                name()
                        + " gives an answer that the runner does not understand: make sure that its shell's start-up files print nothing",
                e);
    }

    private RunnerException silent(Process process) {
        String complaint;
        try {
            complaint = new String(process.getErrorStream().readNBytes(COMPLAINT), UTF_8)
                    .replaceAll("\\s+", " ")
                    .strip();
        } catch (IOException e) {
            return lost(e);
        }
        Optional<String> ended = host.ended();
        if (ended.isPresent()) {
            return new RunnerException(ErrorCode.UNREACHABLE, name() + " is lost: " + ended.get());
        }
        return new RunnerException(
                ErrorCode.TOOL_MISSING, name() + " could not run a bash script (" + complaint + "): " + hint);
    }

    RunnerException lost(IOException e) {
        String why = host.ended().orElse(String.valueOf(e.getMessage()));
        // As the JDK says it when there is no such program: nothing was lost that was there.
        if (why.startsWith("Cannot run program")) {
            return new RunnerException(
                    ErrorCode.TOOL_MISSING, name() + " could not run a command (" + why + "): " + hint, e);
        }
        return new RunnerException(ErrorCode.UNREACHABLE, "the connection to " + name() + " was lost (" + why + ")", e);
    }

    @Override
    public void close() {
        host.close();
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "host.sh"));
        Collections.addAll(command, words);
        return command;
    }

    private static String read(String name) {
        try (InputStream packed = HostShell.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(packed, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command's standard output: records, then perhaps content. */
    private static final class Answer implements AutoCloseable {

        private final Process process;
        private final InputStream output;
        private int left = MOST_BYTES;

        Answer(Process process) {
            this.process = process;
            this.output = new BufferedInputStream(process.getInputStream());
        }

        /** The next record; empty at the end. */
        Optional<String> record() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int next = output.read(); next != 0; next = output.read()) {
                if (next < 0) {
                    return Optional.empty();
                }
                requireRoom(1);
                bytes.write(next);
            }
            requireRoom(RECORD);
            return Optional.of(bytes.toString(UTF_8));
        }

        private void requireRoom(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                close();
                throw new IOException("it answers with more than " + (MOST_BYTES >> 20) + " MB");
            }
        }

        String needed() throws IOException {
            return record().orElseThrow(() -> new EOFException("its answer was cut off"));
        }

        /** What is left. Closing it reads to its end: an SSH connection is lost when more arrives after a close. */
        InputStream stream() {
            return new FilterInputStream(output) {
                @Override
                public void close() throws IOException {
                    output.transferTo(OutputStream.nullOutputStream());
                    Answer.this.close();
                }
            };
        }

        /** The command has ended or, its reader being gone, ends with its next write. */
        @Override
        public void close() throws IOException {
            process.getInputStream().close();
        }
    }
}
