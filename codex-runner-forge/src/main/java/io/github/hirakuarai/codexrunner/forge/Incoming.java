package io.github.hirakuarai.codexrunner.forge;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * A request as it came in, before anything was done about it.
 *
 * @param method in capitals
 * @param path still percent-encoded
 * @param query still percent-encoded, without the question mark; empty when there is none
 * @param headers by name in lower case; of several with one name the first
 * @param body unpacked when it came compressed
 */
public record Incoming(String method, String path, String query, Map<String, String> headers, Body body) {

    static final String API = "/api/v3";
    static final String GRAPHQL = "/api/graphql";

    private static final String UPLOAD_PACK = "/git-upload-pack";
    private static final String RECEIVE_PACK = "/git-receive-pack";
    private static final Body EMPTY_PUSH = Body.of("0000");

    static Incoming read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readAllBytes();
        }
        if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readAllBytes();
            }
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new Incoming(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                new Body(body));
    }

    /**
     * Whether it asks for a change. Reads by POST are none: GraphQL queries, {@code git-upload-pack}, and the empty push by
     * which git tries whether it may push.
     */
    public boolean write() {
        if (method.equals("GET") || method.equals("HEAD") || isGraphQl() || path.endsWith(UPLOAD_PACK)) {
            return false;
        }
        return !(path.endsWith(RECEIVE_PACK) && body.equals(EMPTY_PUSH));
    }

    /** The commands of a push, a line each: the ref's old and new object, and its name; empty for other requests. */
    String pushed() {
        if (!write() || !path.endsWith(RECEIVE_PACK)) {
            return "";
        }
        PacketLineIn lines = new PacketLineIn(new ByteArrayInputStream(body.bytes()));
        StringBuilder commands = new StringBuilder();
        try {
            for (String line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
                commands.append(line.split("\0", 2)[0]).append('\n');
            }
        } catch (IOException e) {
            // Git refuses it, too.
            return commands.toString();
        }
        return commands.toString();
    }

    boolean isApi() {
        return path.startsWith(API + "/") || path.equals(API);
    }

    boolean isGraphQl() {
        return path.equals(GRAPHQL);
    }

    boolean isGit() {
        return path.contains(".git/")
                && (path.endsWith("/info/refs") || path.endsWith(UPLOAD_PACK) || path.endsWith(RECEIVE_PACK));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The token of an {@code Authorization} header, of whichever scheme GitHub takes. */
    Optional<String> token() {
        return header("authorization").map(value -> {
            int space = value.indexOf(' ');
            String scheme = value.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
            String rest = value.substring(space + 1).strip();
            return switch (scheme) {
                case "bearer", "token" -> rest;
                case "basic" -> password(rest);
                default -> "";
            };
        });
    }

    private static String password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
