package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.function.LongSupplier;

/**
 * How git servers are reached.
 *
 * @param tokens what requests show
 * @param proxies what requests over HTTP go through
 * @param nanoTime as {@link System#nanoTime}; tells an answer that does not end
 */
public record RemoteAccess(TokenSource tokens, ProxySelector proxies, LongSupplier nanoTime) {

    /** Directly, and with all the time that an answer takes. */
    public static RemoteAccess direct(TokenSource tokens) {
        return new RemoteAccess(tokens, HttpClient.Builder.NO_PROXY, () -> 0);
    }
}
