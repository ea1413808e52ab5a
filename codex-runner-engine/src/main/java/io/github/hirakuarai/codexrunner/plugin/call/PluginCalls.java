package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every call of a plugin goes through here. {@link PluginErrors} decides what becomes of what it throws; a null, or no answer
 * within its time, is a {@code PLUGIN_FAILED} that names the plugin and its jar. Calls run on threads of their own, because only so can one that hangs be left behind; it is
 * interrupted, and its fence lets it write nothing any more. Safe for many threads.
 */
public final class PluginCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PluginCalls.class);

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), PluginCalls::thread);
    private final Duration limit;
    private final PluginErrors errors;

    /** @param limit how long a plugin may take to answer */
    public PluginCalls(Duration limit, TextSanitizer texts) {
        this.limit = limit;
        this.errors = new PluginErrors(texts);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "codex-runner-plugin");
        thread.setDaemon(true);
        return thread;
    }

    /** How long a plugin may take to answer. */
    Duration limit() {
        return limit;
    }

    /** What a plugin answers. */
    <T> T ask(Plugins.Found plugin, String method, Duration within, Work<T> work) {
        Call call = new Call(plugin, method);
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Future<@Nullable T> future = submitted(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            call.begin();
            try {
                return work.in(call);
            } catch (Exception | Error e) {
                MaskedTrace.requireReadable(e);
                throw e;
            } finally {
                call.end();
            }
        });
        T answer;
        try {
            answer = await(future, call, within);
        } catch (TimeoutException e) {
            call.giveUp();
            future.cancel(true);
            throw fault(plugin, method, "gave no answer within " + within.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw errors.thrown(plugin, method, Objects.requireNonNull(e.getCause()));
        }
        if (answer == null) {
            throw fault(plugin, method, "answered null", null);
        }
        return answer;
    }

    private <T> Future<@Nullable T> submitted(Callable<@Nullable T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the runner is closed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The fault of a plugin, in one line that says whose it is. */
    RunnerException fault(Plugins.Found plugin, String method, String what, @Nullable Throwable cause) {
        return errors.fault(plugin, method, what, cause);
    }

    /** An interruption of the caller reaches the plugin, which decides what it means; its answer is waited for. */
    private static <T> @Nullable T await(Future<@Nullable T> future, Call call, Duration within)
            throws TimeoutException, ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get(within.toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    call.interrupt();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What is done in a call. */
    interface Work<T> {
        /** Whatever it throws is the plugin's fault. */
        @Nullable
        T in(Call call) throws Exception;
    }

    /** One call while it runs. */
    static final class Call {

        private final Plugins.Found plugin;
        private final String method;
        private @Nullable Thread thread;
        private boolean interrupted;
        private volatile boolean givenUp;

        private Call(Plugins.Found plugin, String method) {
            this.plugin = plugin;
            this.method = method;
        }

        /** A fence that holds only as long as the call is waited for. */
        Fence within(Fence fence) {
            return () -> {
                require();
                fence.check();
            };
        }

        /** Throws when nobody waits for the call any more. */
        void require() {
            if (givenUp) {
                throw new RunnerException(
                        ErrorCode.LEASE_LOST,
                        "the " + plugin.kind() + " plugin '" + plugin.id() + "' took too long in " + method
                                + " and may write nothing more");
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        private synchronized void end() {
            thread = null;
            // The thread is used again, and the interruption was this call's.
            if (Thread.interrupted()) {
                log.debug("{} was interrupted", method);
            }
        }

        private synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        private void giveUp() {
            givenUp = true;
        }
    }
}
