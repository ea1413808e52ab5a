package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How git servers are reached.
 *
 * @param user the name that is sent with the token
 * @param tokens what requests show
 * @param proxies what requests over HTTP go through
 * @param nanoTime as {@link System#nanoTime}; tells an answer that does not end
 * @param servers what they are known to be able to do
 */
public record RemoteAccess(
        String user, TokenSource tokens, ProxySelector proxies, LongSupplier nanoTime, KnownServers servers) {

    /** The same, with servers of which nothing is known yet. */
    public RemoteAccess(String user, TokenSource tokens, ProxySelector proxies, LongSupplier nanoTime) {
        this(user, tokens, proxies, nanoTime, new KnownServers());
    }

    /** Directly, and with all the time that an answer takes. */
    public static RemoteAccess direct(TokenSource tokens) {
        return new RemoteAccess("x-access-token", tokens, HttpClient.Builder.NO_PROXY, () -> 0);
    }

    /** The header {@code Authorization} of git's requests; empty without a token. */
    public Optional<String> authorization() {
        return tokens.token().map(token -> authorization(user, token));
    }

    /** The header {@code Authorization} that shows a token to a git server. */
    public static String authorization(String user, String token) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }
}
