package io.github.hirakuarai.codexrunner.git;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests as another client does, each with the login for the proxy that it goes through. The JDK's own way, an
 * {@link Authenticator}, takes the requests' {@code Authorization} away before Java 23.
 */
final class ProxyLoginClient extends HttpClient {

    private final HttpClient client;
    private final EnvironmentProxies proxies;

    ProxyLoginClient(HttpClient client, EnvironmentProxies proxies) {
        this.client = client;
        this.proxies = proxies;
    }

    private HttpRequest withLogin(HttpRequest request) {
        @Nullable
        String login = proxies.authorization(proxies.select(request.uri()).get(0));
        return login == null
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .setHeader(EnvironmentProxies.LOGIN, login)
                        .build();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(withLogin(request), handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(withLogin(request), handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushed) {
        return client.sendAsync(withLogin(request), handler, pushed);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
