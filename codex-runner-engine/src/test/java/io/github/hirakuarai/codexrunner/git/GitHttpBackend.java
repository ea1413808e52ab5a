package io.github.hirakuarai.codexrunner.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Git's own {@code http-backend} on a loopback port, for one bare repository with one commit on {@code main}. */
public final class GitHttpBackend implements AutoCloseable {

    private final Path folder;
    private final Path repository;
    private final HttpServer server;

    private GitHttpBackend(Path folder, String name) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.repository = folder.resolve(name);
        git(folder, "init", "-q", "--bare", "--initial-branch=main", repository.toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        configure("http.receivepack", "true");
    }

    /**
     * Serves a new repository.
     *
     * @param name of the repository's folder, as in its address
     */
    public static GitHttpBackend in(Path folder, String name) throws IOException {
        return new GitHttpBackend(folder, name);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository.getFileName());
    }

    /** Sets a key of the server's configuration, as {@code git config} does. */
    public void configure(String key, String value) {
        git(repository, "config", key, value);
    }

    /** What git says to a command in the repository, without the last line's end. */
    public String git(String... words) {
        return git(repository, words);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
            Map<String, String> environment = backend.environment();
            environment.put("GIT_PROJECT_ROOT", folder.toString());
            environment.put("GIT_HTTP_EXPORT_ALL", "1");
            environment.put("REQUEST_METHOD", exchange.getRequestMethod());
            environment.put("PATH_INFO", exchange.getRequestURI().getPath());
            environment.put(
                    "QUERY_STRING", String.valueOf(exchange.getRequestURI().getQuery()));
            header(exchange, "Content-Type", "CONTENT_TYPE", environment);
            header(exchange, "Content-Encoding", "HTTP_CONTENT_ENCODING", environment);
            header(exchange, "Git-Protocol", "GIT_PROTOCOL", environment);
            Process process = backend.start();
            try (OutputStream in = process.getOutputStream()) {
                exchange.getRequestBody().transferTo(in);
            }
            InputStream out = process.getInputStream();
            int status = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                if (line.startsWith("Status:")) {
                    status = Integer.parseInt(value.substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(line.substring(0, line.indexOf(':')), value);
                }
            }
            byte[] body = out.readAllBytes();
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static void header(HttpExchange exchange, String header, String variable, Map<String, String> environment) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            environment.put(variable, value);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static String git(Path folder, String... words) {
        try {
            Process git = new ProcessBuilder(Stream.concat(Stream.of("git"), List.of(words).stream())
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
            if (git.waitFor() != 0) {
                throw new IllegalStateException(List.of(words) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
