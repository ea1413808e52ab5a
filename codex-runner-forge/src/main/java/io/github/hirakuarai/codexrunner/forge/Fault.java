package io.github.hirakuarai.codexrunner.forge;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** How a request goes wrong. */
public sealed interface Fault {

    /** Another answer, in GitHub's shape for refusals; the forge does nothing. */
    static Fault answer(int status, Map<String, String> headers) {
        return new Answered(status, headers, "the forge was told to answer so");
    }

    /** Another answer with its message; the forge does nothing. */
    static Fault answer(int status, Map<String, String> headers, String message) {
        return new Answered(status, headers, message);
    }

    /** The connection is cut before the forge has done anything. */
    static Fault drop() {
        return new DropBefore();
    }

    /** The forge does what is asked, and cuts the connection instead of answering. */
    static Fault actThenDrop() {
        return new DropAfter();
    }

    /** The forge takes its time before it does anything. */
    static Fault delay(Duration time) {
        return new Delay(time);
    }

    /** The forge waits for the latch before it does anything. */
    static Fault hold(CountDownLatch until) {
        return new Hold(until);
    }

    /** A GET gets once more what this address gave the last time; without a last time it is served as ever. */
    static Fault stale() {
        return new Stale();
    }

    /** The forge does what is asked, and what it answers is changed. */
    static Fault altered(UnaryOperator<JsonNode> change) {
        return new Altered(change);
    }

    /** See {@link #answer(int, Map, String)}. */
    record Answered(int status, Map<String, String> headers, String message) implements Fault {
        public Answered {
            headers = Map.copyOf(headers);
        }
    }

    /** See {@link #drop}. */
    record DropBefore() implements Fault {}

    /** See {@link #actThenDrop}. */
    record DropAfter() implements Fault {}

    /** See {@link #delay}. */
    record Delay(Duration time) implements Fault {}

    /** See {@link #hold}. */
    record Hold(CountDownLatch until) implements Fault {}

    /** See {@link #stale}. */
    record Stale() implements Fault {}

    /** See {@link #altered}. */
    record Altered(UnaryOperator<JsonNode> change) implements Fault {}
}
