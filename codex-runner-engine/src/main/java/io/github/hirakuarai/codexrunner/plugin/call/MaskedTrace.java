package io.github.hirakuarai.codexrunner.plugin.call;

import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stack trace of an exception and of its causes, fit for a log: a message may hold a secret. */
public final class MaskedTrace extends Exception {

    private static final long serialVersionUID = 1;

    /** Longer messages are none, and would be written into records, comments and logs. */
    private static final int LONGEST = 4_000;

    private MaskedTrace(Throwable of, @Nullable Throwable cause, TextSanitizer texts) {
        super(texts.plain(cut(of.toString())), cause, false, true);
        setStackTrace(of.getStackTrace());
    }

    /** Returns what may be logged of an exception. That a write failed is still seen: a full disk is known by it. */
    public static Exception of(Throwable e, TextSanitizer texts) {
        return of(e, texts, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * Returns when an exception and its causes say what they are.
     *
     * @throws IllegalStateException when one cannot: whoever handles it would fail in its place
     */
    static void requireReadable(Throwable e) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        StringBuilder said = new StringBuilder();
        try {
            for (@Nullable Throwable at = e; at != null && seen.add(at); at = at.getCause()) {
                said.append(at.getMessage()).append(at);
            }
        } catch (RuntimeException | Error unreadable) {
            throw new IllegalStateException(e.getClass().getName() + ", whose message cannot be read");
        }
    }

    /** The beginning of a message that is longer than anybody reads. */
    static String cut(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " […]";
    }

    private static Exception of(Throwable e, TextSanitizer texts, Set<Throwable> seen) {
        if (e instanceof MaskedTrace masked) {
            return masked;
        }
        seen.add(e);
        @Nullable Throwable cause = e.getCause();
        @Nullable Throwable masked = cause == null || seen.contains(cause) ? null : of(cause, texts, seen);
        if (!(e instanceof IOException)) {
            return new MaskedTrace(e, masked, texts);
        }
        IOException io = new IOException(texts.plain(cut(String.valueOf(e.getMessage()))), masked);
        io.setStackTrace(e.getStackTrace());
        return io;
    }
}
