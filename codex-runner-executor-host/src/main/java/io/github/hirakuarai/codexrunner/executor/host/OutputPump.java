package io.github.hirakuarai.codexrunner.executor.host;

import io.github.hirakuarai.codexrunner.spi.StepSink;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of the keeper for as long as the keeper lives, and hands each step's part of it to that step's sink.
 *
 * <p>A step's part ends with the keeper's word: a NUL byte, the step's nonce, and how it ended. The step cannot forge it,
 * for it does not know the nonce.
 */
final class OutputPump implements Runnable {

    /** After the nonce: E or S, and three digits. */
    private static final int CODE_LENGTH = 4;

    private static final int CHUNK = 64 * 1024;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    /** One step's part of the stream. */
    private static final class Part {

        private final byte[] mark;
        private final StepSink sink;
        private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

        Part(String nonce, StepSink sink) {
            this.mark = ('\0' + nonce).getBytes(StandardCharsets.US_ASCII);
            this.sink = sink;
        }
    }

    private final InputStream input;
    private final StepSink.Stream stream;
    private @Nullable Part part;
    private boolean ended;

    OutputPump(InputStream input, StepSink.Stream stream) {
        this.input = input;
        this.stream = stream;
    }

    /**
     * Begins a step's part.
     *
     * @return how the step ended, as the keeper says; empty when the stream ended instead
     */
    synchronized CompletableFuture<Optional<String>> begin(String nonce, StepSink sink) {
        Part next = new Part(nonce, sink);
        part = next;
        if (ended) {
            next.end.complete(Optional.empty());
        }
        return next.end;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[CHUNK];
        int held = 0;
        try {
            int count = input.read(buffer, held, buffer.length - held);
            while (count >= 0) {
                held = take(buffer, held + count);
                count = input.read(buffer, held, buffer.length - held);
            }
        } catch (IOException closed) {
            // The workspace was closed: no step is waiting.
        }
        Part last;
        synchronized (this) {
            ended = true;
            last = part;
        }
        if (last != null) {
            if (held > 0) {
                last.sink.write(stream, buffer, 0, held);
            }
            last.end.complete(Optional.empty());
        }
    }

    /** Hands on what surely is the step's, and moves the rest, which may be the beginning of the mark, to the front. */
    private int take(byte[] buffer, int length) {
        Part current;
        synchronized (this) {
            current = part;
        }
        if (current == null) {
            // A process that got away from its step; nobody waits for what it says.
            return 0;
        }
        int at = find(current.mark, buffer, length);
        if (at > 0) {
            current.sink.write(stream, buffer, 0, at);
        }
        int whole = current.mark.length + CODE_LENGTH;
        if (length - at < whole) {
            System.arraycopy(buffer, at, buffer, 0, length - at);
            return length - at;
        }
        String code = new String(buffer, at + current.mark.length, CODE_LENGTH, StandardCharsets.US_ASCII);
        synchronized (this) {
            part = null;
        }
        current.end.complete(Optional.of(code));
        return 0;
    }

    /** Where the mark, or what may be its beginning at the end of the buffer, stands; {@code length} when nowhere. */
    private static int find(byte[] mark, byte[] buffer, int length) {
        int at = candidate(mark, buffer, 0, length);
        while (at < length && !agrees(mark, buffer, at, length)) {
            at = candidate(mark, buffer, at + 1, length);
        }
        return at;
    }

    /**
     * Where the first two bytes of the mark may stand next, eight places at a time; {@code length} when nowhere. Two, because
     * some output is full of NUL bytes.
     */
    private static int candidate(byte[] mark, byte[] buffer, int from, int length) {
        long second = LOWEST_BITS * mark[1];
        int at = from;
        while (at + 1 + Long.BYTES <= length) {
            long found = zeros((long) EIGHT.get(buffer, at)) & zeros((long) EIGHT.get(buffer, at + 1) ^ second);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < length && buffer[at] != 0) {
            at++;
        }
        return at;
    }

    /** The highest bit of each byte that is zero, and now and then of one that is not but stands above one that is. */
    private static long zeros(long eight) {
        return (eight - LOWEST_BITS) & ~eight & HIGHEST_BITS;
    }

    private static boolean agrees(byte[] mark, byte[] buffer, int at, int length) {
        int count = Math.min(mark.length, length - at);
        for (int index = 1; index < count; index++) {
            if (buffer[at + index] != mark[index]) {
                return false;
            }
        }
        return true;
    }
}
