package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.StepRequest;
import io.github.hirakuarai.codexrunner.spi.StepSink;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Commands the supervisor of one run, {@code supervisor.sh} on the lane's host. The supervisor outlives connections and this
 * process; each command is a process of its own there, and may be repeated. Safe for many threads.
 */
final class StepSupervisor {

    /** How much longer than its time limit and its grace time a step may take, with a slow connection. */
    private static final Duration RESERVE = Duration.ofMinutes(3);

    /** What the shell of the command that asked for the environment set for itself. */
    private static final List<String> NOT_THE_HOSTS = List.of("_", "SHLVL", "PWD", "OLDPWD");

    /**
     * How long a supervisor goes on by itself.
     *
     * @param left until its steps are ended, unless it is renewed
     * @param grace between TERM and KILL then
     */
    record Lease(Duration left, Duration grace) {}

    private final HostShell host;
    private final RunId run;
    private final List<String> locks;
    private final TreeMode strongest;
    private final Duration grace;
    private final String folder;
    private final TreeMode mode;
    private final Map<String, String> environment;
    private volatile boolean distrusted;
    private volatile Lease lease;
    private volatile long confirmed;

    private StepSupervisor(
            HostShell host,
            RunId run,
            List<String> locks,
            TreeMode strongest,
            Duration grace,
            Lease lease,
            long confirmed,
            List<String> answer) {
        this.host = host;
        this.run = run;
        this.locks = List.copyOf(locks);
        this.strongest = strongest;
        this.grace = grace;
        this.lease = lease;
        this.confirmed = confirmed;
        this.folder = answer.get(1);
        this.mode = TreeMode.of(answer.get(2));
        this.environment = environment(answer.subList(3, answer.size()));
    }

    /**
     * Starts the supervisor of a run, after what an earlier one of the run left has ended.
     *
     * @param locks files that it, and every process of the steps, holds locked: two at most
     * @param grace between TERM and KILL when a step is ended
     * @throws WorkspaceUnavailableException when others hold a lock
     */
    static StepSupervisor open(
            HostShell host, RunId run, List<String> locks, TreeMode strongest, Duration grace, Lease lease) {
        long asked = System.nanoTime();
        List<String> answer = ask(host, "open", run, locks, strongest, lease);
        if (answer.get(0).equals("busy")) {
            throw new WorkspaceUnavailableException(
                    ReasonCode.WORKDIR_BUSY,
                    "another run, or a process that it left, is using the workdir: wait until it ends");
        }
        require(host, answer);
        return host.understood(() -> new StepSupervisor(host, run, locks, strongest, grace, lease, asked, answer));
    }

    /** Finds the supervisor of a run that another process opened; empty when it does not run any more. */
    static Optional<StepSupervisor> resume(
            HostShell host, RunId run, List<String> locks, TreeMode strongest, Duration grace, Lease lease) {
        long asked = System.nanoTime();
        List<String> answer = host.records(SupervisorScript.fresh("resume", run.value()));
        if (Set.of("gone", "over").contains(answer.get(0))) {
            return Optional.empty();
        }
        require(host, answer);
        return Optional.of(
                host.understood(() -> new StepSupervisor(host, run, locks, strongest, grace, lease, asked, answer)));
    }

    /** Ends what a supervisor of this run, and its steps, left. False when there was none. */
    static boolean end(HostShell host, RunId run) {
        return host.records(SupervisorScript.fresh("end", run.value())).get(0).equals("ok");
    }

    private static void require(HostShell host, List<String> answer) {
        if (!answer.get(0).equals("ok")) {
            throw host.refused(answer.get(0));
        }
    }

    private static List<String> ask(
            HostShell host, String verb, RunId run, List<String> locks, TreeMode strongest, Lease lease) {
        List<String> words = new ArrayList<>(List.of(
                verb, run.value(), Long.toString(lease.left().toMillis()), seconds(lease.grace()), strongest.word()));
        words.add(host.host().box().map(box -> box.end(key(locks))).orElse(""));
        words.addAll(locks);
        return host.records(SupervisorScript.fresh(words.toArray(new String[0])));
    }

    /** What the containers in a clone are known by: the name of its second lock. */
    private static String key(List<String> locks) {
        return locks.isEmpty() ? "none" : locks.get(locks.size() - 1);
    }

    String key() {
        return key(locks);
    }

    /** The run's folder on the host, absolute. */
    String folder() {
        return folder;
    }

    /** How the processes of a step are found. */
    TreeMode mode() {
        return mode;
    }

    /** What the host's user has in the environment. */
    Map<String, String> environment() {
        return environment;
    }

    /**
     * Runs a step, or takes up one that was begun before, and returns when it and all that it started has ended.
     *
     * @param request what the sink has, and how much it wants
     */
    StepExit run(StepLaunch launch, StepRequest request, StepSink sink, CancellationToken cancellation) {
        return new SupervisedStep(this, launch, request, sink, grace, RESERVE).await(cancellation);
    }

    /** Starts a command for the script on the host. */
    Process start(String... words) throws IOException {
        return host.host().start(SupervisorScript.placed(folder, words));
    }

    /** Starts a new supervisor where the one before was killed. False when what it left could not be ended. */
    boolean restart() {
        String answer = ask(host, "reopen", run, locks, strongest, lease).get(0);
        if (answer.equals("failed") || answer.startsWith("failed ")) {
            throw host.refused(answer);
        }
        return answer.equals("ok");
    }

    /** Sees to it that nothing of the steps runs and that the locks are held. False when others hold them. */
    boolean quiet() {
        return (!distrusted && restart())
                || ask(host, "open", run, locks, strongest, lease).get(0).equals("ok");
    }

    /** Takes note that it did not end a step that it was told to end: nothing that it says of itself counts any more. */
    void distrust() {
        distrusted = true;
    }

    boolean isDistrusted() {
        return distrusted;
    }

    /** Tells it to end a step. */
    void stop(int ordinal) {
        host.records(SupervisorScript.placed(folder, "stop", Integer.toString(ordinal)));
    }

    /** Lets it go on. */
    void renew(Lease next) {
        long asked = System.nanoTime();
        String left = Long.toString(next.left().toMillis());
        String answer = host.records(SupervisorScript.placed(folder, "renew", left, seconds(next.grace())))
                .get(0);
        if (!answer.equals("ok")) {
            throw answer.equals("over")
                    ? new RunnerException(ErrorCode.LEASE_LOST, "the supervisor on " + host.name() + " has ended")
                    : host.refused(answer);
        }
        lease = next;
        confirmed = asked;
    }

    /** Why the host is gone for good; empty when it is not, or nobody knows. */
    Optional<String> hostEnded() {
        return host.host().ended();
    }

    /** How much longer a step may be running on a host that does not answer. */
    Duration mayRunFor() {
        Lease last = lease;
        return last.left().plus(last.grace()).minusNanos(System.nanoTime() - confirmed);
    }

    /** How long a host that does not answer is waited for. */
    Duration leaseTime() {
        Lease last = lease;
        return last.left().plus(last.grace());
    }

    /** Ends it and all that its steps left, and removes the run's folder. False when something could not be ended. */
    boolean close() {
        if (distrusted) {
            // Not by what lies in its folder.
            return end(host, run);
        }
        return host.records(SupervisorScript.placed(folder, "close")).get(0).equals("ok");
    }

    private static String seconds(Duration grace) {
        return Long.toString(Math.max(1, grace.toSeconds()));
    }

    private static Map<String, String> environment(List<String> records) {
        Map<String, String> environment = new TreeMap<>();
        for (String record : records) {
            int equals = record.indexOf('=');
            if (equals > 0 && !NOT_THE_HOSTS.contains(record.substring(0, equals))) {
                environment.put(record.substring(0, equals), record.substring(equals + 1));
            }
        }
        return Map.copyOf(environment);
    }
}
