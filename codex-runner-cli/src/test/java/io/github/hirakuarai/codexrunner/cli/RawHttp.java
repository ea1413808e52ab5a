package io.github.hirakuarai.codexrunner.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a server on this machine as an attacker may: Java's own client lets nobody choose the host or the origin. */
final class RawHttp {

    private RawHttp() {}

    /**
     * Sends a request and gives the whole answer.
     *
     * @param headers a {@code Host} among them takes the place of the server's own
     */
    static String ask(URI server, String method, String path, String body, String... headers) throws IOException {
        boolean host = String.join("", headers).contains("Host:");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\n"
                                    + (host ? "" : "Host: 127.0.0.1:" + server.getPort() + "\r\n")
                                    + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n")
                                    + (body.isEmpty()
                                            ? ""
                                            : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n")
                                    + "Connection: close\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
