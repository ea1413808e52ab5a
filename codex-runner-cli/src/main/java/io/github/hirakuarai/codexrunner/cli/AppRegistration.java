package io.github.hirakuarai.codexrunner.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has a user register a GitHub App in a browser: a page on the loopback interface sends the manifest to the forge, and the
 * forge sends the browser back with a code. Only an answer with the random state of this registration counts, and only the
 * first one: another page could otherwise slip in a code for an App of its own.
 */
final class AppRegistration implements AutoCloseable {

    private static final int RANDOM_BYTES = 24;
    private static final Pattern ANSWER = Pattern.compile("code=([0-9A-Za-z_-]{1,200})&state=([0-9A-Za-z_-]{1,100})");
    private static final Pattern ANSWER_TURNED =
            Pattern.compile("state=([0-9A-Za-z_-]{1,100})&code=([0-9A-Za-z_-]{1,200})");

    private final HttpServer server;
    private final URI forge;
    private final AppManifest manifest;
    private final String key = random();
    private final String state = random();
    private final Set<String> hosts;
    private final AtomicBoolean used = new AtomicBoolean();
    private final CompletableFuture<String> code = new CompletableFuture<>();

    private AppRegistration(HttpServer server, URI forge, AppManifest manifest) {
        this.server = server;
        this.forge = forge;
        this.manifest = new AppManifest(
                manifest.name(), manifest.url(), manifest.workflows(), URI.create(base(server) + "/callback"));
        int port = server.getAddress().getPort();
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /**
     * Starts the page.
     *
     * @param port 0 for any that is free
     * @param forge the address to which the manifest is sent, without a query
     */
    static AppRegistration start(int port, URI forge, AppManifest manifest) {
        try {
            HttpServer server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
            AppRegistration registration = new AppRegistration(server, forge, manifest);
            server.createContext("/", registration::answer);
            server.start();
            return registration;
        } catch (IOException e) {
            throw new RunnerException(
                    ErrorCode.USAGE,
                    "cannot listen on port " + port + ": " + e.getMessage() + "; choose another with --app-port",
                    e);
        }
    }

    /** The page to open in a browser. */
    URI address() {
        return URI.create(base(server) + "/" + key);
    }

    /**
     * Waits until the forge has sent the user back.
     *
     * @return the code that stands for the App
     */
    String await(Duration limit) throws InterruptedException {
        try {
            return code.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "nobody confirmed the GitHub App within " + limit.toMinutes()
                            + " min; run `codex-runner init --app` again",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
            String path = exchange.getRequestURI().getPath();
            if (named.size() != 1 || !hosts.contains(named.get(0))) {
                send(exchange, 403, null);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, null);
            } else if (same(path, "/" + key)) {
                send(exchange, 200, form());
            } else if (path.equals("/callback")) {
                takeCode(exchange);
            } else {
                send(exchange, 404, null);
            }
        }
    }

    private void takeCode(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        Matcher answer = ANSWER.matcher(query);
        Matcher turned = ANSWER_TURNED.matcher(query);
        @Nullable String given = answer.matches() ? answer.group(2) : turned.matches() ? turned.group(1) : null;
        if (given == null || !same(given, state) || used.getAndSet(true)) {
            send(exchange, 403, null);
            return;
        }
        send(exchange, 200, page("The GitHub App is registered. Go back to the terminal.", ""));
        code.complete(answer.matches() ? answer.group(1) : turned.group(2));
    }

    private String form() {
        Html form = new Html()
                .markup("<p class=\"intro\">")
                .text(forge.getAuthority() + " shows the permissions and asks for a name. The private key comes back to"
                        + " this machine only.")
                .markup("</p><form method=\"post\" action=\"")
                .text(forge + "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8))
                .markup("\"><input type=\"hidden\" name=\"manifest\" value=\"")
                .text(manifest.json())
                .markup("\"><button id=\"send\">Register the GitHub App</button></form>");
        return page("Register a GitHub App for codex-runner", form.toString());
    }

    private String page(String title, String content) {
        Html html = new Html();
        PageHead.write(html, new PageWords(Locale.ENGLISH), title, forge);
        html.markup("<main>").element("h1", "", title).markup(content).markup("</main>");
        PageHead.end(html, PageHead.Kind.FIXED);
        return html.toString();
    }

    private static void send(HttpExchange exchange, int status, @Nullable String page) throws IOException {
        if (page == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "strict-origin");
        exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static boolean same(String given, String wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    private static String base(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        // The last page is on its way.
        server.stop(1);
    }
}
