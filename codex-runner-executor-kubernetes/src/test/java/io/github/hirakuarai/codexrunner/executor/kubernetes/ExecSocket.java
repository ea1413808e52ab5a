package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An exec as a kubelet serves it, by the protocol v4.channel.k8s.io, with a real process behind it. */
final class ExecSocket extends WebSocketListener {

    private static final byte[] END = {};

    /** What goes wrong with it. */
    enum Fault {
        NONE,
        /** The socket is closed before the process has read anything. */
        CLOSED_AT_ONCE,
        /** The socket is closed in the middle of the command's output, with nothing said. */
        CLOSED_IN_OUTPUT,
        /** All output comes, but no exit code: the socket is closed. */
        NO_EXIT_CODE,
        /** An exit code 0 comes while the process runs. */
        EARLY_SUCCESS,
        /** The end of the output is lost; the exit code is the process's. */
        OUTPUT_CUT,
        /** Nothing of the output comes; the exit code is 0. */
        OUTPUT_LOST,
        /** Standard error is lost. */
        ERROR_LOST,
        /** The exit code of a success is told as a failure. */
        WRONG_CODE,
        /** The status is no JSON. */
        STATUS_GARBLED,
        /** Nothing comes, and nothing ends, until the client goes. */
        SILENT
    }

    private final PodProcesses pod;
    private final List<String> command;
    private final Fault fault;
    private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();
    private final CountDownLatch pumped = new CountDownLatch(2);
    private final AtomicLong sent = new AtomicLong();
    private volatile Process process;

    ExecSocket(PodProcesses pod, List<String> command, Fault fault) {
        this.pod = pod;
        this.command = command;
        this.fault = fault;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        if (fault == Fault.CLOSED_AT_ONCE) {
            thread(() -> socket.close(1001, "going away"));
            return;
        }
        try {
            process = pod.start(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        thread(this::feed);
        thread(() -> pump(process.getInputStream(), 1, socket));
        thread(() -> pump(process.getErrorStream(), 2, socket));
        thread(() -> end(socket));
        if (fault == Fault.EARLY_SUCCESS) {
            thread(() -> {
                send(socket, 3, "{\"metadata\":{},\"status\":\"Success\"}".getBytes(UTF_8));
                socket.close(1000, "");
            });
        }
    }

    @Override
    public void onMessage(WebSocket socket, byte[] bytes) {
        if (bytes.length > 1 && bytes[0] == 0) {
            input.add(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        input.add(END);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
        input.add(END);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable error, Response response) {
        input.add(END);
    }

    private void feed() {
        try (var stdin = process.getOutputStream()) {
            for (byte[] bytes = input.take(); bytes != END; bytes = input.take()) {
                stdin.write(bytes);
                stdin.flush();
            }
        } catch (IOException | InterruptedException e) {
            // It reads no more.
        }
    }

    private void pump(InputStream stream, int channel, WebSocket socket) {
        byte[] buffer = new byte[1 << 14];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                if (fault == Fault.SILENT
                        || fault == Fault.EARLY_SUCCESS
                        || (fault == Fault.OUTPUT_LOST && channel == 1)
                        || (fault == Fault.ERROR_LOST && channel == 2)) {
                    continue;
                }
                int kept = count;
                if (channel == 1 && (fault == Fault.OUTPUT_CUT || fault == Fault.CLOSED_IN_OUTPUT)) {
                    // The first two thirds of each piece until something is missing, and then nothing.
                    kept = sent.getAndSet(1) == 0 ? count * 2 / 3 : 0;
                }
                send(socket, channel, Arrays.copyOf(buffer, kept));
                if (channel == 1 && fault == Fault.CLOSED_IN_OUTPUT) {
                    socket.close(1006, "");
                }
            }
        } catch (IOException | RuntimeException e) {
            // The client is gone.
        } finally {
            pumped.countDown();
        }
    }

    private void end(WebSocket socket) {
        try {
            int code = process.waitFor();
            pumped.await();
            switch (fault) {
                case SILENT, EARLY_SUCCESS, CLOSED_IN_OUTPUT -> {}
                case NO_EXIT_CODE -> socket.close(1000, "");
                case STATUS_GARBLED -> finish(socket, "not JSON");
                case WRONG_CODE -> finish(socket, status(code == 0 ? 42 : 0));
                case OUTPUT_LOST -> finish(socket, status(0));
                default -> finish(socket, status(code));
            }
        } catch (InterruptedException | RuntimeException e) {
            // The client is gone.
        }
    }

    private static void finish(WebSocket socket, String status) {
        send(socket, 3, status.getBytes(UTF_8));
        socket.close(1000, "");
    }

    private static String status(int code) {
        return code == 0
                ? "{\"metadata\":{},\"status\":\"Success\"}"
                : "{\"metadata\":{},\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                        + "[{\"reason\":\"ExitCode\",\"message\":\"" + code + "\"}]}}";
    }

    private static void send(WebSocket socket, int channel, byte[] bytes) {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        socket.send(message);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "kubelet");
        thread.setDaemon(true);
        thread.start();
    }
}
