package io.github.hirakuarai.codexrunner.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Takes every request: finds out who asks, lets faults strike, hands it to the part that answers, and keeps a record. */
final class HttpFront implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    /** A test that forgets its latch should not hang for ever. */
    private static final long LONGEST_HOLD_SECONDS = 120;

    private final ForgeState state;
    private final RestFront rest;
    private final GraphQlRoutes graphQl;
    private final GitRoutes git;
    private final Pages pages;
    private final Faults faults;
    private final Lacks lacks;
    private final RequestLog log;
    /** What each address gave the last time, for stale answers. */
    private final Map<String, Answer> last = new ConcurrentHashMap<>();

    HttpFront(
            ForgeState state,
            RestFront rest,
            GraphQlRoutes graphQl,
            GitRoutes git,
            Pages pages,
            Faults faults,
            Lacks lacks,
            RequestLog log) {
        this.state = state;
        this.rest = rest;
        this.graphQl = graphQl;
        this.git = git;
        this.pages = pages;
        this.faults = faults;
        this.lacks = lacks;
        this.log = log;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            Incoming incoming = Incoming.read(exchange);
            int answeredBefore = log.answered();
            Optional<ForgeUser> actor = actor(incoming);
            @Nullable Fault fault = faults.strike(incoming).orElse(null);
            Answer answer = answer(incoming, actor, fault).with("x-github-request-id", requestId());
            log.add(incoming, answeredBefore, actor, answer);
            if (answer.status() == 0 || fault instanceof Fault.DropAfter) {
                return;
            }
            send(exchange, incoming, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Without an answer sent, this cuts the connection.
            exchange.close();
        }
    }

    private Answer answer(Incoming incoming, Optional<ForgeUser> actor, @Nullable Fault fault)
            throws InterruptedException {
        if (fault instanceof Fault.DropBefore) {
            return Answer.NONE;
        } else if (fault instanceof Fault.Answered answered) {
            return Answer.json(answered.status(), ApiException.body(answered.status(), answered.message(), null))
                    .with(answered.headers());
        } else if (fault instanceof Fault.Delay delay) {
            TimeUnit.MILLISECONDS.sleep(delay.time().toMillis());
        } else if (fault instanceof Fault.Hold hold && !hold.until().await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn(
                    "{} {} was held for {} s, nobody let it go",
                    incoming.method(),
                    incoming.path(),
                    LONGEST_HOLD_SECONDS);
        }
        Answer before = last.get(address(incoming));
        if (fault instanceof Fault.Stale && incoming.method().equals("GET") && before != null) {
            return before;
        }
        Answer answer = lacks.answer(incoming, asked -> safely(asked, actor));
        remember(incoming, answer);
        if (fault instanceof Fault.Altered altered && !answer.body().isEmpty()) {
            JsonNode changed = altered.change().apply(Json.parse(answer.body().bytes()));
            return new Answer(answer.status(), answer.headers(), new Body(Json.bytes(changed)));
        }
        return answer;
    }

    private Answer safely(Incoming incoming, Optional<ForgeUser> actor) {
        try {
            return route(incoming, actor);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", incoming.method(), incoming.path(), e);
            return Answer.json(500, ApiException.body(500, "the forge itself failed: " + e, null));
        }
    }

    private Answer route(Incoming incoming, Optional<ForgeUser> actor) {
        if (incoming.isApi()) {
            return rest.answer(incoming, actor);
        } else if (incoming.isGraphQl()) {
            return graphQl.answer(incoming, actor);
        } else if (incoming.isGit()) {
            return git.answer(incoming, actor);
        }
        return pages.answer(incoming);
    }

    private void remember(Incoming incoming, Answer answer) {
        if (incoming.method().equals("GET") && answer.status() == 200 && incoming.isApi()) {
            last.put(address(incoming), answer);
        }
    }

    private Optional<ForgeUser> actor(Incoming incoming) {
        synchronized (state) {
            return incoming.token().flatMap(state::userOfToken);
        }
    }

    private static String address(Incoming incoming) {
        return incoming.path() + "?" + incoming.query();
    }

    private static String requestId() {
        return UUID.randomUUID().toString().substring(0, 23).toUpperCase(Locale.ROOT);
    }

    private static void send(HttpExchange exchange, Incoming incoming, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean empty = answer.body().isEmpty()
                || answer.status() == 304
                || incoming.method().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().bytes().length);
        if (!empty) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body().bytes());
            }
        }
    }
}
