package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies that the environment names. */
class EnvironmentProxiesTest {

    private static final URI FORGE = URI.create("https://forge.example/octo/app.git");

    @TempDir
    private Path folder;

    @Test
    void requestsToTheApiAndToGitGoThroughTheProxy() throws Exception {
        try (RefusingProxy proxy = new RefusingProxy()) {
            EnvironmentProxies proxies = EnvironmentProxies.of(Map.of("HTTPS_PROXY", proxy.address()));

            assertThatThrownBy(() -> proxies.client()
                            .send(HttpRequest.newBuilder(FORGE).build(), HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
            RemoteAccess access = new RemoteAccess("x-access-token", Optional::empty, proxies, () -> 0);
            try (Mirror mirror = Mirror.open(folder.resolve("mirror.git"), FORGE, access)) {
                assertThatThrownBy(() -> mirror.refs("refs/heads/")).isInstanceOf(RunnerException.class);
            }

            assertThat(proxy.asked())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch("CONNECT forge.example:443 HTTP/1.1"::equals);
        }
    }

    @Test
    void aPlainAddressIsAskedForThroughTheProxyToo() throws Exception {
        try (RefusingProxy proxy = new RefusingProxy()) {
            EnvironmentProxies proxies = EnvironmentProxies.of(Map.of("http_proxy", proxy.address()));
            RemoteAccess access = new RemoteAccess("x-access-token", Optional::empty, proxies, () -> 0);
            URI plain = URI.create("http://forge.example/octo/app.git");
            try (Mirror mirror = Mirror.open(folder.resolve("mirror.git"), plain, access)) {
                assertThatThrownBy(() -> mirror.refs("refs/heads/")).isInstanceOf(RunnerException.class);
            }
            assertThat(proxy.asked())
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("GET http://forge.example/octo/app.git/info/refs"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "forge.example, https://forge.example/, false",
        "FORGE.example, https://forge.EXAMPLE/, false",
        "example, https://forge.example/, false",
        ".example, https://forge.example/, false",
        "*.example, https://forge.example/, false",
        "*, https://forge.example/, false",
        "'a.example, forge.example', https://forge.example/, false",
        "'a.example forge.example', https://forge.example/, false",
        "forge.example:443, https://forge.example/, false",
        "forge.example:8443, https://forge.example/, true",
        "forge.example:8443, https://forge.example:8443/, false",
        "orge.example, https://forge.example/, true",
        "other.example, https://forge.example/, true",
        "10.0.0.0/8, https://10.1.2.3/, false",
        "10.0.0.0/8, https://11.1.2.3/, true",
        "10.1.2.3, https://10.1.2.3/, false",
        "fd00::/8, 'https://[fd00::1]/', false",
        "'[fd00::1]', 'https://[fd00::1]/', false",
        "'', https://forge.example/, true",
        "'', https://localhost:8080/, false",
        "'', https://127.0.0.1/, false",
        "'', 'https://[::1]/', false"
    })
    void exceptionsAreReachedDirectly(String exceptions, URI uri, boolean throughProxy) {
        EnvironmentProxies proxies =
                EnvironmentProxies.of(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", exceptions));

        assertThat(proxies.select(uri))
                .containsExactly(
                        throughProxy
                                ? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128))
                                : Proxy.NO_PROXY);
    }

    @Test
    void lowerCaseComesFirstAndOneProxyMayStandForAll() {
        EnvironmentProxies proxies = EnvironmentProxies.of(Map.of(
                "https_proxy", "lower.example:1",
                "HTTPS_PROXY", "http://upper.example:2",
                "ALL_PROXY", "http://all.example:3"));

        assertThat(((InetSocketAddress) proxies.select(FORGE).get(0).address()).getHostString())
                .isEqualTo("lower.example");
        assertThat(((InetSocketAddress) proxies.select(URI.create("http://forge.example/"))
                                .get(0)
                                .address())
                        .getHostString())
                .isEqualTo("all.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://user:hunter2@proxy.example:1080",
                "https://user:hunter2@proxy.example",
                "http://user:hunter2@"
            })
    void whatIsNoHttpProxyIsRefusedWithoutItsPassword(String value) {
        assertThatThrownBy(() -> EnvironmentProxies.of(Map.of("HTTPS_PROXY", value)))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageContaining("http://HOST:PORT")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void thePasswordIsKnownSoThatItCanBeMasked() {
        assertThat(EnvironmentProxies.of(Map.of("HTTPS_PROXY", "http://user:hun%40ter2@proxy.example:3128"))
                        .passwords())
                .containsExactly("hun@ter2");
    }

    /** Notes what it is asked, and refuses. */
    private static final class RefusingProxy implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> asked = new CopyOnWriteArrayList<>();

        RefusingProxy() throws IOException {
            Thread thread = new Thread(this::serve, "proxy");
            thread.setDaemon(true);
            thread.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        List<String> asked() {
            return new ArrayList<>(asked);
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                    String first = in.readLine();
                    if (first != null) {
                        asked.add(first);
                    }
                    String line = first;
                    while (line != null && !line.isEmpty()) {
                        line = in.readLine();
                    }
                    socket.getOutputStream()
                            .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The client went away, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
