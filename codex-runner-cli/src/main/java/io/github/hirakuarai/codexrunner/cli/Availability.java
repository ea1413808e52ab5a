package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Remembers what a command ends with besides the briefs that it looked at: repositories and issues that could not be read, and
 * runs of killed runners that it ended as interrupted. Passes everything on.
 */
final class Availability implements RunListener {

    private final RunListener listener;
    private final Set<String> missing = new TreeSet<>();
    private boolean interrupted;

    Availability(RunListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (event instanceof RunEvent.RepositoryUnavailable unavailable) {
            missing.add(unavailable.repository().toString());
        } else if (event instanceof RunEvent.IssueUnreadable unreadable) {
            missing.add(unreadable.number() == 0 ? "something in " + unreadable.place() : unreadable.place());
        } else if (event instanceof RunEvent.Recovery recovery) {
            interrupted |= recovery.recovered().verdict() == Recovered.Verdict.INTERRUPTED;
        }
        listener.on(event);
    }

    /** Whether an event tells of a repository or an issue that could not be read. */
    static boolean concerns(RunEvent event) {
        return event instanceof RunEvent.RepositoryUnavailable || event instanceof RunEvent.IssueUnreadable;
    }

    /** Says at the end what was left out, and gives the code with which the command ends. */
    synchronized int exitCode(int ofBriefs, PrintStream err) {
        int otherwise =
                interrupted && Set.of(ExitCode.OK, ExitCode.INVALID).contains(ofBriefs) ? ExitCode.FAILED : ofBriefs;
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
