package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An HTTP server on the loopback interface, with threads of its own, which no client can hold for long. */
final class LoopbackServer implements AutoCloseable {

    /** A slow request takes one for as long as it may last; so there are more than anybody should need. */
    private static final int MOST_THREADS = 128;

    private static final int IDLE_SECONDS = 10;
    /** Within which a whole request must have arrived, in seconds. */
    private static final String REQUEST_TIME = "5";

    static {
        // The JDK's server reads it once, when its first one is made, and otherwise waits forever for the rest of a
        // request.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_TIME);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Binds the port. Requests are answered from {@link #start} on.
     *
     * @param port 0 for one that is free
     * @param setting by which users choose another port
     * @throws RunnerException with {@code CONFIGURATION} when the port is taken
     */
    static LoopbackServer bind(int port, String setting) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
            ThreadPoolExecutor threads = new ThreadPoolExecutor(
                    MOST_THREADS, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                        Thread thread = new Thread(work, "codex-runner-http");
                        thread.setDaemon(true);
                        return thread;
                    });
            threads.allowCoreThreadTimeOut(true);
            server.setExecutor(threads);
            return new LoopbackServer(server, threads);
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "cannot listen on port " + port + ": " + e.getMessage() + "; choose another with " + setting,
                    e);
        }
    }

    /** Begins to answer requests, whatever their paths. */
    void start(HttpHandler handler) {
        server.createContext("/", handler);
        server.start();
    }

    /** The port that it listens on. */
    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
