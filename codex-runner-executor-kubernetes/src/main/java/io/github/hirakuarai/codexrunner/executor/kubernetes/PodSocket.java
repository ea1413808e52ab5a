package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an exec, by the protocol {@code v4.channel.k8s.io}. The library's own exec breaks off when a second message
 * is sent before the first has left, and asks for the pod before each exec; its sockets do neither.
 */
final class PodSocket implements WebSocket.Listener, AutoCloseable {

    private static final int OUTPUT = 1;
    private static final int ERROR = 2;
    private static final int STATUS = 3;

    private static final Duration CONNECT = Duration.ofSeconds(30);

    /** A connection that takes nothing for so long is lost. */
    private static final Duration SEND = Duration.ofMinutes(2);

    /** So is one that says nothing, which a long {@code git add} may do for minutes. */
    private static final Duration QUIET = Duration.ofMinutes(15);

    private static final Duration BETWEEN_TRIES = Duration.ofNanos(200_000);

    /** More than this is asked for when some of it has been read. */
    private static final int ROOM = 1 << 20;

    private final Channel output = new Channel();
    private final Channel error = new Channel();
    private volatile @Nullable WebSocket socket;
    private volatile @Nullable String over;
    /** Whether a message is to be asked for when there is room again. Guarded by this. */
    private boolean waiting;

    /** Of what has come and has not been read. Guarded by this. */
    private int held;

    private PodSocket() {}

    /**
     * Starts a command.
     *
     * @throws io.fabric8.kubernetes.client.http.WebSocketHandshakeException when the API server refuses
     */
    static PodSocket open(KubernetesClient client, String namespace, String pod, String container, List<String> command)
            throws IOException {
        StringBuilder url = new StringBuilder(client.getMasterUrl().toString().replaceAll("/+$", ""))
                .append("/api/v1/namespaces/" + namespace + "/pods/" + pod + "/exec?container=" + container)
                .append("&stdin=true&stdout=true&stderr=true");
        for (String word : command) {
            url.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        PodSocket made = new PodSocket();
        CompletableFuture<WebSocket> opened = client.getHttpClient()
                .newWebSocketBuilder()
                .subprotocol("v4.channel.k8s.io")
                .uri(WebSocket.toWebSocketUri(URI.create(url.toString())))
                .buildAsync(made);
        try {
            made.socket = opened.get(CONNECT.toSeconds(), TimeUnit.SECONDS);
            return made;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            made.close();
            throw new IOException("the API server did not answer in " + CONNECT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            made.close();
            throw new IOException("the runner's thread was interrupted", e);
        }
    }

    InputStream output() {
        return output;
    }

    InputStream error() {
        return error;
    }

    /** Why nothing comes any more; null while something may. */
    @Nullable
    String over() {
        return over;
    }

    /** Sends bytes to standard input. A socket takes one message at a time. */
    void send(byte[] bytes) throws IOException {
        WebSocket to = socket;
        long end = System.nanoTime() + SEND.toNanos();
        while (to != null && over == null && System.nanoTime() < end) {
            ByteBuffer message = ByteBuffer.allocate(bytes.length + 1)
                    .put((byte) 0)
                    .put(bytes)
                    .flip();
            if (to.send(message)) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        throw new IOException("the connection takes nothing" + (over == null ? "" : ": " + over));
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (over != null) {
            // Nobody waits for it any more.
            opened.sendClose(1000, "");
        }
    }

    @Override
    public void onMessage(WebSocket from, ByteBuffer message) {
        int channel = message.hasRemaining() ? message.get() : -1;
        int size = message.remaining();
        if (channel == STATUS) {
            // What comes after it is lost, as it is for everybody else. The marks say whether anything was.
            end("the command ended");
            from.sendClose(1000, "");
            from.request();
            return;
        }
        if (size > 0 && (channel == OUTPUT || channel == ERROR)) {
            (channel == OUTPUT ? output : error).add(message.slice());
        }
        synchronized (this) {
            held += size;
            // Standard error is read after the output is, so that nothing may wait for it.
            waiting = held > ROOM && channel == OUTPUT;
            if (waiting) {
                return;
            }
        }
        from.request();
    }

    private void taken(int bytes) {
        boolean ask;
        synchronized (this) {
            held -= bytes;
            ask = waiting && held <= ROOM;
            waiting &= !ask;
        }
        WebSocket from = socket;
        if (ask && from != null) {
            from.request();
        }
    }

    @Override
    public void onMessage(WebSocket from, String message) {
        from.request();
    }

    @Override
    public void onClose(WebSocket from, int code, String reason) {
        end("the connection was closed (" + code + ")");
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end(Cluster.line(failure));
    }

    private void end(String why) {
        if (over == null) {
            over = why;
        }
        output.wake();
        error.wake();
    }

    @Override
    public void close() {
        end("it was closed here");
        WebSocket to = socket;
        if (to != null) {
            to.sendClose(1000, "");
        }
    }

    /** What has come on a channel. */
    private final class Channel extends InputStream {

        private final Queue<ByteBuffer> pieces = new ArrayDeque<>();

        synchronized void add(ByteBuffer piece) {
            pieces.add(piece);
            notifyAll();
        }

        synchronized void wake() {
            notifyAll();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count;
            synchronized (this) {
                long end = System.nanoTime() + QUIET.toNanos();
                while (pieces.isEmpty() && over == null) {
                    await(end - System.nanoTime());
                }
                ByteBuffer piece = pieces.peek();
                if (piece == null) {
                    return -1;
                }
                count = Math.min(length, piece.remaining());
                piece.get(into, offset, count);
                if (!piece.hasRemaining()) {
                    pieces.remove();
                }
            }
            taken(count);
            return count;
        }

        private void await(long nanos) throws IOException {
            if (nanos <= 0) {
                throw new IOException("the connection has said nothing for " + QUIET.toMinutes() + " minutes");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the runner's thread was interrupted", e);
            }
        }
    }
}
