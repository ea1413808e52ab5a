package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Takes briefs one after another, and those that wait for an earlier brief of their document again, as long as any
 * brief has ended since they were asked last. Only a brief whose lane does not answer is overtaken by those of other lanes.
 */
final class RunQueue {

    private final List<Evaluation> evaluations;
    private final int max;
    private final CancellationToken draining;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Evaluation> waiting = new ArrayList<>();
    private int ran;
    private boolean progress = true;

    /** @param draining once it is cancelled, no brief is begun any more */
    RunQueue(List<Evaluation> evaluations, int max, CancellationToken draining) {
        this.evaluations = List.copyOf(evaluations);
        this.max = max;
        this.draining = draining;
    }

    /**
     * What came of every brief, those that ran first.
     *
     * @param carryOut takes one to its end, and tells when its lane has answered
     */
    List<Outcome> runThrough(BiFunction<Evaluation, Runnable, Outcome> carryOut) {
        Stream.concat(
                        evaluations.stream().filter(Evaluation::actionable),
                        evaluations.stream().filter(Evaluation::isUnanswered))
                .forEach(waiting::add);
        evaluations.stream()
                .filter(evaluation -> !waiting.contains(evaluation))
                .forEach(evaluation -> outcomes.add(Outcome.untouched(evaluation)));
        while (progress && !waiting.isEmpty()) {
            progress = false;
            round(carryOut);
        }
        waiting.forEach(evaluation -> outcomes.add(Outcome.untouched(evaluation)));
        return List.copyOf(outcomes);
    }

    private void round(BiFunction<Evaluation, Runnable, Outcome> carryOut) {
        List<Evaluation> round = List.copyOf(waiting);
        waiting.clear();
        List<Begun> silent = new ArrayList<>();
        try {
            for (Evaluation evaluation : round) {
                if (ran + silent.size() >= max || draining.reason().isPresent()) {
                    outcomes.add(Outcome.untouched(evaluation));
                } else if (silent.stream().anyMatch(begun -> begun.evaluation().excludes(evaluation))) {
                    waiting.add(evaluation);
                    progress = true;
                } else {
                    Begun begun = Begun.begin(evaluation, carryOut);
                    if (begun.isReadyWithin(LaneQuestions.PATIENCE)) {
                        ended(begun);
                    } else {
                        silent.add(begun);
                    }
                }
            }
            silent.forEach(this::ended);
        } finally {
            silent.forEach(Begun::await);
        }
    }

    private void ended(Begun begun) {
        Outcome outcome = begun.outcome();
        if (outcome.ended() != null) {
            ran++;
            progress = true;
            outcomes.add(outcome);
        } else if (outcome.evaluation().waitsForAnother()) {
            waiting.add(begun.evaluation());
        } else {
            outcomes.add(outcome);
        }
    }

    /**
     * A brief that is being taken to its end.
     *
     * @param ready done when its lane has answered, and when it has ended
     * @param end what came of it
     */
    private record Begun(Evaluation evaluation, CompletableFuture<Boolean> ready, CompletableFuture<Outcome> end) {

        static Begun begin(Evaluation evaluation, BiFunction<Evaluation, Runnable, Outcome> carryOut) {
            Begun begun = new Begun(evaluation, new CompletableFuture<>(), new CompletableFuture<>());
            new Thread(() -> begun.carryOut(carryOut), "codex-runner-lane").start();
            return begun;
        }

        private void carryOut(BiFunction<Evaluation, Runnable, Outcome> carryOut) {
            try {
                end.complete(carryOut.apply(evaluation, () -> ready.complete(true)));
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            } finally {
                ready.complete(true);
            }
        }

        boolean isReadyWithin(Duration patience) {
            try {
                return ready.copy()
                        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof TimeoutException) {
                    return false;
                }
                throw e;
            }
        }

        Outcome outcome() {
            try {
                return end.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException exception) {
                    throw exception;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }

        void await() {
            end.handle((outcome, failure) -> true).join();
        }
    }
}
