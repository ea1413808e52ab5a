package io.github.hirakuarai.codexrunner.executor.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between the runner and the API server, which can be cut. */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean down;
    private volatile long left = Long.MAX_VALUE;

    Relay(int port) throws IOException {
        this.port = port;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Cuts every connection. New ones work. */
    void cut() {
        open.forEach(Relay::close);
    }

    /** Cuts every connection, and every new one. */
    void down() {
        down = true;
        cut();
    }

    void up() {
        down = false;
        left = Long.MAX_VALUE;
    }

    /** Goes down after so many bytes of answers. */
    synchronized void downAfter(long bytes) {
        left = bytes;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (down) {
                    close(client);
                    continue;
                }
                Socket target = new Socket(InetAddress.getLoopbackAddress(), port);
                client.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
                open.add(client);
                open.add(target);
                thread(() -> copy(client, target, false));
                thread(() -> copy(target, client, true));
            } catch (IOException e) {
                // The server's end, or a connection that came to nothing.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[1 << 14];
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                int room = answers ? room(count) : count;
                output.write(buffer, 0, room);
                if (room < count) {
                    down();
                }
            }
        } catch (IOException e) {
            // Cut, or closed by one of both.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized int room(int count) {
        int room = (int) Math.min(count, left);
        left -= room;
        return room;
    }

    private static void close(Socket socket) {
        try {
            // A reset, as by a proxy that was killed.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
