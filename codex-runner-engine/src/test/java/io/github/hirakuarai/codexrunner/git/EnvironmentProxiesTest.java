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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
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
        try (RefusingProxy proxy = new RefusingProxy(false)) {
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
        try (RefusingProxy proxy = new RefusingProxy(false)) {
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

    @Test
    void aProxyWithAPasswordGetsItAndTheForgeStillGetsItsToken() throws Exception {
        try (RefusingProxy proxy = new RefusingProxy(false)) {
            String address = proxy.address().replace("//", "//user:hun%40ter2@");
            EnvironmentProxies proxies = EnvironmentProxies.of(Map.of("ALL_PROXY", address));
            String login = "proxy-authorization: Basic "
                    + Base64.getEncoder().encodeToString("user:hun@ter2".getBytes(StandardCharsets.UTF_8));

            assertThat(send(proxies, URI.create("http://forge.example/user"))).isEqualTo(502);
            assertThat(proxy.heads()).singleElement().asString().contains(login, "authorization: Bearer the-token");

            assertThat(send(proxies, URI.create(proxy.address() + "/direct"))).isEqualTo(502);
            assertThat(proxy.heads())
                    .last()
                    .asString()
                    .contains("authorization: Bearer the-token")
                    .doesNotContain("proxy-");
        }
    }

    /** In a process of its own: the JDK reads once, before its first request, which logins it may give for a tunnel. */
    @Test
    void aProxyWithAPasswordGetsItBeforeATunnel() throws Exception {
        try (RefusingProxy proxy = new RefusingProxy(true)) {
            String address = proxy.address().replace("//", "//user:hun%40ter2@");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Tunnel.class.getName(),
                            address,
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.waitFor()).isZero();

            assertThat(proxy.heads())
                    .allMatch(head -> head.startsWith("CONNECT forge.example:443") && !head.contains("the-token"));
            assertThat(proxy.heads().get(0)).as("of the API").contains("proxy-authorization: Basic ");
            assertThat(proxy.heads()).last().asString().as("of git").contains("proxy-authorization: Basic ");
        }
    }

    /** Asks the API and git through a proxy, which refuses both. */
    static final class Tunnel {

        private Tunnel() {}

        public static void main(String[] words) throws Exception {
            EnvironmentProxies proxies = EnvironmentProxies.of(Map.of("HTTPS_PROXY", words[0]));
            assertThatThrownBy(() -> send(proxies, FORGE)).isInstanceOf(IOException.class);
            RemoteAccess access = new RemoteAccess("x-access-token", Optional::empty, proxies, () -> 0);
            try (Mirror mirror = Mirror.open(Path.of(words[1]).resolve("mirror.git"), FORGE, access)) {
                assertThatThrownBy(() -> mirror.refs("refs/heads/")).isInstanceOf(RunnerException.class);
            }
        }
    }

    private static int send(EnvironmentProxies proxies, URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer the-token")
                .build();
        return proxies.client()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
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
        private final boolean wantsLogin;
        private final List<String> heads = new CopyOnWriteArrayList<>();

        /** @param wantsLogin whether it refuses otherwise without one */
        RefusingProxy(boolean wantsLogin) throws IOException {
            this.wantsLogin = wantsLogin;
            Thread thread = new Thread(this::serve, "proxy");
            thread.setDaemon(true);
            thread.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        /** The first line of each request. */
        List<String> asked() {
            return heads.stream()
                    .map(head -> head.lines().findFirst().orElseThrow())
                    .toList();
        }

        /** The head of each request, with the names of its fields in lower case. */
        List<String> heads() {
            return List.copyOf(heads);
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                    StringBuilder head = new StringBuilder();
                    String line = in.readLine();
                    while (line != null && !line.isEmpty()) {
                        int name = head.isEmpty() ? 0 : Math.max(0, line.indexOf(':'));
                        head.append(line.substring(0, name).toLowerCase(Locale.ROOT))
                                .append(line.substring(name))
                                .append('\n');
                        line = in.readLine();
                    }
                    if (!head.isEmpty()) {
                        heads.add(head.toString());
                    }
                    String status = wantsLogin && head.indexOf("proxy-authorization") < 0
                            ? "407 Log In\r\nProxy-Authenticate: Basic realm=\"proxy\""
                            : "502 Bad Gateway";
                    socket.getOutputStream()
                            .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
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
