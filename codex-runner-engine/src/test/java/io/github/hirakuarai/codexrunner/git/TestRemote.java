package io.github.hirakuarai.codexrunner.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** A git server on a loopback port for one bare repository, with one commit on {@code main}. */
public final class TestRemote implements AutoCloseable {

    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";

    private final Repository repository;
    private final HttpServer server;
    private final String firstCommit;

    private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
    private final List<String> packs = new CopyOnWriteArrayList<>();

    private TestRemote(Path folder, int port) {
        try {
            repository = Git.init()
                    .setBare(true)
                    .setInitialBranch("main")
                    .setDirectory(folder.toFile())
                    .call()
                    .getRepository();
            // A collection in the background would outlive the test whose folder it is in.
            repository.getConfig().setBoolean("receive", null, "autogc", false);
            repository.getConfig().save();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (GitAPIException | IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        try (Mirror scratch =
                Mirror.open(folder.resolveSibling(folder.getFileName() + "-seed"), uri(), Optional::empty)) {
            firstCommit = new Commits(scratch)
                    .ofWords(null, "first", new Commits.Committer("t", "t@example.org", Instant.EPOCH));
            PushOutcome pushed = scratch.push(List.of(new RefMove("refs/heads/main", null, firstCommit)));
            if (!(pushed instanceof PushOutcome.Moved)) {
                throw new IllegalStateException("the seed was not taken: " + pushed);
            }
        }
    }

    public static TestRemote in(Path folder) {
        return new TestRemote(folder, 0);
    }

    /** On the first free port from this one on. */
    public static TestRemote in(Path folder, int firstPort) {
        for (int port = firstPort; ; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                probe.getLocalPort();
            } catch (IOException e) {
                continue;
            }
            return new TestRemote(folder, port);
        }
    }

    /** The next requests are answered by these statuses, one each. */
    public void answerNext(Integer... statuses) {
        refusals.addAll(List.of(statuses));
    }

    /** Forgets what {@link #answerNext} was told. */
    public void answerNoMore() {
        refusals.clear();
    }

    /** From now on a path leads to another by 301, as on a forge where a repository was renamed. */
    public void rename(String from, String to) {
        server.createContext(from, exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().toString().replace(from, to));
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
    }

    /** How many packs were asked for. */
    public int packs() {
        return packs.size();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/demo.git");
    }

    public String firstCommit() {
        return firstCommit;
    }

    /** Where a ref stands on the server. */
    public Optional<String> tip(String ref) {
        try {
            return Optional.ofNullable(repository.resolve(ref)).map(ObjectId::name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        repository.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        @Nullable Integer refused = refusals.poll();
        if (refused != null) {
            exchange.sendResponseHeaders(refused, -1);
            exchange.close();
            return;
        }
        String path = exchange.getRequestURI().getPath();
        boolean advertise = path.endsWith("/info/refs");
        String service = advertise
                ? exchange.getRequestURI().getQuery().substring("service=".length())
                : path.substring(path.lastIndexOf('/') + 1);
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                InputStream body =
                        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PacketLineOut lines = new PacketLineOut(out);
            if (service.equals(RECEIVE)) {
                ReceivePack pack = new ReceivePack(repository);
                pack.setBiDirectionalPipe(false);
                pack.setAllowNonFastForwards(true);
                if (advertise) {
                    lines.writeString("# service=" + RECEIVE + "\n");
                    lines.end();
                    pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
                } else {
                    pack.receive(body, out, null);
                }
            } else {
                UploadPack pack = new UploadPack(repository);
                pack.setBiDirectionalPipe(false);
                String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
                pack.setExtraParameters(List.of(protocol == null ? "" : protocol));
                if (advertise) {
                    pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), UPLOAD);
                } else {
                    byte[] request = body.readAllBytes();
                    if (new String(request, StandardCharsets.ISO_8859_1).contains("command=fetch")) {
                        packs.add(path);
                    }
                    pack.upload(new ByteArrayInputStream(request), out, null);
                }
            }
            exchange.getResponseHeaders()
                    .add("Content-Type", "application/x-" + service + (advertise ? "-advertisement" : "-result"));
            exchange.sendResponseHeaders(200, out.size());
            exchange.getResponseBody().write(out.toByteArray());
        }
    }
}
