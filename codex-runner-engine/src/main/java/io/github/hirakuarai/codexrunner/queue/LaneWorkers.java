package io.github.hirakuarai.codexrunner.queue;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a service at work: several lanes at the same time, of each lane as many briefs as it may run at once, and
 * never two briefs of one issue. What a look has found takes the place of what still waits from the look before. A brief that only
 * waits for another, of its document or in its workdir, is asked again as soon as any has ended. Safe for many threads.
 */
public final class LaneWorkers implements AutoCloseable {

    private final int lanes;
    private final ToIntFunction<String> maxRuns;
    private final CancellationToken draining;
    private final ExecutorService threads;
    private final List<Task> waiting = new ArrayList<>();
    private final List<Task> kept = new ArrayList<>();
    private final List<Task> running = new ArrayList<>();
    private final Set<BriefKey> resumed = new HashSet<>();
    private @Nullable Throwable failure;

    /**
     * Threads are made when they are needed.
     *
     * @param lanes how many work at the same time at most
     * @param maxRuns how many briefs of a lane may run at the same time, by its name
     * @param draining once it is cancelled, no brief is begun any more
     */
    public LaneWorkers(int lanes, ToIntFunction<String> maxRuns, CancellationToken draining) {
        this.lanes = lanes;
        this.maxRuns = maxRuns;
        this.draining = draining;
        this.threads = Executors.newCachedThreadPool(work -> new Thread(work, "codex-runner-lane"));
    }

    /**
     * Begins what may be begun of these briefs, the first first, and keeps the others for when a lane is free.
     *
     * @param others told of what comes of each brief
     * @param carryOut takes one to its end, on a thread of its own
     * @return how many wait
     * @throws RuntimeException what has gone wrong in a lane since the last call: then nothing new is begun
     */
    public synchronized int offer(
            List<BriefEvaluation> evaluations, OtherRunners others, Function<BriefEvaluation, Outcome> carryOut) {
        throwFailure();
        Set<BriefKey> atWork = running.stream().map(Task::key).collect(Collectors.toSet());
        atWork.addAll(resumed);
        kept.clear();
        waiting.clear();
        for (BriefEvaluation evaluation : evaluations) {
            if (atWork.contains(evaluation.found().key())) {
                continue;
            }
            if (evaluation.actionable()) {
                waiting.add(new Task(evaluation, others, carryOut));
            } else if (BriefEvaluation.waitsForAnother(evaluation.decision())) {
                kept.add(new Task(evaluation, others, carryOut));
            }
        }
        begin();
        return waiting.size() + kept.size();
    }

    /**
     * Goes on with a run of a killed runner, at once: its steps may be running on their host already.
     *
     * @param carryOut takes it to its end, on a thread of its own
     */
    public synchronized void resume(InterruptedRun run, Consumer<InterruptedRun> carryOut) {
        resumed.add(run.key());
        Thread thread = new Thread(
                () -> {
                    @Nullable Throwable thrown = null;
                    try {
                        carryOut.accept(run);
                    } catch (RuntimeException | Error e) {
                        thrown = e;
                    }
                    ended(run, thrown);
                },
                "codex-runner-resumed");
        thread.start();
    }

    private synchronized void ended(InterruptedRun run, @Nullable Throwable thrown) {
        resumed.remove(run.key());
        if (thrown != null) {
            keep(thrown);
        }
        waiting.addAll(kept);
        kept.clear();
        begin();
        notifyAll();
    }

    /**
     * Waits until no lane works any more.
     *
     * @throws RuntimeException what has gone wrong in a lane since the last call
     */
    public synchronized void await() throws InterruptedException {
        while (!running.isEmpty() || !resumed.isEmpty()) {
            wait();
        }
        throwFailure();
    }

    /** Waits for what runs. */
    @Override
    public void close() {
        boolean interrupted = false;
        threads.shutdown();
        while (!threads.isTerminated() || isResuming()) {
            try {
                threads.awaitTermination(1, TimeUnit.DAYS);
                awaitResumed();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isResuming() {
        return !resumed.isEmpty();
    }

    private synchronized void awaitResumed() throws InterruptedException {
        while (!resumed.isEmpty()) {
            wait();
        }
    }

    private synchronized void begin() {
        Iterator<Task> tasks = waiting.iterator();
        boolean laneIsAwaited = false;
        while (tasks.hasNext() && mayBegin()) {
            Task task = tasks.next();
            Map<String, Long> busy = running.stream().collect(Collectors.groupingBy(Task::lane, Collectors.counting()));
            long ofLane = busy.getOrDefault(task.lane(), 0L);
            boolean issueIsBusy = running.stream().map(Task::issue).anyMatch(task.issue()::equals);
            // A lane that always took its next brief would never make place for another lane's, however urgent.
            boolean hasRoom =
                    ofLane == 0 ? busy.size() < lanes : ofLane < maxRuns.applyAsInt(task.lane()) && !laneIsAwaited;
            if (hasRoom && !issueIsBusy) {
                tasks.remove();
                running.add(task);
                threads.execute(() -> carryOut(task));
            }
            laneIsAwaited |= ofLane == 0 && !hasRoom && !issueIsBusy;
        }
    }

    private boolean mayBegin() {
        return failure == null && draining.reason().isEmpty();
    }

    private void carryOut(Task task) {
        try {
            ended(task, task.carryOut().apply(task.evaluation()));
        } catch (RuntimeException | Error e) {
            failed(task, e);
        }
    }

    private synchronized void ended(Task task, Outcome outcome) {
        running.remove(task);
        task.others().note(outcome);
        List<Task> ordered = task.others().inOrder(List.copyOf(waiting), Task::evaluation);
        waiting.clear();
        waiting.addAll(ordered);
        if (outcome.ended() != null) {
            waiting.addAll(kept);
            kept.clear();
        } else if (BriefEvaluation.waitsForAnother(outcome.evaluation().decision())) {
            kept.add(task);
        }
        begin();
        notifyAll();
    }

    private synchronized void failed(Task task, Throwable why) {
        running.remove(task);
        keep(why);
        notifyAll();
    }

    private void keep(Throwable why) {
        if (failure == null) {
            failure = why;
        } else {
            failure.addSuppressed(why);
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    private record Task(BriefEvaluation evaluation, OtherRunners others, Function<BriefEvaluation, Outcome> carryOut) {

        BriefKey key() {
            return evaluation.found().key();
        }

        /** Empty for a brief whose lane cannot be read: it is only answered. */
        String lane() {
            return String.valueOf(evaluation.found().lane());
        }

        Place issue() {
            Issue issue = evaluation.found().document().issue();
            return new Place(issue.repositoryId(), issue.number());
        }
    }

    private record Place(long repositoryId, int number) {}
}
