package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {

    private static final String TOKEN = "ghp_aTokenThatStaysWhereItBelongs0123456";

    @TempDir
    private Path folder;

    @Test
    void anInterruptIsToldAsOne() {
        Path place = folder.resolve("mirror.git");
        URI remote = folder.resolve("server.git").toUri();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Mirror.open(place, remote, Optional::empty))
                    .isInstanceOf(RunnerException.class)
                    .hasMessage("interrupted while opening the folder " + place);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aRedirectionIsAnErrorAndNobodyElseSeesTheToken() throws Exception {
        AtomicInteger elsewhere = new AtomicInteger();
        HttpServer other = server(exchange -> {
            elsewhere.incrementAndGet();
            return new Reply(200, "");
        });
        HttpServer first = server(path -> new Reply(302, address(other) + path));
        Path place = folder.resolve("mirror.git");
        Mirror.open(place, address(first).resolve("/octo/app.git"), () -> Optional.of(TOKEN))
                .close();

        try (Mirror mirror = Mirror.open(place, address(first).resolve("/octo/app.git"), () -> Optional.of(TOKEN))) {
            // As when any other process has written there: JGit reads the file anew.
            Files.writeString(place.resolve("config"), Files.readString(place.resolve("config")) + "\n");
            assertThatThrownBy(() -> mirror.refs("refs/heads/"))
                    .isInstanceOf(RunnerException.class)
                    .message()
                    .doesNotContain(TOKEN);
        }

        assertThat(elsewhere).hasValue(0);
        other.stop(0);
        first.stop(0);
    }

    @Test
    void aMirrorIsNotCollectedHoweverOftenItFetches() {
        try (TestRemote remote = TestRemote.in(folder.resolve("server.git"))) {
            Path place = folder.resolve("mirror.git");
            try (Mirror writer = Mirror.open(folder.resolve("writer.git"), remote.uri(), Optional::empty);
                    Mirror reader = Mirror.open(place, remote.uri(), Optional::empty)) {
                Commits commits = new Commits(writer);
                for (int n = 0; n < 60; n++) {
                    String ref = "refs/heads/b" + n;
                    String commit = commits.ofWords(
                            null, "words " + n, new Commits.Committer("t", "t@example.org", Instant.EPOCH));
                    assertThat(writer.push(List.of(new RefMove(ref, null, commit))))
                            .isInstanceOf(PushOutcome.Moved.class);
                    reader.fetch(Map.of(ref, commit));
                }
            }
            assertThat(packs(place)).isGreaterThanOrEqualTo(60);
        }
    }

    private static long packs(Path mirror) {
        try (Stream<Path> files = Files.list(mirror.resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Reply(int status, String location) {}

    private interface Answering {
        Reply answer(String path);
    }

    private static HttpServer server(Answering answering) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Reply reply = answering.answer(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Location", reply.location());
            exchange.sendResponseHeaders(reply.status(), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
