package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the pages of a service to those who know its address: on the loopback interface, under a random key, and to no page
 * of another origin. A foreign {@code Host} may be another site's name that was made to lead here.
 */
final class PageServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PageServer.class);

    private static final int KEY_BYTES = 16;

    private final HttpServer server;
    private final ServicePage pages;
    private final String key;
    private final Set<String> hosts;
    private final Set<String> origins;

    private PageServer(HttpServer server, ServicePage pages, String key) {
        int port = server.getAddress().getPort();
        this.server = server;
        this.pages = pages;
        this.key = key;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
        this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port);
    }

    /** @param port 0 for one that is free */
    static PageServer start(int port, ServicePage pages) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
            PageServer page = new PageServer(
                    server, pages, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            server.createContext("/", page::answer);
            server.start();
            return page;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "cannot listen on port " + port + ": " + e.getMessage() + "; set another watch.page",
                    e);
        }
    }

    /** Where the page is, with the key: whoever knows it reads logs. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + key + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!admitted(exchange)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath().substring(key.length() + 2);
            Optional<String> page;
            try {
                page = page(path);
            } catch (RuntimeException e) {
                log.warn("a page could not be written", e);
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            if (page.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Optional<String> page(String path) {
        if (path.isEmpty()) {
            return Optional.of(pages.overview());
        }
        return path.startsWith("runs/") ? pages.run(path.substring("runs/".length())) : Optional.empty();
    }

    private boolean admitted(HttpExchange exchange) {
        List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        List<String> from = exchange.getRequestHeaders().getOrDefault("Origin", List.of());
        byte[] wanted = ("/" + key + "/").getBytes(StandardCharsets.UTF_8);
        byte[] path = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
        boolean known = path.length >= wanted.length
                && MessageDigest.isEqual(wanted, java.util.Arrays.copyOf(path, wanted.length));
        return known && named.size() == 1 && hosts.contains(named.get(0)) && origins.containsAll(from);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
