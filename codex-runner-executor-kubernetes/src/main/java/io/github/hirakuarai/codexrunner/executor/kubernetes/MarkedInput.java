package io.github.hirakuarai.codexrunner.executor.kubernetes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * An output that ends with a mark, which is taken off. An end without it is a lost connection: then reading fails, so that
 * nobody takes a part for the whole.
 */
final class MarkedInput extends InputStream {

    private final InputStream source;
    private final byte[] mark;
    private final Consumer<Boolean> finish;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    /** Where the bytes end that are not the mark's beginning. */
    private int free;

    private boolean ended;

    /**
     * Makes a stream.
     *
     * @param mark begins with a byte that is nowhere else in it
     * @param finish gets true at the mark, and false when the stream is closed before it
     */
    MarkedInput(InputStream source, byte[] mark, Consumer<Boolean> finish) {
        this.source = source;
        this.mark = mark.clone();
        this.finish = finish;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (from == free) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, free - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = source.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException("the connection ended before the command's output");
        }
        to += count;
        free = to;
        for (int at = to - 1; at >= 0; at--) {
            if (buffer[at] == mark[0]) {
                int same = Math.min(mark.length, to - at);
                if (Arrays.equals(buffer, at, at + same, mark, 0, same)) {
                    free = at;
                    ended = same == mark.length;
                    if (ended) {
                        finish.accept(true);
                    }
                }
                return;
            }
        }
    }

    @Override
    public void close() {
        if (!ended) {
            finish.accept(false);
        }
    }
}
