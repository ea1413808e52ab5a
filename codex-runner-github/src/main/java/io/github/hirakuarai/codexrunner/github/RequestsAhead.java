package io.github.hirakuarai.codexrunner.github;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were sent before anybody waits for their answers, so that the forge works on several at the same time. Whoever
 * then sends the same request gets that answer. Safe for many threads.
 */
final class RequestsAhead {

    private final Map<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> sent = new ConcurrentHashMap<>();
    private final Function<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> send;

    RequestsAhead(Function<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> send) {
        this.send = send;
    }

    /** Sends a request that somebody will ask for; {@link #drop} it afterwards. */
    void start(HttpRequest request) {
        sent.computeIfAbsent(request, send);
    }

    /** The answer to a request: the one on its way, for the first who asks. */
    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        @Nullable CompletableFuture<HttpResponse<byte[]>> answer = sent.remove(request);
        return answer == null ? send.apply(request) : answer;
    }

    /** Gives a request up for which nobody has asked. */
    void drop(HttpRequest request) {
        @Nullable CompletableFuture<HttpResponse<byte[]>> answer = sent.remove(request);
        if (answer != null) {
            answer.cancel(true);
        }
    }
}
