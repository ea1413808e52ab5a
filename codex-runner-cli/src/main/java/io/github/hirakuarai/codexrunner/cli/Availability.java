package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Remembers which repositories and issues could not be read, and passes everything on. */
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
        } else if (event instanceof RunEvent.IssueUnreadable unreadable) {
            missing.add(unreadable.number() == 0 ? "something in " + unreadable.place() : unreadable.place());
        }
        listener.on(event);
    }

    /** Whether an event tells of a repository or an issue that could not be read. */
    static boolean concerns(RunEvent event) {
        return event instanceof RunEvent.RepositoryUnavailable || event instanceof RunEvent.IssueUnreadable;
    }

    /** Says at the end what was left out, and gives the code with which the command ends. */
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
