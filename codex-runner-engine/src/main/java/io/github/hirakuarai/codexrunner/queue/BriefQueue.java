package io.github.hirakuarai.codexrunner.queue;

import io.github.hirakuarai.codexrunner.context.BriefEvaluation;
import io.github.hirakuarai.codexrunner.event.Outcome;
import io.github.hirakuarai.codexrunner.lane.LaneQuestions;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which brief goes next: as many lanes at the same time as {@link Limits} allow, of each lane as many briefs as it may run at
 * once, and never two briefs of one issue. A brief that only waits for another, of its document or in its workdir, is asked
 * again as soon as any has ended. A lane that does not answer keeps its own briefs waiting, and nobody else's. Safe for many
 * threads.
 */
public final class BriefQueue implements AutoCloseable {

    private final Limits limits;
    private final CancellationToken draining;
    private final Consumer<Outcome> outcomes;
    private final ExecutorService threads;
    private final List<Task> waiting = new ArrayList<>();

    /** What waits for another, and what was said of it last. */
    private final Map<Task, Outcome> kept = new LinkedHashMap<>();

    private final List<AtWork> atWork = new ArrayList<>();
    private int ran;
    private @Nullable Throwable failure;

    /**
     * Threads are made when they are needed.
     *
     * @param draining once it is cancelled, no brief is begun any more
     * @param outcomes told what came of each brief, once for each that was offered; what still waits counts as offered when
     *     {@link #finish} is called
     */
    public BriefQueue(Limits limits, CancellationToken draining, Consumer<Outcome> outcomes) {
        this.limits = limits;
        this.draining = draining;
        this.outcomes = outcomes;
        this.threads = Executors.newCachedThreadPool(work -> new Thread(work, "codex-runner-lane"));
    }

    /**
     * Begins what may be begun of these briefs, the first first, and keeps the others for when a lane is free. They take the
     * place of what still waits from the look before.
     *
     * @param others told of what comes of each brief
     * @param carryOut takes one to its end, and tells when its lane has answered; on a thread of its own
     * @return how many wait
     * @throws RuntimeException what has gone wrong since the last call: then nothing new is begun
     */
    public synchronized int offer(
            List<BriefEvaluation> evaluations,
            OtherRunners others,
            BiFunction<BriefEvaluation, Runnable, Outcome> carryOut) {
        throwFailure();
        kept.clear();
        waiting.clear();
        Set<BriefKey> begun = atWork.stream().map(AtWork::key).collect(Collectors.toSet());
        List<Task> unanswered = new ArrayList<>();
        for (BriefEvaluation evaluation : evaluations) {
            Task task = new Task(evaluation, others, carryOut);
            Outcome seen = new Outcome(evaluation, null);
            if (begun.contains(task.key())) {
                continue;
            }
            if (evaluation.actionable()) {
                waiting.add(task);
            } else if (evaluation.isUnanswered()) {
                unanswered.add(task);
            } else if (BriefEvaluation.waitsForAnother(evaluation.decision())) {
                kept.put(task, seen);
            } else {
                outcomes.accept(seen);
            }
        }
        waiting.addAll(unanswered);
        begin();
        return waiting.size() + kept.size();
    }

    /**
     * Goes on with a run of a killed runner, at once: its steps may be running on their host already.
     *
     * @param carryOut takes it to its end, and tells when its lane has answered; on a thread of its own
     */
    public synchronized void resume(BriefKey key, Function<Runnable, Optional<Outcome>> carryOut) {
        start(new AtWork(key, null), carryOut);
    }

    /** Waits until what is at work has ended, but for what is on lanes that do not answer. */
    public synchronized void awaitAnswering() {
        waitUntil(() -> atWork.stream().allMatch(AtWork::isSilent));
    }

    /**
     * Waits until nothing is at work any more.
     *
     * @throws RuntimeException what has gone wrong since the last call
     */
    public synchronized void await() throws InterruptedException {
        while (!atWork.isEmpty()) {
            wait();
        }
        throwFailure();
    }

    /**
     * Waits until nothing is at work any more, and tells of what still waits.
     *
     * @throws RuntimeException what has gone wrong since the last call
     */
    public synchronized void finish() {
        waitUntil(atWork::isEmpty);
        throwFailure();
        Stream.concat(waiting.stream().map(task -> new Outcome(task.evaluation(), null)), kept.values().stream())
                .forEach(outcomes);
        waiting.clear();
        kept.clear();
    }

    /** Waits for what is at work. */
    @Override
    public void close() {
        synchronized (this) {
            threads.shutdown();
            waitUntil(atWork::isEmpty);
        }
        boolean interrupted = Thread.interrupted();
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void waitUntil(BooleanSupplier reached) {
        boolean interrupted = false;
        while (!reached.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void begin() {
        Iterator<Task> tasks = waiting.iterator();
        boolean laneIsAwaited = false;
        while (tasks.hasNext() && mayBegin()) {
            Task task = tasks.next();
            String lane = task.lane();
            long ofLane = tasksAtWork().map(Task::lane).filter(lane::equals).count();
            boolean issueIsBusy = tasksAtWork().map(Task::issue).anyMatch(task.issue()::equals);
            // A lane that always took its next brief would never make place for another lane's, however urgent.
            boolean hasRoom = ofLane == 0
                    ? lanesAtWork() < limits.lanes()
                    : ofLane < limits.maxRuns().apply(lane) && !laneIsAwaited;
            if (hasRoom && !issueIsBusy) {
                tasks.remove();
                start(new AtWork(task.key(), task), answered -> Optional.of(task.carryOut(answered)));
            }
            laneIsAwaited |= ofLane == 0 && !hasRoom && !issueIsBusy;
        }
    }

    private boolean mayBegin() {
        return failure == null
                && draining.reason().isEmpty()
                && !threads.isShutdown()
                && ran + tasksAtWork().count() < limits.briefs();
    }

    private Stream<Task> tasksAtWork() {
        return atWork.stream().map(AtWork::task).flatMap(Optional::stream);
    }

    /** How many lanes keep others from beginning. */
    private long lanesAtWork() {
        return atWork.stream()
                .filter(work -> !work.isSilent())
                .flatMap(work -> work.task().stream())
                .map(Task::lane)
                .distinct()
                .count();
    }

    private void start(AtWork work, Function<Runnable, Optional<Outcome>> carryOut) {
        atWork.add(work);
        threads.execute(() -> {
            try {
                ended(work, carryOut.apply(work::answered));
            } catch (RuntimeException | Error e) {
                failed(work, e);
            }
        });
        CompletableFuture.delayedExecutor(LaneQuestions.PATIENCE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> patienceIsOver(work));
    }

    private synchronized void patienceIsOver(AtWork work) {
        work.hasNotAnsweredInTime();
        begin();
        notifyAll();
    }

    private synchronized void ended(AtWork work, Optional<Outcome> outcome) {
        atWork.remove(work);
        Optional<Task> task = work.task();
        task.ifPresent(begun -> noted(begun, outcome.orElseThrow()));
        if (task.isEmpty() || outcome.orElseThrow().ended() != null) {
            waiting.addAll(kept.keySet());
            kept.clear();
        }
        outcome.filter(came -> task.isEmpty() || !kept.containsKey(task.get())).ifPresent(outcomes);
        begin();
        notifyAll();
    }

    private void noted(Task task, Outcome outcome) {
        task.others().note(outcome);
        List<Task> ordered = task.others().inOrder(List.copyOf(waiting), Task::evaluation);
        waiting.clear();
        waiting.addAll(ordered);
        if (outcome.ended() != null) {
            ran++;
        } else if (BriefEvaluation.waitsForAnother(outcome.evaluation().decision())) {
            kept.put(task, outcome);
        }
    }

    private synchronized void failed(AtWork work, Throwable why) {
        atWork.remove(work);
        if (failure == null) {
            failure = why;
        } else {
            failure.addSuppressed(why);
        }
        notifyAll();
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

    /**
     * How much is done at the same time, and in all.
     *
     * @param lanes how many lanes work at the same time at most
     * @param maxRuns how many briefs of a lane may run at the same time, by its name
     * @param briefs how many are run at most
     */
    public record Limits(int lanes, Function<String, Integer> maxRuns, int briefs) {

        /** One brief after another. */
        public static Limits oneByOne(int briefs) {
            return new Limits(1, lane -> 1, briefs);
        }
    }

    /** A brief that was offered. */
    private record Task(
            BriefEvaluation evaluation, OtherRunners others, BiFunction<BriefEvaluation, Runnable, Outcome> carryOut) {

        Outcome carryOut(Runnable laneAnswered) {
            return carryOut.apply(evaluation, laneAnswered);
        }

        BriefKey key() {
            return evaluation.found().key();
        }

        /** Empty for a brief whose lane cannot be read: it is only answered. */
        String lane() {
            return String.valueOf(evaluation.found().lane());
        }

        IssueRef issue() {
            return evaluation.found().issue();
        }
    }

    /** A brief, or a run that is gone on with, on its thread. */
    private static final class AtWork {

        private final BriefKey key;
        private final @Nullable Task task;
        private final AtomicReference<Lane> lane = new AtomicReference<>(Lane.ASKED);

        /** @param task null for a run that is gone on with */
        AtWork(BriefKey key, @Nullable Task task) {
            this.key = key;
            this.task = task;
        }

        BriefKey key() {
            return key;
        }

        Optional<Task> task() {
            return Optional.ofNullable(task);
        }

        boolean isSilent() {
            return lane.get() == Lane.SILENT;
        }

        void answered() {
            lane.compareAndSet(Lane.ASKED, Lane.ANSWERED);
        }

        void hasNotAnsweredInTime() {
            lane.compareAndSet(Lane.ASKED, Lane.SILENT);
        }
    }

    private enum Lane {
        ASKED,
        ANSWERED,
        SILENT
    }
}
