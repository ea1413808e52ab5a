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

    private MaskedTrace(Throwable of, @Nullable Throwable cause, TextSanitizer texts) {
        super(texts.plain(of.toString()), cause, false, true);
        setStackTrace(of.getStackTrace());
    }

    /** Returns what may be logged of an exception. That a write failed is still seen: a full disk is known by it. */
    public static Exception of(Throwable e, TextSanitizer texts) {
        return of(e, texts, Collections.newSetFromMap(new IdentityHashMap<>()));
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
        IOException io = new IOException(texts.plain(String.valueOf(e.getMessage())), masked);
        io.setStackTrace(e.getStackTrace());
        return io;
    }
}
