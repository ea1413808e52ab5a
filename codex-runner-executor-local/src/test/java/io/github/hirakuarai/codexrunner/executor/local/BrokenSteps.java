package io.github.hirakuarai.codexrunner.executor.local;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepEnvironment;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs steps as it should but for one requirement. */
final class BrokenSteps {

    /** It runs a step as a child of its own, and ends that one process and no other. */
    private static final Set<String> PLAINLY = Set.of(
            "aStepMayUseItsGraceTimeToCleanUp",
            "nothingThatAStepStartedOutlivesIt",
            "aForkFanIsEndedWhileItForks",
            "sixteenLanesWorkAtOnceAndNoneKeepsAThreadAfterwards");

    /** It does not end a step that sleeps, for which a test should not wait. */
    private static final Set<String> SLEEPY = Set.of(
            "outputComesWhileTheStepRuns",
            "aCancellationWhileAStepBeginsEndsIt",
            "aSinkThatFailsEndsTheStepAndIsHeardOf",
            "aTimeoutEndsTheStep");

    /** It tells of a step that could not be started as a shell does. */
    private static final Set<String> SHELL_LIKE =
            Set.of("pythonMakeAndProgramsThatAreMissing", "aStepMayDeleteTheFolderThatItWorksIn");

    private static final Set<String> DEAF =
            Set.of("aCancellationWhileAStepBeginsEndsIt", "aRunThatIsCancelledAlreadyStartsNothing");

    private final Workspace sound;
    private final String broken;
    private final CountDownLatch end = new CountDownLatch(1);

    BrokenSteps(Workspace sound, String broken) {
        this.sound = sound;
        this.broken = broken;
    }

    StepExit run(StepRequest request, StepSink sink, CancellationToken cancellation) {
        if (PLAINLY.contains(broken) && request.step().action() instanceof Action.Shell shell) {
            return plainly(shell.script(), request.timeout(), sink);
        }
        if (broken.equals("aHundredStepsTakeNoMoreThreadsThanOne")) {
            Thread kept = new Thread(this::awaitTheEnd, "step-kept");
            kept.setDaemon(true);
            kept.start();
        }
        List<Runnable> kept = new ArrayList<>();
        StepExit exit = sound.run(
                new StepRequest(
                        request.ordinal(),
                        with(request.step(), action(request.step().action())),
                        environment(request.environment()),
                        broken.equals("aTimeoutEndsTheStep") ? Duration.ofSeconds(60) : request.timeout(),
                        request.outputLimit(),
                        request.outputOffset()),
                sink(sink, kept),
                DEAF.contains(broken) ? new CancellationToken() : cancellation);
        kept.forEach(Runnable::run);
        if (broken.equals("aSignalIsToldFromAnExitCode") && exit instanceof StepExit.Signalled signalled) {
            return new StepExit.Exited(128 + signalled.signal());
        }
        if (SHELL_LIKE.contains(broken) && exit instanceof StepExit.NotStarted) {
            return new StepExit.Exited(127);
        }
        return exit;
    }

    /** Ends what is still there of the processes and threads that a sound executor would have ended long before. */
    void endLeftOvers() {
        end.countDown();
        if (!PLAINLY.contains(broken)) {
            return;
        }
        try (DirectoryStream<Path> beats = Files.newDirectoryStream(Path.of(sound.workdir()), "beat.*.log")) {
            for (Path beat : beats) {
                String pid = Files.readString(beat).strip();
                if (!pid.isEmpty()) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StepExit plainly(String script, Duration timeout, StepSink sink) {
        try {
            Path output = Files.createTempFile("broken-step", ".out");
            try {
                Process process = new ProcessBuilder("bash", "-c", script)
                        .directory(new File(sound.workdir()))
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                byte[] bytes = Files.readAllBytes(output);
                sink.write(bytes, 0, bytes.length);
                return ended ? new StepExit.Exited(process.exitValue()) : new StepExit.TimedOut(timeout);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Step with(Step step, Action action) {
        return new Step(step.name(), action, step.timeout(), step.env(), step.continueOnError(), step.always());
    }

    private Action action(Action action) {
        if (action instanceof Action.Kubectl kubectl && broken.equals("argumentsNeverGoThroughAShell")) {
            return new Action.Shell("kubectl " + String.join(" ", kubectl.arguments()));
        }
        if (action instanceof Action.Shell shell) {
            String script = shell.script();
            return new Action.Shell(
                    switch (broken) {
                        case "aScriptRunsAsItStands" -> "set -e\n" + script;
                        case "aStepFindsNothingOnItsStandardInput" -> "exec <<< typed\n" + script;
                        case "eachStepIsAFreshProcessInTheWorkdir" -> "LEFT=1\n" + script;
                        case "aStepMayCloseItsOutputOrItsFolder" -> "trap 'echo ended || exit 1' EXIT\n" + script;
                        default -> SLEEPY.contains(broken) ? script.replace("sleep 30", "sleep 1") : script;
                    });
        }
        return action;
    }

    private StepEnvironment environment(StepEnvironment environment) {
        if (!broken.equals("theEnvironmentIsWhatTheRequestSays")) {
            return environment;
        }
        Map<String, String> variables = new LinkedHashMap<>(environment.variables());
        variables.put("GITHUB_TOKEN", "leaked");
        return new StepEnvironment(variables, environment.secrets(), environment.passed());
    }

    /** @param kept what is to be done when the step has ended */
    private StepSink sink(StepSink sink, List<Runnable> kept) {
        return switch (broken) {
            case "bothStreamsComeInTheOrderInWhichTheyWereWrittenAndTheExitCodeIsTold" ->
                (bytes, offset, length) -> {
                    List<String> lines = new ArrayList<>(new String(bytes, offset, length, StandardCharsets.UTF_8)
                            .lines()
                            .toList());
                    Collections.sort(lines);
                    byte[] sorted = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
                    kept.add(() -> sink.write(sorted, 0, sorted.length));
                };
            case "outputComesWhileTheStepRuns" ->
                (bytes, offset, length) -> {
                    byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
                    kept.add(() -> sink.write(copy, 0, copy.length));
                };
            case "anyBytesComeThrough" ->
                (bytes, offset, length) -> {
                    byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
                    for (int at = 0; at < copy.length; at++) {
                        copy[at] &= 0x7f;
                    }
                    sink.write(copy, 0, copy.length);
                };
            case "muchOutputIsCountedToTheLastByte" ->
                (bytes, offset, length) -> sink.write(bytes, offset, Math.min(length, 4096));
            case "aSinkThatFailsEndsTheStepAndIsHeardOf" ->
                (bytes, offset, length) -> {
                    try {
                        sink.write(bytes, offset, length);
                    } catch (RuntimeException e) {
                        // Not told to anybody: that is the fault.
                    }
                };
            default -> sink;
        };
    }
}
