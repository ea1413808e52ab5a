package io.github.hirakuarai.codexrunner.github;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests to one forge, and what its answers mean. Alone knows the token, and sends it to the origin of the API's URL only.
 * Safe for many threads.
 *
 * <p>Every method throws {@link LostAnswerException} when the forge does not answer or stumbles, {@link RefusedException}
 * when it says no, and {@link io.github.hirakuarai.codexrunner.spi.RateLimitedException} when it wants to be left alone.
 */
final class GitHubHttp {

    private static final int REDIRECTS = 3;
    /** A list of more pages than that is a forge's that goes round in circles. */
    private static final int MOST_PAGES = 2_000;
    /** A page of 100 texts of the longest that GitHub takes, with room for their escapes. */
    private static final int MOST_BYTES = 64 << 20;
    /** More than a list of 30,000 comments takes. */
    private static final long MOST_BYTES_OF_LIST = 128L << 20;
    /** What small values, such as {@code {}}, take in memory is many times their text: room for 20,000 issues. */
    private static final long MOST_TOKENS = 4_000_000;

    private final Origin origin;
    private final TokenSource tokens;
    private final Answers answers;
    private final RateLimit queryLimit;
    private final Answers queryAnswers;
    private final RateLimit limit;
    private final HttpTimings timings;
    private final Waiting waiting;
    private final WritePace pace;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final FailsafeExecutor<Object> repeating;
    private final HttpClient client;
    private final RequestsAhead ahead;
    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .build();
    private final PolledPages polled = new PolledPages();
    private final AtomicLong requests = new AtomicLong();
    private volatile @Nullable Long quotaLeft;

    /** @param client follows no redirection: that is done here, because the JDK's sends Authorization along to other hosts */
    GitHubHttp(
            HttpClient client,
            URI apiUrl,
            TokenSource tokens,
            TextSanitizer texts,
            Clock clock,
            HttpTimings timings,
            Waiting waiting) {
        this.ahead = new RequestsAhead(this::start);
        this.client = client;
        this.origin = new Origin(apiUrl);
        this.tokens = tokens;
        this.limit = new RateLimit(clock, origin.host(), timings.backOff());
        this.answers = new Answers(origin, texts, limit, json);
        // A quota of its own: when it is used up, everything else goes on.
        this.queryLimit = new RateLimit(clock, origin.host() + "'s GraphQL", timings.backOff());
        this.queryAnswers = new Answers(origin, texts, queryLimit, json);
        this.timings = timings;
        this.waiting = waiting;
        this.pace = new WritePace(waiting);
        this.repeating = Failsafe.with(RetryPolicy.builder()
                .handle(LostAnswerException.class)
                .withMaxRetries(timings.retries())
                .withBackoff(timings.pause(), timings.pause().multipliedBy(16))
                .withJitter(0.25)
                .build());
    }

    /** The forge that is spoken to. */
    Origin origin() {
        return origin;
    }

    /** What to check when something is not there. */
    String toCheck(String first) {
        return answers.toCheck(first);
    }

    /** What was asked for so far. */
    ForgeUse use() {
        return new ForgeUse(requests.get(), quotaLeft);
    }

    /** Reads what stands at a path of the API. */
    JsonNode get(String path) {
        return read("GET", origin.at(path), null).body();
    }

    /** As {@link #get}; empty when it is not there, or may not be seen. */
    Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (RefusedException e) {
            if (e.missing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The first page of a list. The path asks for 100 on a page. */
    Page firstPage(String path) {
        return page(origin.at(path));
    }

    /** The first page of a list that is asked for again and again; while it is unchanged, that costs nothing of the quota. */
    Page polledPage(String path) {
        URI uri = origin.at(path);
        Optional<PolledPages.Known> before = polled.at(uri);
        Answer answer =
                read("GET", uri, null, before.map(PolledPages.Known::tag).orElse(null));
        if (answer.unchanged()) {
            return before.orElseThrow().page();
        }
        Page page = answers.page(uri, answer);
        polled.keep(uri, answer, page);
        return page;
    }

    /**
     * Asks for several things at the same time, each of which a method of this class then reads.
     *
     * @return to be closed when that is done: what was not read is given up
     */
    Ahead askAhead(List<String> paths) {
        limit.check();
        List<HttpRequest> requests = new ArrayList<>();
        for (String path : paths) {
            URI uri = origin.at(path);
            @Nullable String tag = polled.at(uri).map(PolledPages.Known::tag).orElse(null);
            HttpRequest request = request("GET", uri, null, tag);
            ahead.start(request);
            requests.add(request);
        }
        return () -> requests.forEach(ahead::drop);
    }

    /** What was asked for. */
    interface Ahead extends AutoCloseable {
        @Override
        void close();
    }

    /** Has every list answered in full once more. */
    void forgetPolledPages() {
        polled.forget();
    }

    /** The whole list that begins with this page. */
    List<JsonNode> all(Page first) {
        return until(first, items -> false);
    }

    /** The list that begins with this page, up to the first page whose items are enough. */
    List<JsonNode> until(Page first, Predicate<List<JsonNode>> enough) {
        List<JsonNode> items = new ArrayList<>(first.items());
        long size = first.size();
        Page page = first;
        for (int pages = 1; page.next() != null && !enough.test(page.items()); pages++) {
            if (pages == MOST_PAGES || size > MOST_BYTES_OF_LIST) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        origin.host() + " gives a list that has not ended after " + pages + " pages and " + (size >> 20)
                                + " MB at " + page.next().getPath() + "; check github.apiUrl");
            }
            Page following = page(page.next());
            if (following.repeats(page)) {
                break;
            }
            items.addAll(following.items());
            size += following.size();
            page = following;
        }
        return items;
    }

    /** The whole list at a path. */
    List<JsonNode> list(String path) {
        return all(firstPage(path));
    }

    /** Asks by POST for what changes nothing users see: a token. */
    JsonNode ask(String path) {
        return read("POST", origin.at(path), null).body();
    }

    /** A text of the forge's, fit for a message. */
    String plain(String text) {
        return answers.plain(text);
    }

    /** Asks GraphQL. */
    JsonNode query(Object question) {
        Answer answer = repeating.get(() -> {
            queryLimit.check();
            return exchange("POST", origin.graphql(), question, queryAnswers);
        });
        // GraphQL has a limit of its own, and answers 200 when it is reached.
        for (JsonNode error : answer.body().path("errors").values()) {
            if (error.path("type").asString("").equals("RATE_LIMITED")) {
                throw queryLimit.limited(answer.headers());
            }
        }
        return answer.body();
    }

    /**
     * Writes once. When this throws {@link LostAnswerException}, the write may have happened.
     *
     * @param creates whether the forge counts it as new content
     */
    JsonNode writeOnce(String method, String path, @Nullable Object body, boolean creates, Fence fence) {
        writing.lock();
        try {
            limit.check();
            if (timings.paced()) {
                pace.await(creates);
            }
            // The last thing before the request, because the wait may have outlived the claim.
            fence.check();
            return exchange(method, origin.at(path), body, answers).body();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            writing.unlock();
        }
    }

    /** Writes what is the same when it is done twice, and so is repeated until an answer comes. */
    JsonNode write(String method, String path, @Nullable Object body, Fence fence) {
        return repeating.get(() -> writeOnce(method, path, body, false, fence));
    }

    /** Gives the forge a moment, so that what a lost request did can be seen. */
    void settle() {
        try {
            waiting.await(timings.pause().multipliedBy(4));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Page page(URI uri) {
        return answers.page(uri, read("GET", uri, null));
    }

    private Answer read(String method, URI uri, @Nullable Object body) {
        return read(method, uri, body, null);
    }

    private Answer read(String method, URI uri, @Nullable Object body, @Nullable String tag) {
        return repeating.get(() -> {
            limit.check();
            return exchange(method, uri, body, tag, answers);
        });
    }

    private Answer exchange(String method, URI uri, @Nullable Object body, Answers reader) {
        return exchange(method, uri, body, null, reader);
    }

    /** @param tag of an answer that is known, so that it need not be sent again; null for none */
    private Answer exchange(String method, URI uri, @Nullable Object body, @Nullable String tag, Answers reader) {
        URI target = uri;
        for (int hop = 0; ; hop++) {
            HttpResponse<byte[]> response = send(method, target, body, tag);
            noteQuota(response.headers());
            Optional<Answer> unchanged = tag == null ? Optional.empty() : reader.unchanged(response);
            if (unchanged.isPresent()) {
                return unchanged.get();
            }
            Optional<URI> elsewhere = reader.redirect(method, target, response);
            if (elsewhere.isEmpty()) {
                return reader.read(method, target, response);
            }
            if (hop == REDIRECTS) {
                throw new RunnerException(
                        ErrorCode.REFUSED, origin.host() + " redirects " + uri.getPath() + " in a circle");
            }
            target = elsewhere.get();
        }
    }

    /** GraphQL has a quota of its own, which says little here. */
    private void noteQuota(HttpHeaders headers) {
        if (headers.firstValue("X-RateLimit-Resource").orElse("core").equals("core")) {
            headers.firstValue("X-RateLimit-Remaining")
                    .filter(text -> text.matches("[0-9]{1,9}"))
                    .ifPresent(text -> quotaLeft = Long.valueOf(text));
        }
    }

    private HttpRequest request(String method, URI uri, @Nullable Object body, @Nullable String tag) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.require(uri))
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "codex-runner");
        tokens.token().ifPresent(token -> request.header("Authorization", "Bearer " + Origin.requireToken(token)));
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }
        return request.build();
    }

    private CompletableFuture<HttpResponse<byte[]>> start(HttpRequest request) {
        requests.incrementAndGet();
        return client.sendAsync(request, new BoundedBody(MOST_BYTES));
    }

    private HttpResponse<byte[]> send(String method, URI uri, @Nullable Object body, @Nullable String tag) {
        CompletableFuture<HttpResponse<byte[]>> answer = ahead.send(request(method, uri, body, tag));
        try {
            // Not the request's own timeout: that one ends with the headers, and a body may stall as well.
            return answer.get(timings.answer().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw lost("did not answer within " + timings.answer().toSeconds() + " s", method, uri, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BoundedBody.TooLongException cause) {
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        origin.host() + " answers " + method + " " + uri.getPath() + " with more than "
                                + (MOST_BYTES >> 20) + " MB; check github.apiUrl",
                        cause);
            }
            if (e.getCause() instanceof IOException cause) {
                throw unreachable(method, uri, cause);
            }
            throw new RunnerException(ErrorCode.INTERNAL, "the request " + method + " " + uri.getPath() + " failed", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(e);
        }
    }

    private LostAnswerException lost(String what, String method, URI uri, Exception cause) {
        return new LostAnswerException(
                origin.host() + " " + what + " at " + method + " " + uri.getPath()
                        + ": check the network, the proxy settings and github.apiUrl",
                cause);
    }

    private LostAnswerException unreachable(String method, URI uri, IOException cause) {
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof UnresolvedAddressException || inner instanceof UnknownHostException) {
                return new LostAnswerException(
                        "unknown host " + uri.getHost() + "; check github.apiUrl, the network and the name server",
                        cause);
            }
        }
        if (cause instanceof ConnectException) {
            return new LostAnswerException(
                    origin.host()
                            + " refuses connections, so the port may be wrong or the server down; check github.apiUrl,"
                            + " the network and the proxy settings",
                    cause);
        }
        return lost("cannot be reached (" + describe(cause) + ")", method, uri, cause);
    }

    private static String describe(IOException cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : Answers.oneLine(message);
    }

    private RunnerException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RunnerException(ErrorCode.UNREACHABLE, "interrupted while talking to " + origin.host(), cause);
    }
}
