package io.github.hirakuarai.codexrunner.forge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Counts each account's requests in windows of an hour. Guarded by the state's lock. */
final class RateLimits {

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int OF_STRANGERS = 60;

    private final Map<String, Window> windows = new HashMap<>();
    private int limit = 5_000;

    /** How many requests an account has in an hour. */
    void setLimit(int limit) {
        this.limit = limit;
    }

    Window of(@Nullable ForgeUser actor, Instant now) {
        String key = actor == null ? "" : actor.login();
        Window window = windows.get(key);
        if (window == null || !now.isBefore(window.reset)) {
            window = new Window(now.plus(WINDOW));
            windows.put(key, window);
        }
        window.limit = actor == null ? Math.min(OF_STRANGERS, limit) : limit;
        return window;
    }

    /** One account's hour. */
    static final class Window {

        private final Instant reset;
        private int limit;
        private int used;

        private Window(Instant reset) {
            this.reset = reset;
        }

        boolean exhausted() {
            return used >= limit;
        }

        void count() {
            used++;
        }

        Map<String, String> headers() {
            return Map.of(
                    "x-ratelimit-limit", Integer.toString(limit),
                    "x-ratelimit-remaining", Integer.toString(remaining()),
                    "x-ratelimit-used", Integer.toString(used),
                    "x-ratelimit-reset", Long.toString(reset.getEpochSecond()),
                    "x-ratelimit-resource", "core");
        }

        /** The shape {@code rate-limit-overview}. */
        ObjectNode overview() {
            return Json.object("resources", Json.object("core", draw(), "search", draw()), "rate", draw());
        }

        private ObjectNode draw() {
            return Json.object("limit", limit, "remaining", remaining(), "used", used, "reset", reset.getEpochSecond());
        }

        private int remaining() {
            return Math.max(limit - used, 0);
        }
    }
}
