package io.github.hirakuarai.codexrunner.forge;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes requests go wrong, on demand. Safe for many threads. */
public final class Faults {

    private static final int EVERY = 0;

    private final List<Trap> traps = new ArrayList<>();

    Faults() {}

    /** Requests of a method ({@code *} for any) whose encoded path matches a regular expression as a whole. */
    public static Predicate<Incoming> request(String method, String path) {
        Pattern pattern = Pattern.compile(path);
        return incoming -> (method.equals("*") || method.equals(incoming.method()))
                && pattern.matcher(incoming.path()).matches();
    }

    /** Pushes that move at least one ref. */
    public static Predicate<Incoming> push() {
        return incoming -> incoming.write() && incoming.path().endsWith("/git-receive-pack");
    }

    /** The next request that matches goes wrong. */
    public void next(Predicate<Incoming> which, Fault fault) {
        nth(1, which, fault);
    }

    /** Of the requests from now on that match, the n-th goes wrong, counted from 1. */
    public synchronized void nth(int n, Predicate<Incoming> which, Fault fault) {
        if (n < 1) {
            throw new IllegalArgumentException("counted from 1: " + n);
        }
        traps.add(new Trap(which, fault, n));
    }

    /** Every request that matches goes wrong, until {@link #clear}. */
    public synchronized void every(Predicate<Incoming> which, Fault fault) {
        traps.add(new Trap(which, fault, EVERY));
    }

    /** Nothing goes wrong any more. */
    public synchronized void clear() {
        traps.clear();
    }

    /** The fault that strikes this request. Counts it for every trap that it matches. */
    synchronized Optional<Fault> strike(Incoming incoming) {
        @Nullable Fault struck = null;
        for (Iterator<Trap> all = traps.iterator(); all.hasNext(); ) {
            Trap trap = all.next();
            if (struck == null && trap.which.test(incoming)) {
                if (trap.remaining == EVERY) {
                    struck = trap.fault;
                } else if (--trap.remaining == 0) {
                    struck = trap.fault;
                    all.remove();
                }
            }
        }
        return Optional.ofNullable(struck);
    }

    private static final class Trap {

        private final Predicate<Incoming> which;
        private final Fault fault;
        private int remaining;

        Trap(Predicate<Incoming> which, Fault fault, int remaining) {
            this.which = which;
            this.fault = fault;
            this.remaining = remaining;
        }
    }
}
