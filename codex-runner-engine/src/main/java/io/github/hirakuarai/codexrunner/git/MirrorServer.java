package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of a mirror. A renamed repository is found under its new name. Used by one thread at a time. */
final class MirrorServer {

    private static final Logger log = LoggerFactory.getLogger(MirrorServer.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int TRIES = 3;
    private static final int REDIRECTS = 3;

    private final Path folder;
    private final RemoteAccess access;
    /** Where the server says that the repository is. */
    private URI url;

    /** @param folder the mirror's, for messages */
    MirrorServer(Path folder, URI url, RemoteAccess access) {
        this.folder = folder;
        this.url = url;
        this.access = access;
    }

    URI url() {
        return url;
    }

    /** A read is tried again when the network or the server fails: it changes nothing. */
    <T> T repeatedly(
            String what, GitConnections.Limits limits, Repository view, Map<String, String> refs, RemoteWork<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return once(what, limits, view, refs, work);
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.UNREACHABLE || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @param refs that are known already, so that a fetch need not ask for them; when it fails, it asks */
    <T> T once(
            String what, GitConnections.Limits limits, Repository view, Map<String, String> refs, RemoteWork<T> work) {
        for (int hops = 0; ; hops++) {
            GitConnections connections = new GitConnections(access, limits, refs);
            Callable<T> call = () -> {
                try (Transport transport = Transport.open(view, new URIish(url.toString()))) {
                    transport.setTimeout((int) TIMEOUT.toSeconds());
                    if (transport instanceof TransportHttp http) {
                        http.setHttpConnectionFactory(connections);
                        http.setAdditionalHeaders(credentials());
                    }
                    return work.with(transport);
                }
            };
            try {
                return GitIsolation.call(call);
            } catch (RunnerException e) {
                throw e;
            } catch (TransportException e) {
                if (connections.forgetServer()) {
                    continue;
                }
                Optional<URI> renamed = RemoteFailure.renamed(url, connections);
                if (renamed.isEmpty() || hops == REDIRECTS) {
                    RunnerException failure = RemoteFailure.of(e, "cannot " + what + " " + url, connections.status());
                    throw failure.code() == ErrorCode.UNREACHABLE
                            ? MirrorDamage.of(folder, e).orElse(failure)
                            : failure;
                }
                log.info("{} is now {}", url, renamed.get());
                url = renamed.get();
            } catch (IOException e) {
                throw MirrorDamage.of(folder, e)
                        .orElseGet(() -> new RunnerException(
                                ErrorCode.STORAGE,
                                "cannot " + what + " " + url + ": the mirror " + folder + ": " + e.getMessage(),
                                e));
            } catch (OutOfMemoryError e) {
                // JGit makes room for as many objects as a pack says that it holds: that is more than there can be.
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "cannot " + what + " " + url + ": the answer does not fit into memory; check git.url",
                        e);
            } catch (Exception e) {
                throw MirrorDamage.of(folder, e)
                        .orElseGet(() -> new RunnerException(ErrorCode.INTERNAL, "cannot " + what + " " + url, e));
            }
        }
    }

    private Map<String, String> credentials() {
        return access.authorization()
                .map(value -> Map.of("Authorization", value))
                .orElse(Map.of());
    }

    @FunctionalInterface
    interface RemoteWork<T> {
        T with(Transport transport) throws Exception;
    }
}
