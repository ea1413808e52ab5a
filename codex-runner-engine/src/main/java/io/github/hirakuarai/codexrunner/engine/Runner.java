package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.command.CommandWriter;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.context.Turn;
import io.github.hirakuarai.codexrunner.decision.BriefOrder;
import io.github.hirakuarai.codexrunner.decision.Scan;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.event.Recovered;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.queue.BriefQueue;
import io.github.hirakuarai.codexrunner.queue.OtherRunners;
import io.github.hirakuarai.codexrunner.recovery.Recovery;
import io.github.hirakuarai.codexrunner.recovery.Resumption;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds briefs and runs them. Made by {@link #builder}; holds plugins and connections until it is closed. Used by one
 * thread at a time; {@link #cancel}, {@link #drain} and {@link #close} may come from any. {@link ReadOnlyRunner} is for those who only look.
 *
 * <pre>{@code
 * try (Runner runner = Runner.builder()
 *         .environment(System.getenv())
 *         .configuration(Path.of("codex-runner.yaml"))
 *         .build()) {
 *     for (Evaluation brief : runner.survey(Selection.ALL)) {
 *         System.out.println(brief.id() + " " + brief.decision());
 *     }
 * }
 * }</pre>
 */
public final class Runner extends RunnerView {

    private final String ownOrder = UUID.randomUUID().toString();
    private final CancellationToken draining = new CancellationToken();

    /** Of a service. */
    private final BriefQueue queue;

    private final Set<String> answeredNearMisses = ConcurrentHashMap.newKeySet();

    Runner(RunnerParts parts) {
        super(parts);
        BriefQueue.Limits limits =
                new BriefQueue.Limits(config.watch().lanes(), lane -> maxRuns(config, lane), Integer.MAX_VALUE);
        this.queue = new BriefQueue(limits, draining, outcome -> {});
    }

    /**
     * The sanitizer that texts for people pass, with the secrets that a configuration names and the environment holds, and the values
     * of lanes' variables that stand in the configuration or in files: for what is shown without a runner.
     */
    public static TextSanitizer sanitizer(RunnerConfig config, Map<String, String> environment) {
        return builder(config).environment(environment).sanitizer();
    }

    /** Begins to make a runner: the environment first, because the configuration refers to it, then the configuration. */
    public static RunnerStart builder() {
        return new RunnerStart();
    }

    /** Begins to make a runner of a configuration that is there already. */
    public static RunnerBuilder builder(RunnerConfig config) {
        return new RunnerBuilder(config);
    }

    /**
     * Runs what may run, one brief after another, each to its end. An interrupt of the calling thread is a {@link #cancel}:
     * this returns when what ran has ended, and the thread is interrupted still.
     *
     * @return what came of every brief that was looked at, in order
     */
    public List<Outcome> run(Selection selection) {
        return inUse.call(() ->
                OwnThread.call(() -> runNow(selection), () -> cancel("the thread that called it was interrupted")));
    }

    private List<Outcome> runNow(Selection selection) {
        try (Repositories repositories = repositories()) {
            List<Outcome> outcomes = new ArrayList<>();
            Recovery recovery = left(repositories);
            try (BriefQueue queue =
                    new BriefQueue(BriefQueue.Limits.oneByOne(selection.max()), draining, outcomes::add)) {
                for (InterruptedRun left : recovery.resumable()) {
                    queue.resume(left.key(), laneAnswered -> resume(left, laneAnswered));
                    queue.awaitAnswering();
                }
                offer(queue, look(repositories, selection, recovery), selection, repositories);
                queue.finish();
            }
            if (recovery.metSilence()) {
                Recovery again = assembly.recovery(repositories, claims, true, true);
                again.recoverHere();
                again.recoverOthers();
                again.resumable().forEach(left -> resume(left, () -> {}).ifPresent(outcomes::add));
            }
            return List.copyOf(outcomes);
        }
    }

    /** Returns how many wait. */
    private int offer(BriefQueue queue, Scan scan, Selection selection, Repositories repositories) {
        Repositories.Views seen = repositories.views();
        OtherRunners others = otherRunners();
        return queue.offer(
                scan.evaluations(),
                others,
                (evaluation, laneAnswered) -> carryOut(
                        evaluation,
                        scan.processedBlocks(),
                        selection.trigger(),
                        others.met() ? Repositories.Views.NONE : seen,
                        laneAnswered));
    }

    /**
     * Looks once, as a service does again and again, and begins what may run: several lanes at the same time, the briefs of
     * a lane one after another. Returns when all that was found has been given to its lane; what a lane has no time for
     * is found again at the next look. The listener is told what it cost.
     *
     * @throws RunnerException what has gone wrong at this look, or in a lane since the last one
     */
    public void poll(Selection selection) {
        inUse.call(() -> {
            pollNow(selection);
            return true;
        });
    }

    private void pollNow(Selection selection) {
        LedgerClock.Reading began = clock.read();
        BriefSource source = assembly.intake().source();
        long requests = source.use().requests();
        int waiting;
        try (Repositories repositories = repositories()) {
            Recovery recovery = left(repositories);
            recovery.resumable().forEach(left -> queue.resume(left.key(), laneAnswered -> resume(left, laneAnswered)));
            waiting = offer(queue, look(repositories, selection, recovery), selection, repositories);
        }
        ForgeUse use = source.use();
        assembly.context()
                .tell(new RunEvent.Polled(clock.elapsed(began), use.requests() - requests, use.quotaLeft(), waiting));
    }

    /**
     * Waits until nothing runs that {@link #poll} has begun.
     *
     * @throws RunnerException what has gone wrong in a lane since the last look
     */
    public void await() throws InterruptedException {
        queue.await();
    }

    /** Ends what was left on this machine and cannot be gone on with. */
    private Recovery left(Repositories repositories) {
        Recovery recovery = assembly.recovery(repositories, claims, true, false);
        recovery.recoverHere();
        return recovery;
    }

    /** On a thread of its own, and so with mirrors of its own. */
    private Optional<Outcome> resume(InterruptedRun left, Runnable ready) {
        try (Repositories repositories = repositories()) {
            Recovery recovery = assembly.recovery(repositories, claims, true, true);
            return assembly.resumption(repositories, recovery, cancellation).carryOut(left, ready);
        }
    }

    /** Ends what other machines left, finds what there is, and answers the commands that run nothing. */
    private Scan look(Repositories repositories, Selection selection, Recovery recovery) {
        // While briefs are only looked for, nobody who ends the runner has to wait for an answer that may not come.
        CallsInUse.Look look = inUse.beginLook();
        Scan scan;
        try {
            scan = assembly.scans(repositories).look(selection, () -> {
                look.end();
                if (!inUse.areLooksOver()) {
                    recovery.recoverOthers();
                }
            });
        } catch (RunnerException e) {
            if (!inUse.areLooksOver() || inUse.isClosed()) {
                throw e;
            }
            // Nothing that was found would be begun any more.
            return new Scan(List.of(), new ProcessedBlocks(List.of(), account -> false), List.of());
        } finally {
            look.end();
        }
        assembly.answer(scan, selection, repositories, answeredNearMisses);
        return scan;
    }

    /** On a lane's own thread, and so with mirrors of its own. */
    private Outcome carryOut(
            BriefEvaluation evaluation,
            ProcessedBlocks processedBlocks,
            Selection.Trigger trigger,
            Repositories.Views seen,
            Runnable ready) {
        try (Repositories repositories = repositories()) {
            return assembly.pipeline(repositories, processedBlocks, cancellation)
                    .carryOut(evaluation, new Turn(trigger, seen, ready));
        }
    }

    /**
     * Ends what runners that are gone have left, or goes on with it to its end; {@link #run} does the same before it begins.
     */
    public List<Recovered> recover() {
        try (Repositories repositories = repositories()) {
            Recovery recovery = assembly.recovery(repositories, claims, true, true);
            recovery.recoverAll();
            Resumption resumption = assembly.resumption(repositories, recovery, cancellation);
            recovery.resumable().forEach(left -> resumption.carryOut(left, () -> {}));
            return recovery.recovered();
        }
    }

    /**
     * Retries or cancels a brief on behalf of this runner's operator: the command is written beside the brief's
     * record, which takes the permission to write it there and no other. The next run of whichever runner serves the
     * brief carries it out; one that runs it now is told within half a minute.
     *
     * @return what was written
     * @throws RunnerException with {@code NOT_FOUND} when there is no such brief, with {@code USAGE} when the command could
     *     change nothing, with {@code REFUSED} when it may not be written
     */
    public BriefCommand command(BriefId id, BriefCommand.Kind kind) {
        try (Repositories repositories = repositories()) {
            return assembly.commandWriter(repositories).write(id, kind);
        }
    }

    /**
     * Pauses a repository: from their next look on, no runner begins a brief that would change it. What runs ends as it would.
     *
     * @param why for users; empty for no reason
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public void pause(RepositoryName repository, String why) {
        try (Repositories repositories = repositories()) {
            repositories.pause(repository).set(CommandWriter.operatorOf(config), why);
        }
    }

    /**
     * Ends the pause of a repository.
     *
     * @return whether it was paused
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     */
    public boolean resume(RepositoryName repository) {
        try (Repositories repositories = repositories()) {
            return repositories.pause(repository).remove();
        }
    }

    /** Ends what runs as cancelled, and begins no other. Returns at once; {@link #run} returns when it is over. */
    @Override
    public void cancel(String why) {
        draining.cancel(why);
        super.cancel(why);
    }

    /**
     * Lets the running brief end, and begins no other: a look for briefs is given up. Returns at once; {@link #run} returns
     * when it is over.
     */
    public void drain(String why) {
        draining.cancel(why);
        inUse.endLooks();
    }

    /**
     * Ends what runs as cancelled, and returns when that was reported and {@link #run} or {@link #poll} has returned. May come
     * from any thread but a listener's. Of later calls, {@link #cancel}, {@link #drain} and this do nothing.
     *
     * @throws IllegalStateException within a listener, which would wait for itself
     */
    @Override
    public void close() {
        requireNoListener();
        cancel("the runner is closed");
        inUse.close();
        queue.close();
        super.close();
    }

    /** A brief whose lane cannot be read is only answered. */
    private static int maxRuns(RunnerConfig config, String lane) {
        Lane configured = config.lanes().get(lane);
        return configured == null ? 1 : configured.maxRuns();
    }

    private OtherRunners otherRunners() {
        Clock wall = assembly.context().clock();
        return new OtherRunners(BriefOrder.ofOwn(config, wall.getZone(), wall.instant(), ownOrder));
    }
}
