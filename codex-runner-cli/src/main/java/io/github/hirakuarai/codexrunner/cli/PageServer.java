package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages to those who know their address: on the loopback interface, under a random key, and to no page of another
 * origin. A foreign {@code Host} may be another site's name that was made to lead here.
 */
final class PageServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PageServer.class);

    private static final int KEY_BYTES = 16;
    private static final int LARGEST_FORM = 256 << 10;

    private static final String FORBIDDEN =
            "open the address that was printed at the start: only its key opens this page";
    private static final String NOT_TAKEN = "nothing can be changed here";

    private final LoopbackServer server;
    private final Site site;
    private final String key;
    private final Set<String> hosts;
    private final Set<String> origins;

    private PageServer(LoopbackServer server, Site site, String key) {
        int port = server.port();
        this.server = server;
        this.site = site;
        this.key = key;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
        this.origins = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port);
    }

    /** What a server shows. Safe for many threads. */
    interface Site {

        /**
         * A page.
         *
         * @param path without the key; empty for the first page
         * @param query decoded; empty when there is none
         */
        Optional<Page> get(String path, String query);

        /**
         * Takes a form.
         *
         * @return where to go then; empty when no form is taken there
         */
        default Optional<URI> post(String path, String form) {
            return Optional.empty();
        }
    }

    /** @param type the media type */
    record Page(String type, String text) {

        static Page html(String text) {
            return new Page("text/html; charset=utf-8", text);
        }

        static Page json(String text) {
            return new Page("application/json", text);
        }
    }

    /**
     * Starts it.
     *
     * @param port 0 for one that is free
     * @param option by which users choose another port
     */
    static PageServer start(int port, String option, Site site) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        LoopbackServer server = LoopbackServer.bind(port, option);
        PageServer page = new PageServer(
                server, site, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        server.start(page::answer);
        return page;
    }

    /** Where the first page is, with the key: whoever knows it may do what the pages offer. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.port() + "/" + key + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!admitted(exchange)) {
                refuse(exchange, 403, FORBIDDEN);
                return;
            }
            String path = exchange.getRequestURI().getPath().substring(key.length() + 2);
            try {
                switch (exchange.getRequestMethod()) {
                    case "GET" -> get(exchange, path);
                    case "POST" -> post(exchange, path);
                    default -> refuse(exchange, 405, NOT_TAKEN);
                }
            } catch (RuntimeException e) {
                log.warn("a page could not be written", e);
                refuse(exchange, 500, "the page could not be written; the runner's log says why");
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        Optional<Page> page = site.get(path, query == null ? "" : query);
        if (page.isEmpty()) {
            refuse(exchange, 404, "there is no such page; the first page lists the runs");
            return;
        }
        byte[] body = page.get().text().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", page.get().type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        // Without any, a browser would send no origin with a form either.
        headers.set("Referrer-Policy", "same-origin");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Only a page of this server may send a form, and browsers say where each comes from. */
    private void post(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestHeaders().getOrDefault("Origin", List.of()).size() != 1) {
            refuse(exchange, 403, FORBIDDEN);
            return;
        }
        byte[] form = exchange.getRequestBody().readNBytes(LARGEST_FORM + 1);
        if (form.length > LARGEST_FORM) {
            refuse(exchange, 413, "the text is too long; post at most " + (LARGEST_FORM >> 10) + " KiB");
            return;
        }
        Optional<URI> next = site.post(path, new String(form, StandardCharsets.UTF_8));
        if (next.isEmpty()) {
            refuse(exchange, 405, NOT_TAKEN);
            return;
        }
        exchange.getResponseHeaders().set("Location", next.get().toASCIIString());
        exchange.sendResponseHeaders(303, -1);
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private boolean admitted(HttpExchange exchange) {
        List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        List<String> from = exchange.getRequestHeaders().getOrDefault("Origin", List.of());
        byte[] wanted = ("/" + key + "/").getBytes(StandardCharsets.UTF_8);
        byte[] path = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
        boolean known =
                path.length >= wanted.length && MessageDigest.isEqual(wanted, Arrays.copyOf(path, wanted.length));
        return known && named.size() == 1 && hosts.contains(named.get(0)) && origins.containsAll(from);
    }

    @Override
    public void close() {
        server.close();
    }
}
