package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on the way to a git server, and what is made of it. */
class RemoteFailureTest {

    private static final String TOKEN = "ghp_aTokenThatStaysWhereItBelongs0123456";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {40_100, 40_300, 14_030, 24_040})
    void anErrorOfTheServerIsTriedAgainWhateverDigitsThePortHas(int port) {
        try (TestRemote remote = TestRemote.in(folder.resolve("server.git"), port);
                Mirror mirror = Mirror.open(folder.resolve("mirror.git"), remote.uri(), Optional::empty)) {
            remote.answerNext(500);

            assertThat(mirror.refs("refs/heads/").commits()).containsEntry("refs/heads/main", remote.firstCommit());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, UNREACHABLE",
        "502, UNREACHABLE",
        "503, UNREACHABLE",
        "429, UNREACHABLE",
        "401, REFUSED",
        "403, REFUSED",
        "405, REFUSED",
        "404, NOT_FOUND",
        "410, NOT_FOUND"
    })
    void theStatusTellsWhatItIsAndNoTextDoes(int status, ErrorCode code) {
        try (TestRemote remote = TestRemote.in(folder.resolve("server.git"), 40_300)) {
            for (String name :
                    List.of("/401/403.git", "/octo/not authorized".replace(" ", "%20"), "/octo/atomic.git")) {
                URI uri = remote.uri().resolve(name);
                try (Mirror mirror = Mirror.open(folder.resolve("m" + name.hashCode()), uri, Optional::empty)) {
                    remote.answerNext(status, status, status);

                    assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                            .isInstanceOfSatisfying(
                                    RunnerException.class,
                                    e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
                    remote.answerNoMore();
                }
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsUnreachableAndSaysWhy() throws IOException {
        HttpServer gone = server(new CopyOnWriteArrayList<>(), Map.of());
        URI uri = address(gone).resolve("/octo/app-403.git");
        gone.stop(0);
        try (Mirror mirror = Mirror.open(folder.resolve("mirror.git"), uri, Optional::empty)) {
            RunnerException thrown = catchThrowableOfType(RunnerException.class, () -> mirror.refs("refs/heads/"));

            assertThat(thrown.code()).isEqualTo(ErrorCode.UNREACHABLE);
            assertThat(thrown).hasMessageContaining("Connection refused").hasMessageContaining("check the network");
        }
    }

    @Test
    void aRenamedRepositoryIsFollowedWithinItsServer() {
        try (TestRemote remote = TestRemote.in(folder.resolve("server.git"))) {
            remote.rename("/old.git", "/demo.git");
            try (Mirror mirror = Mirror.open(
                    folder.resolve("mirror.git"), remote.uri().resolve("/old.git"), () -> Optional.of(TOKEN))) {
                Map<String, String> refs = mirror.refs("refs/heads/").commits();
                mirror.fetch(refs);

                assertThat(refs).containsEntry("refs/heads/main", remote.firstCommit());
            }
        }
    }

    @Test
    void aRedirectionToAnotherOriginGetsNoCredentials() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer other = server(seen, Map.of());
        HttpServer first = server(
                new CopyOnWriteArrayList<>(),
                Map.of("Location", address(other) + "/octo/app.git/info/refs?service=git-upload-pack"));
        try (Mirror mirror = Mirror.open(
                folder.resolve("mirror.git"), address(first).resolve("/octo/app.git"), () -> Optional.of(TOKEN))) {
            assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                    .hasMessageContaining("redirects elsewhere")
                    .extracting(e -> ((RunnerException) e).code())
                    .isEqualTo(ErrorCode.REFUSED);
        }
        assertThat(seen).isEmpty();
        other.stop(0);
        first.stop(0);
    }

    @Test
    void twoThatBeginWithAnEmptyMirrorFetchOnce() throws Exception {
        try (TestRemote remote = TestRemote.in(folder.resolve("server.git"))) {
            CyclicBarrier together = new CyclicBarrier(2);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Future<?>> lanes = List.of(
                        threads.submit(() -> fetch(remote, together)), threads.submit(() -> fetch(remote, together)));
                for (Future<?> lane : lanes) {
                    lane.get();
                }
            } finally {
                threads.shutdown();
            }
            assertThat(remote.packs()).isEqualTo(1);
        }
    }

    private Object fetch(TestRemote remote, CyclicBarrier together) throws Exception {
        try (Mirror mirror = Mirror.open(folder.resolve("mirror.git"), remote.uri(), Optional::empty)) {
            Map<String, String> refs = mirror.refs("refs/heads/").commits();
            together.await();
            mirror.fetch(refs);
            return refs;
        }
    }

    @Test
    @Timeout(60)
    void anAnswerThatDoesNotEndIsEnded() throws Exception {
        HttpServer endless = endless("application/x-git-upload-pack-advertisement", RemoteFailureTest::refsWithoutEnd);
        AtomicLong time = new AtomicLong();
        // A second for each look at the clock.
        RemoteAccess access = new RemoteAccess(
                "x-access-token",
                Optional::empty,
                HttpClient.Builder.NO_PROXY,
                () -> time.addAndGet(Duration.ofSeconds(1).toNanos()));
        try (Mirror mirror =
                Mirror.open(folder.resolve("mirror.git"), address(endless).resolve("/octo/app.git"), access)) {
            assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining("the answer has not ended");
        } finally {
            endless.stop(0);
        }
    }

    @Test
    @Timeout(60)
    void aListOfRefsThatDoesNotEndIsEndedByItsSizeToo() throws Exception {
        HttpServer endless = endless("application/x-git-upload-pack-advertisement", RemoteFailureTest::refsWithoutEnd);
        try (Mirror mirror =
                Mirror.open(folder.resolve("mirror.git"), address(endless).resolve("/octo/app.git"), Optional::empty)) {
            assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining("longer than 64 MB");
        } finally {
            endless.stop(0);
        }
    }

    /** A pack goes to the disk, and its time is limited; one that says how much it will hold is not believed. */
    @ParameterizedTest
    @CsvSource({
        "00ffffff, the answer has not ended",
        "7fffffff, does not fit into memory",
        "ffffffff, cannot fetch from"
    })
    @Timeout(60)
    void aPackThatDoesNotEndIsEnded(String objects, String told) throws Exception {
        String tip = "1".repeat(40);
        HttpServer endless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endless.createContext("/", exchange -> {
            boolean refs = exchange.getRequestMethod().equals("GET");
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders()
                    .add("Content-Type", "application/x-git-upload-pack-" + (refs ? "advertisement" : "result"));
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                if (refs) {
                    String line = tip + " refs/heads/main\0multi_ack_detailed no-done shallow ofs-delta thin-pack\n";
                    out.write(("001e# service=git-upload-pack\n0000" + String.format("%04x", line.length() + 4) + line
                                    + "0000")
                            .getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                out.write("0008NAK\n".getBytes(StandardCharsets.US_ASCII));
                out.write("PACK\0\0\0\2".getBytes(StandardCharsets.US_ASCII));
                out.write(HexFormat.of().parseHex(objects));
                Deflater deflater = new Deflater();
                deflater.setInput(new byte[] {'x'});
                deflater.finish();
                byte[] blob = new byte[64];
                int length = deflater.deflate(blob);
                while (true) {
                    out.write(0x31);
                    out.write(blob, 0, length);
                }
            }
        });
        endless.start();
        AtomicLong time = new AtomicLong();
        RemoteAccess access = new RemoteAccess(
                "x-access-token",
                Optional::empty,
                HttpClient.Builder.NO_PROXY,
                () -> time.addAndGet(Duration.ofSeconds(1).toNanos()));
        try (Mirror mirror =
                Mirror.open(folder.resolve("mirror.git"), address(endless).resolve("/octo/app.git"), access)) {
            assertThatThrownBy(() -> mirror.fetch(Map.of("refs/heads/main", tip)))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining(told);
        } finally {
            endless.stop(0);
        }
    }

    private static void refsWithoutEnd(OutputStream out) throws IOException {
        out.write("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.US_ASCII));
        for (long n = 0; ; n++) {
            String line = String.format("%040x refs/heads/%d%s\n", n + 1, n, "b".repeat(10_000));
            out.write(String.format("%04x%s", line.length() + 4, line).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    private static HttpServer endless(String type, Body body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                body.write(out);
            }
        });
        server.start();
        return server;
    }

    private static HttpServer server(List<String> seen, Map<String, String> headers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI().toString());
            headers.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(headers.isEmpty() ? 200 : 302, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
