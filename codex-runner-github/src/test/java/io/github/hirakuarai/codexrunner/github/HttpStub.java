package io.github.hirakuarai.codexrunner.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that gives prepared answers in their order, for what a well-behaved forge never does. */
final class HttpStub implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private String @Nullable [] endless;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    HttpStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next answer that is not given yet. Header names and values alternate. */
    synchronized HttpStub reply(int status, String body, String... headers) {
        replies.add(new Reply(status, body, List.of(headers), false));
        return this;
    }

    /** An answer whose body never comes. */
    synchronized HttpStub stall() {
        replies.add(new Reply(200, "", List.of(), true));
        return this;
    }

    /** From now on all answers begin so, and then repeat the rest for as long as somebody reads. */
    synchronized HttpStub endless(String begin, String rest) {
        endless = new String[] {begin, rest.repeat(8192)};
        return this;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        @Nullable Reply reply;
        String @Nullable [] parts;
        synchronized (this) {
            parts = endless;
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            reply = replies.poll();
        }
        if (parts != null) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(parts[0].getBytes(StandardCharsets.UTF_8));
            while (true) {
                exchange.getResponseBody().write(parts[1].getBytes(StandardCharsets.UTF_8));
            }
        }
        if (reply == null) {
            reply = new Reply(501, "{\"message\": \"nothing prepared\"}", List.of(), false);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        for (int i = 0; i < reply.headers().size(); i += 2) {
            exchange.getResponseHeaders()
                    .set(reply.headers().get(i), reply.headers().get(i + 1));
        }
        if (reply.stalls()) {
            exchange.sendResponseHeaders(reply.status(), 1000);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            return;
        }
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Reply(int status, String body, List<String> headers, boolean stalls) {}

    record Request(String method, String path, Map<String, List<String>> headers, String body) {

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }
    }
}
