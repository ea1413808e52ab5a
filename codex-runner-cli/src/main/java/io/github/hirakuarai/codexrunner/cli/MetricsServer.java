package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Shows a service's measurements at {@code http://127.0.0.1:PORT/metrics}, to this machine only. */
final class MetricsServer implements AutoCloseable {

    private final LoopbackServer server;

    private MetricsServer(LoopbackServer server) {
        this.server = server;
    }

    /** Starts it. */
    static MetricsServer start(int port, Supplier<String> text) {
        LoopbackServer server = LoopbackServer.bind(port, "watch.metricsPort");
        server.start(exchange -> answer(exchange, text));
        return new MetricsServer(server);
    }

    private static void answer(HttpExchange exchange, Supplier<String> text) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/metrics");
            if (!known || !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(known ? 405 : 404, -1);
                return;
            }
            byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
