package io.github.hirakuarai.codexrunner.examples.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A chat system on a loopback port. */
final class Hook implements AutoCloseable {

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;

    Hook() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<String> posted() {
        return List.copyOf(posted);
    }

    void answerWith(int code) {
        status = code;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean known = exchange.getRequestURI().getPath().equals("/hook")
                && exchange.getRequestMethod().equals("POST")
                && status != 404;
        if (known) {
            posted.add(body);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(known ? status : 404, -1);
        exchange.close();
    }
}
