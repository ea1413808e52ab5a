package io.github.hirakuarai.codexrunner.lane;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to lanes that are waited for a short time only. Each lane is asked one question at a time; while it is silent, nobody
 * waits for it again. A question is a plugin's call, and so its thread ends with it. Safe for many threads.
 *
 * @param <Q> a question, by which its answer is known again
 * @param <A> an answer
 */
public final class LaneQuestions<Q, A> {

    /** How long a lane may keep the briefs of others waiting. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Asked<Q, A>> silent = new HashMap<>();

    /**
     * Asks, or takes the answer that has come since the same was asked.
     *
     * @throws SilentLaneException when there is no answer yet
     */
    A soon(String lane, Q question, Supplier<A> ask) {
        Asked<Q, A> asked;
        synchronized (this) {
            @Nullable Asked<Q, A> before = silent.get(lane);
            if (before != null && !before.answer().isDone()) {
                throw new SilentLaneException(lane);
            }
            silent.remove(lane);
            asked = before != null && before.question().equals(question) ? before : new Asked<>(question, begin(ask));
        }
        return await(lane, asked);
    }

    /** Asks however long it takes, after what the lane is asked already. */
    A patiently(String lane, Q question, Supplier<A> ask) {
        @Nullable Asked<Q, A> before;
        synchronized (this) {
            before = silent.remove(lane);
        }
        if (before != null) {
            before.answer().handle((answer, failure) -> true).join();
        }
        try {
            return before != null && before.question().equals(question)
                    ? before.answer().join()
                    : ask.get();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException exception ? exception : e;
        }
    }

    private A await(String lane, Asked<Q, A> asked) {
        try {
            return asked.answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            synchronized (this) {
                silent.put(lane, asked);
            }
            throw new SilentLaneException(lane);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SilentLaneException(lane);
        }
    }

    private static <A> CompletableFuture<A> begin(Supplier<A> ask) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(ask.get());
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                },
                "codex-runner-lane-question");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}
}
