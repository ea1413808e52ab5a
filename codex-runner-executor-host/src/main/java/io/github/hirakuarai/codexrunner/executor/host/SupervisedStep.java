package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One step under its supervisor: asks for it, takes its output from where the last answer ended, and knows its end from its
 * result alone. A connection that is lost costs nothing but time.
 */
final class SupervisedStep {

    private static final int CHUNK = 1 << 16;

    /** The exit code of a bash that does not find its script. */
    private static final int NOT_FOUND = 127;

    private static final byte[] CUT =
            "\n[the rest of the output was lost: the disk of the lane's host was full]\n".getBytes(UTF_8);

    /** So many seconds an answer takes at most, when the step writes nothing. */
    private static final int QUIET_SECONDS = 20;

    /** A connection that says nothing for so long is taken for lost. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** How much longer than its grace time a step that was told to end may take. */
    private static final Duration STOPPING = Duration.ofSeconds(20);

    /** How much longer than its lease a host that does not answer is asked for what came of the step. */
    private static final Duration AFTER_LEASE = Duration.ofSeconds(5);

    private static final Duration STOP_AGAIN = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final StepSupervisor supervisor;
    private final StepLaunch launch;
    private final StepRequest request;
    private final StepSink sink;
    private final Duration grace;
    private final CompletableFuture<StepExit> end = new CompletableFuture<>();
    private final long limit;
    private volatile boolean answers;
    private volatile boolean overdue;
    private volatile long stopBy;
    private volatile @Nullable String stopReason;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable Process process;
    private volatile long heard = System.nanoTime();
    private String complaint = "";
    private long at;
    private boolean begun;

    /**
     * @param reserve how much longer than its time limit and its grace time a step may take. Its supervisor keeps the limit; but a
     *     step can stop that, or put something else in its place.
     */
    SupervisedStep(
            StepSupervisor supervisor,
            StepLaunch launch,
            StepRequest request,
            StepSink sink,
            Duration grace,
            Duration reserve) {
        this.supervisor = supervisor;
        this.launch = launch;
        this.request = request;
        this.sink = sink;
        this.grace = grace;
        this.at = request.outputOffset();
        this.limit =
                System.nanoTime() + request.timeout().plus(grace).plus(reserve).toNanos();
    }

    /** Waits for its end. A thread that is interrupted ends it, too. */
    StepExit await(CancellationToken cancellation) {
        Thread follower = thread(this::follow, "step-" + request.ordinal());
        boolean interrupted = false;
        try (CancellationToken.Registration cancelled =
                cancellation.onCancel(() -> stop(cancellation.reason().orElse("cancelled")))) {
            while (!end.isDone()) {
                try {
                    end.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop("the runner's thread was interrupted");
                } catch (TimeoutException e) {
                    hangUpOnSilence();
                    keepLimits();
                } catch (ExecutionException e) {
                    // Thrown below.
                }
            }
        }
        interrupted |= joined(follower);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        try {
            StepExit exit = end.join();
            return overdue && exit instanceof StepExit.Lost ? new StepExit.TimedOut(request.timeout()) : exit;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static boolean joined(Thread follower) {
        boolean interrupted = false;
        while (follower.isAlive()) {
            try {
                follower.join(STOPPING.toMillis());
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private void hangUpOnSilence() {
        Process current = process;
        if (current != null && System.nanoTime() - heard > SILENCE.toNanos()) {
            current.destroyForcibly();
        }
    }

    /** Sees to it that the step ends, whatever its supervisor does, and however long a command for that takes. */
    private void keepLimits() {
        long late = System.nanoTime() - limit;
        if (stopReason != null) {
            if (System.nanoTime() - stopBy > 0) {
                giveUp();
            }
        } else if (late > 0 && (answers || late > supervisor.leaseTime().toNanos())) {
            // Without an answer it may have ended in time: that is known when the connection is back, or the lease
            // over.
            overdue = true;
            stop("it went on past its time limit");
        }
    }

    private void giveUp() {
        if (end.complete(
                overdue
                        ? new StepExit.TimedOut(request.timeout())
                        : new StepExit.Cancelled(String.valueOf(stopReason)))) {
            supervisor.distrust();
            Process current = process;
            if (current != null) {
                current.destroyForcibly();
            }
        }
    }

    private synchronized void stop(String why) {
        if (stopReason == null) {
            stopBy = System.nanoTime() + grace.plus(STOPPING).toNanos();
            stopReason = why;
            thread(this::stopUntilItEnds, "step-stop");
        }
    }

    private void stopUntilItEnds() {
        while (!end.isDone()) {
            try {
                supervisor.stop(request.ordinal());
            } catch (RunnerException e) {
                // The connection is lost: once more, until the time is over.
            }
            pause(STOP_AGAIN);
        }
    }

    private void follow() {
        try {
            followToTheEnd();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            lost("its host gives an answer that the runner does not understand");
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private void followToTheEnd() {
        Duration pause = FIRST_PAUSE;
        while (!end.isDone()) {
            long before = at;
            String[] status = ask().split(" ", -1);
            pause = at > before ? FIRST_PAUSE : pause;
            answers = !status[0].isEmpty();
            switch (status[0]) {
                case "result" -> {
                    begun = true;
                    if (at >= Long.parseLong(status[3])) {
                        if (status[4].equals("cut")) {
                            write(CUT, CUT.length);
                        }
                        end.complete(exit(status[1], Integer.parseInt(status[2])));
                    }
                }
                case "running" -> begun = true;
                case "none" -> {
                    if (at > 0) {
                        end.complete(new StepExit.Lost("its output is not on the host any more"));
                    }
                    begun = false;
                }
                case "down" -> restart();
                case "gone" -> lost("the process that supervises the steps is gone");
                case "removed" ->
                    lost("the folder of its supervisor, " + supervisor.folder() + ", was removed on the lane's host");
                case "over" -> lost("its host heard nothing from the runner for too long");
                case "failed" -> end.complete(new StepExit.NotStarted(unwritten()));
                default -> {
                    supervisor.hostEnded().ifPresent(why -> end.complete(new StepExit.Lost(why)));
                    if (supervisor.mayRunFor().plus(AFTER_LEASE).isNegative()) {
                        lost("the connection did not come back in time"
                                + (complaint.isEmpty() ? "" : ": " + complaint));
                    }
                    pause(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        }
    }

    private void restart() {
        try {
            if (!supervisor.restart()) {
                end.complete(
                        new StepExit.NotStarted("processes of an earlier step could not be ended: end them by hand"));
            }
        } catch (RunnerException e) {
            if (e.code() != ErrorCode.UNREACHABLE) {
                end.complete(new StepExit.NotStarted(String.valueOf(e.getMessage())));
            }
        }
    }

    /** Nothing tells how it ended, so nobody may take it for a success. What it left is ended. */
    private void lost(String why) {
        try {
            supervisor.stop(request.ordinal());
        } catch (RunnerException e) {
            // Its lease ends it.
        }
        end.complete(new StepExit.Lost(why));
    }

    /** Asks once. Returns the last word of the answer; empty when the connection was lost before that. */
    private String ask() {
        begun |= at > 0;
        byte[] input = begun ? new byte[0] : launch.input();
        String ordinal = Integer.toString(request.ordinal());
        try {
            Process answer = begun
                    ? supervisor.start("read", ordinal, Long.toString(at), Integer.toString(QUIET_SECONDS))
                    : supervisor.start(
                            "run",
                            ordinal,
                            Long.toString(request.timeout().toMillis()),
                            Long.toString(Math.max(1, grace.toSeconds())),
                            Long.toString(Math.max(1, request.outputLimit() >> 10)),
                            Integer.toString(StepLaunch.size(launch.text())),
                            Integer.toString(StepLaunch.size(launch.script())));
            process = answer;
            heard = System.nanoTime();
            try (OutputStream stdin = answer.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                // It does not read what it does not need; its answer says why.
            }
            try (InputStream output = answer.getInputStream()) {
                take(output);
            }
            String words = new String(answer.getErrorStream().readNBytes(CHUNK), UTF_8);
            return words.lines()
                    .filter(line -> line.startsWith("codex-runner: "))
                    .reduce((first, last) -> last)
                    .map(line -> line.substring("codex-runner: ".length()))
                    .orElseGet(() -> isWithoutScript(answer) ? "removed" : "");
        } catch (IOException | RunnerException e) {
            complaint = String.valueOf(e.getMessage());
            return "";
        } finally {
            Process done = process;
            process = null;
            if (done != null) {
                done.destroy();
            }
        }
    }

    /** Whether bash said that the script is not there, with which the folder of the supervisor has gone. */
    private static boolean isWithoutScript(Process answer) {
        try {
            return answer.waitFor(1, TimeUnit.SECONDS) && answer.exitValue() == NOT_FOUND;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void take(InputStream output) throws IOException {
        byte[] buffer = new byte[CHUNK];
        for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
            heard = System.nanoTime();
            at += count;
            if (at > Math.max(1, request.outputLimit() >> 10) << 10) {
                lost("its host sent more of its output than there can be");
                return;
            }
            write(buffer, count);
        }
    }

    private void write(byte[] bytes, int count) {
        if (failure == null) {
            try {
                sink.write(bytes, 0, count);
            } catch (RuntimeException e) {
                failure = e;
                stop("its output could not be kept");
            }
        }
    }

    private StepExit exit(String kind, int code) {
        String why = stopReason;
        return switch (kind) {
            case "E" -> new StepExit.Exited(code);
            case "S" -> new StepExit.Signalled(code);
            case "N" -> new StepExit.NotStarted(notStarted(code));
            case "T" -> new StepExit.TimedOut(request.timeout());
            case "C" ->
                overdue
                        ? new StepExit.TimedOut(request.timeout())
                        : new StepExit.Cancelled(why == null ? "it was stopped" : why);
            case "L" -> new StepExit.Lost("its host heard nothing from the runner for too long, and ended it");
            default -> new StepExit.Lost("the process that waited for it was killed");
        };
    }

    private String notStarted(int code) {
        if (code == 3) {
            return "its container could not be started: the end of its log says why";
        }
        return code == 1
                ? launch.program() + " is not on the step's PATH: install it on the lane's host, or set PATH"
                : launch.program() + " could not be started in " + launch.workdir()
                        + ": is the folder there on this branch, and the environment small enough?";
    }

    private static String unwritten() {
        return "its files could not be written on the lane's host: is its disk full?";
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Returns early when the step has ended. */
    private void pause(Duration duration) {
        try {
            end.get(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // That was the pause.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
