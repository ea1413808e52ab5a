package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner's own bare copy of one repository, and its only way to that repository's server.
 *
 * <p>Nobody else writes into the folder. The credentials travel in a header, to the origin of the address given here: a
 * redirection to another is an error. Several processes may share one mirror: it keeps objects, and trusts no ref of its own. Used
 * by one thread at a time.
 */
public final class Mirror implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(Mirror.class);

    private static final int TRIES = 3;
    private static final int REDIRECTS = 3;

    private final Repository repository;
    private final Path folder;
    private final RemoteAccess access;
    /** Where the server says that the repository is: a renamed one is found under its new name. */
    private URI url;

    private Mirror(Repository repository, Path folder, URI url, RemoteAccess access) {
        this.repository = repository;
        this.folder = folder;
        this.url = url;
        this.access = access;
    }

    /** Opens the mirror in a folder, and makes it when there is none; its server is reached directly. */
    public static Mirror open(Path folder, URI url, TokenSource tokens) {
        return open(folder, url, RemoteAccess.direct(tokens));
    }

    /**
     * Opens the mirror in a folder, and makes it when there is none.
     *
     * @param url the clone URL, without credentials
     */
    public static Mirror open(Path folder, URI url, RemoteAccess access) {
        try {
            return GitIsolation.call(() -> {
                Files.createDirectories(folder);
                FileRepository repository = (FileRepository) new FileRepositoryBuilder()
                        .setFS(GitIsolation.fileSystem())
                        .setGitDir(folder.toFile())
                        .setBare()
                        .build();
                make(repository, folder);
                settle(repository.getConfig());
                return new Mirror(repository, folder, url, access);
            });
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RunnerException(ErrorCode.STORAGE, "interrupted while opening the folder " + folder, e);
            }
            throw new RunnerException(
                    ErrorCode.STORAGE,
                    "cannot use the folder " + folder + ": " + e.getMessage() + "; make it writable",
                    e);
        } catch (Exception e) {
            throw new RunnerException(ErrorCode.INTERNAL, "cannot open the mirror of " + url, e);
        }
    }

    /** Two lanes may begin with the same empty folder. */
    private static void make(FileRepository repository, Path folder) throws IOException {
        if (Files.exists(folder.resolve("HEAD"))) {
            return;
        }
        try (FetchLock lock = FetchLock.take(folder)) {
            if (!Files.exists(folder.resolve("HEAD"))) {
                log.trace("{} is held to make a mirror", lock);
                repository.create(true);
            }
        }
    }

    /** In the file, because JGit reads it again when it likes, and what was only set would be gone. */
    private static void settle(StoredConfig config) throws IOException {
        boolean settled = "false".equals(config.getString("http", null, "followRedirects"))
                && config.getInt("gc", "auto", 1) == 0
                && config.getInt("gc", "autopacklimit", 1) == 0;
        if (!settled) {
            config.setString("http", null, "followRedirects", "false");
            // A collection deletes folders that another thread is about to write into.
            config.setInt("gc", null, "auto", 0);
            config.setInt("gc", null, "autopacklimit", 0);
            try {
                config.save();
            } catch (LockFailedException e) {
                // Another process is just writing the same.
                log.debug("the configuration of a mirror is being written", e);
            }
        }
    }

    /** The bare repository's folder. */
    public Path folder() {
        return folder;
    }

    /** The refs below the prefixes, as the server has them now. HEAD is always among the questions. */
    public RemoteRefs refs(String... prefixes) {
        List<RefSpec> specs = new ArrayList<>();
        for (String prefix : prefixes) {
            String all = prefix.endsWith("/") ? prefix + "*" : prefix;
            specs.add(new RefSpec(all + ":" + all));
        }
        return repeatedly("read the refs of", GitConnections.Limits.REFS, transport -> {
            try (FetchConnection connection = transport.openFetch(specs, "HEAD")) {
                Map<String, String> commits = new TreeMap<>();
                for (Ref ref : connection.getRefs()) {
                    if (ref.getObjectId() != null) {
                        commits.put(ref.getName(), ref.getObjectId().name());
                    }
                }
                commits.remove("HEAD");
                Ref head = connection.getRef("HEAD");
                @Nullable
                String branch =
                        head != null && head.isSymbolic() ? head.getTarget().getName() : null;
                if (head != null && branch != null && head.getObjectId() != null) {
                    commits.put(branch, head.getObjectId().name());
                }
                return new RemoteRefs(commits, branch);
            }
        });
    }

    /** Brings the objects of these refs here, as far as they are missing. */
    public void fetch(Map<String, String> commits) {
        if (missing(commits).isEmpty()) {
            return;
        }
        // A branch may bring a whole history, so nobody fetches it beside another. Records are small, and are not kept
        // waiting behind it.
        if (commits.keySet().stream().anyMatch(ref -> ref.startsWith("refs/heads/"))) {
            try (FetchLock lock = FetchLock.take(folder)) {
                log.trace("{} is held for a fetch", lock);
                fetchMissing(commits);
            } catch (IOException e) {
                throw new RunnerException(
                        ErrorCode.STORAGE, "cannot lock the mirror " + folder + ": " + e.getMessage(), e);
            }
        } else {
            fetchMissing(commits);
        }
        commits.forEach((ref, commit) -> {
            if (!has(commit)) {
                throw new RunnerException(
                        ErrorCode.UNREACHABLE, url + " moved " + ref + " while it was being fetched; try again");
            }
        });
    }

    private void fetchMissing(Map<String, String> commits) {
        List<RefSpec> missing = missing(commits);
        if (missing.isEmpty()) {
            return;
        }
        repeatedly("fetch from", GitConnections.Limits.PACKS, transport -> {
            transport.setTagOpt(org.eclipse.jgit.transport.TagOpt.NO_TAGS);
            // A lock that another process holds on one of our refs is no failure: only the objects matter.
            transport.fetch(NullProgressMonitor.INSTANCE, missing);
            return commits;
        });
    }

    private List<RefSpec> missing(Map<String, String> commits) {
        List<RefSpec> missing = new ArrayList<>();
        for (Map.Entry<String, String> ref : commits.entrySet()) {
            if (!has(ref.getValue())) {
                missing.add(new RefSpec(
                        "+" + ref.getKey() + ":refs/mirror/" + ref.getKey().substring("refs/".length())));
            }
        }
        return missing;
    }

    /** Moves refs on the server, all or none, each only from where it is expected. */
    public PushOutcome push(List<RefMove> moves) {
        return remotely("push to", GitConnections.Limits.REFS, transport -> {
            List<RemoteRefUpdate> updates = new ArrayList<>();
            for (RefMove move : moves) {
                updates.add(update(move));
            }
            transport.setPushAtomic(updates.size() > 1);
            PushResult result;
            try {
                result = transport.push(NullProgressMonitor.INSTANCE, updates);
            } catch (TransportException e) {
                if (updates.size() > 1 && isNotAtomic(e)) {
                    return new PushOutcome.NotAtomic();
                }
                throw e;
            }
            return outcome(result.getRemoteUpdates(), oneLine(result.getMessages()));
        });
    }

    /** The repository behind the mirror, for reading and writing objects. */
    Repository repository() {
        return repository;
    }

    @Override
    public void close() {
        repository.close();
    }

    private boolean has(String commit) {
        try {
            return repository.getObjectDatabase().has(ObjectId.fromString(commit));
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot read the mirror " + folder + ": " + e.getMessage(), e);
        }
    }

    private RemoteRefUpdate update(RefMove move) throws IOException {
        ObjectId expected = move.from() == null ? ObjectId.zeroId() : ObjectId.fromString(move.from());
        ObjectId target = move.to() == null ? ObjectId.zeroId() : ObjectId.fromString(move.to());
        // Forced: the expected old value is the guard, and a branch may be replaced.
        return new RemoteRefUpdate(repository, move.to(), target, move.ref(), true, null, expected);
    }

    /** @param words what the server's hooks said beside, one line; a refusal's reason is often only there */
    private static PushOutcome outcome(Collection<RemoteRefUpdate> updates, String words) {
        // In an atomic push one ref's refusal is told of all; the telling one is the one with words of its own.
        @Nullable PushOutcome refused = null;
        for (RemoteRefUpdate update : updates) {
            switch (update.getStatus()) {
                case OK, UP_TO_DATE -> {}
                case REJECTED_REMOTE_CHANGED -> {
                    return new PushOutcome.Lost(update.getRemoteName());
                }
                default -> {
                    String message =
                            update.getMessage() == null ? update.getStatus().name() : update.getMessage();
                    if (isLostRace(message)) {
                        return new PushOutcome.Lost(update.getRemoteName());
                    }
                    if (refused == null || !message.contains("atomic")) {
                        refused = new PushOutcome.Refused(
                                update.getRemoteName(), oneLine(message) + (words.isEmpty() ? "" : ": " + words));
                    }
                }
            }
        }
        return refused == null ? new PushOutcome.Moved() : refused;
    }

    /** How servers say that a ref moved between their advertisement and the push: git's and JGit's words. */
    private static boolean isLostRace(String message) {
        return message.contains("failed to update ref")
                || message.contains("cannot lock ref")
                || message.contains("failed to lock")
                || message.contains("lock error")
                || message.contains("fetch first")
                || message.contains("already exists")
                || message.contains("invalid old id sent")
                || message.contains("stale info");
    }

    /** A read is tried again when the network or the server fails: it changes nothing. */
    private <T> T repeatedly(String what, GitConnections.Limits limits, RemoteWork<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return remotely(what, limits, work);
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.UNREACHABLE || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private <T> T remotely(String what, GitConnections.Limits limits, RemoteWork<T> work) {
        for (int hops = 0; ; hops++) {
            GitConnections connections = new GitConnections(access, limits);
            Callable<T> call = () -> {
                try (Transport transport = Transport.open(repository, new URIish(url.toString()))) {
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
                Optional<URI> renamed = RemoteFailure.renamed(url, connections);
                if (renamed.isEmpty() || hops == REDIRECTS) {
                    throw RemoteFailure.of(e, "cannot " + what + " " + url, connections.status());
                }
                log.info("{} is now {}", url, renamed.get());
                url = renamed.get();
            } catch (IOException e) {
                throw new RunnerException(
                        ErrorCode.STORAGE,
                        "cannot " + what + " " + url + ": the mirror " + folder + ": " + e.getMessage(),
                        e);
            } catch (OutOfMemoryError e) {
                // JGit makes room for as many objects as a pack says that it holds: that is more than there can be.
                throw new RunnerException(
                        ErrorCode.REFUSED,
                        "cannot " + what + " " + url + ": the answer does not fit into memory; check git.url",
                        e);
            } catch (Exception e) {
                throw new RunnerException(ErrorCode.INTERNAL, "cannot " + what + " " + url, e);
            }
        }
    }

    private Map<String, String> credentials() {
        return access.authorization()
                .map(value -> Map.of("Authorization", value))
                .orElse(Map.of());
    }

    /** JGit says so before it sends anything, when the server does not advertise the capability {@code atomic}. */
    private static boolean isNotAtomic(TransportException e) {
        // The address stands before the words, and so cannot be taken for them.
        return String.valueOf(e.getMessage()).endsWith(": " + JGitText.get().atomicPushNotSupported);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @FunctionalInterface
    private interface RemoteWork<T> {
        T with(Transport transport) throws Exception;
    }
}
