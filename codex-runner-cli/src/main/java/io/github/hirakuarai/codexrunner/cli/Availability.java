package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.engine.RunEvent;
import io.github.hirakuarai.codexrunner.engine.RunListener;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Remembers which repositories could not be read, and passes everything on. */
final class Availability implements RunListener {

    private final RunListener listener;
    private final Set<String> missing = new TreeSet<>();

    Availability(RunListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.RepositoryUnavailable unavailable) {
            missing.add(unavailable.repository().toString());
        }
        listener.on(event);
    }

    /** Says at the end which repositories were left out, and gives the code with which the command ends. */
    synchronized int exitCode(int otherwise, PrintStream err) {
        if (missing.isEmpty()) {
            return otherwise;
        }
        err.println("codex-runner: left out, because they cannot be read now: "
                + missing.stream().collect(Collectors.joining(", ")));
        return Set.of(ExitCode.OK, ExitCode.FAILED, ExitCode.INVALID).contains(otherwise)
                ? ExitCode.UNAVAILABLE
                : otherwise;
    }
}
