package io.github.hirakuarai.codexrunner.forge;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was asked of the forge, oldest first. Safe for many threads. */
final class RequestLog {

    /** So that a forge that is left running for days does not fill its memory. */
    private static final int MOST = 20_000;

    private final Clock clock;
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private int count;

    RequestLog(Clock clock) {
        this.clock = clock;
    }

    synchronized int answered() {
        return count;
    }

    synchronized void add(Incoming incoming, int answeredBefore, Optional<ForgeUser> actor, Answer answer) {
        boolean text = !incoming.isGit();
        Map<String, String> headers = new HashMap<>(incoming.headers());
        headers.remove("authorization");
        requests.addLast(new RecordedRequest(
                ++count,
                answeredBefore,
                clock.instant(),
                incoming.method(),
                incoming.path(),
                incoming.query(),
                actor.map(ForgeUser::login).orElse(null),
                headers,
                text ? incoming.body().text() : incoming.pushed(),
                answer.status(),
                answer.headers(),
                text ? answer.body().text() : "",
                incoming.write()));
        if (requests.size() > MOST) {
            requests.removeFirst();
        }
    }

    synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }
}
