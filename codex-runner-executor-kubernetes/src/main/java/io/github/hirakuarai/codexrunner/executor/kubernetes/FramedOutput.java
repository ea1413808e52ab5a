package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends bytes in frames, each after a line with its length. Closing sends the length 0, which is how the other side knows the
 * end: the connection itself cannot close one direction.
 */
final class FramedOutput extends OutputStream {

    /** Larger messages may be refused on their way. */
    private static final int FRAME = 1 << 15;

    private final PodSocket socket;
    private final byte[] buffer = new byte[FRAME];
    private int used;
    private boolean closed;

    FramedOutput(PodSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (closed) {
                throw new IOException("it is closed");
            }
            int count = Math.min(length - done, buffer.length - used);
            System.arraycopy(bytes, offset + done, buffer, used, count);
            used += count;
            done += count;
            if (used == buffer.length) {
                flush();
            }
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (used > 0) {
            byte[] head = (used + "\n").getBytes(US_ASCII);
            byte[] frame = new byte[head.length + used];
            System.arraycopy(head, 0, frame, 0, head.length);
            System.arraycopy(buffer, 0, frame, head.length, used);
            used = 0;
            socket.send(frame);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            flush();
            closed = true;
            socket.send("0\n".getBytes(US_ASCII));
        }
    }
}
