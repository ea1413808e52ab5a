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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    /** Where a mirror's own refs stand: each is the tip of a branch, with all that is behind it. */
    static final String KEPT = "refs/mirror/";

    /** What a push may send again, in bytes, rather than asking where a branch stands. */
    private static final long LITTLE = 1 << 20;

    private static final int TRIES = 3;
    private static final int REDIRECTS = 3;

    private final Repository repository;
    /** See {@link TipsView}. */
    private final Repository tips;

    private final Path folder;
    private final RemoteAccess access;
    /** Where the server says that the repository is: a renamed one is found under its new name. */
    private URI url;

    private Mirror(Repository repository, Repository tips, Path folder, URI url, RemoteAccess access) {
        this.repository = repository;
        this.tips = tips;
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
        return open(folder, null, url, access);
    }

    /**
     * The same for a mirror that reads what another one holds already, and writes nothing into that one.
     *
     * @param lender the other mirror's folder, which need not be there; null for none
     */
    public static Mirror open(Path folder, @Nullable Path lender, URI url, RemoteAccess access) {
        try {
            return GitIsolation.call(() -> {
                Files.createDirectories(folder);
                FileRepository repository = (FileRepository) new FileRepositoryBuilder()
                        .setFS(GitIsolation.fileSystem())
                        .setGitDir(folder.toFile())
                        .setBare()
                        .build();
                FileRepository tips = TipsView.open(folder);
                make(repository, folder, lender);
                settle(repository.getConfig());
                settle(tips.getConfig());
                return new Mirror(repository, tips, folder, url, access);
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
    private static void make(FileRepository repository, Path folder, @Nullable Path lender) throws IOException {
        if (Files.exists(folder.resolve("HEAD")) && TipsView.isMade(folder)) {
            return;
        }
        try (FetchLock lock = FetchLock.take(folder)) {
            log.trace("{} is held to make a mirror", lock);
            if (!Files.exists(folder.resolve("HEAD"))) {
                repository.create(true);
                if (lender != null) {
                    TipsView.borrow(folder, lender);
                }
            }
            if (!TipsView.isMade(folder)) {
                TipsView.make(folder);
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
        return repeatedly("read the refs of", GitConnections.Limits.REFS, repository, Map.of(), transport -> {
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

    /**
     * Brings the tip of a branch here without its history, when it is missing: enough to check it out and to commit on top of
     * it. A server that cannot do that, or has moved the branch meanwhile, sends the history too.
     */
    public void fetchTip(String branch, String commit) {
        if (has(commit)) {
            return;
        }
        String ref = "refs/heads/" + branch;
        boolean able =
                locked(() -> has(commit) || fetchShallow(ref, Map.of(ref, commit), transport -> transport.setDepth(1)));
        if (!able || !has(commit)) {
            fetch(Map.of(ref, commit));
        }
    }

    /**
     * Whether the server can leave the history out.
     *
     * @param refs that are known already; empty to ask for them
     */
    private boolean fetchShallow(String ref, Map<String, String> refs, Consumer<Transport> depth) {
        return repeatedly("fetch from", GitConnections.Limits.PACKS, tips, refs, transport -> {
            transport.setTagOpt(org.eclipse.jgit.transport.TagOpt.NO_TAGS);
            depth.accept(transport);
            try {
                transport.fetch(NullProgressMonitor.INSTANCE, List.of(kept(ref)));
                return true;
            } catch (TransportException e) {
                if (String.valueOf(e.getMessage()).endsWith(JGitText.get().shallowNotSupported)) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static RefSpec kept(String ref) {
        return new RefSpec("+" + ref + ":" + KEPT + ref.substring("refs/".length()));
    }

    /**
     * Brings a ref's objects here and keeps no ref of it. Every ref that is kept is read, and offered to the server, at every fetch:
     * records are many, and what they share is not worth a line.
     */
    private static RefSpec passing(String ref) {
        return new RefSpec(ref);
    }

    /** Brings the objects of these refs here, with all that is behind them, as far as they are missing. */
    public void fetch(Map<String, String> commits) {
        if (missing(commits).isEmpty()) {
            return;
        }
        // A branch may bring a whole history, so nobody fetches it beside another. Records are small, and are not kept
        // waiting behind it.
        if (commits.keySet().stream().anyMatch(Mirror::isBranch)) {
            locked(() -> {
                fetchMissing(commits);
                return true;
            });
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

    private boolean locked(BooleanSupplier work) {
        try (FetchLock lock = FetchLock.take(folder)) {
            log.trace("{} is held for a fetch", lock);
            return work.getAsBoolean();
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot lock the mirror " + folder + ": " + e.getMessage(), e);
        }
    }

    private void fetchMissing(Map<String, String> commits) {
        List<RefSpec> missing = missing(commits);
        if (missing.isEmpty()) {
            return;
        }
        repeatedly("fetch from", GitConnections.Limits.PACKS, repository, commits, transport -> {
            transport.setTagOpt(org.eclipse.jgit.transport.TagOpt.NO_TAGS);
            // A lock that another process holds on one of our refs is no failure: only the objects matter.
            transport.fetch(NullProgressMonitor.INSTANCE, missing);
            return commits;
        });
    }

    private List<RefSpec> missing(Map<String, String> commits) {
        List<RefSpec> missing = new ArrayList<>();
        for (Map.Entry<String, String> ref : commits.entrySet()) {
            boolean here = isBranch(ref.getKey()) ? isWhole(ref.getKey(), ref.getValue()) : has(ref.getValue());
            if (!here) {
                missing.add(isBranch(ref.getKey()) ? kept(ref.getKey()) : passing(ref.getKey()));
            }
        }
        return missing;
    }

    private static boolean isBranch(String ref) {
        return ref.startsWith("refs/heads/");
    }

    /** Whether a branch was fetched with its history when it stood there. */
    private boolean isWhole(String ref, String commit) {
        try {
            Ref known = repository.exactRef(KEPT + ref.substring("refs/".length()));
            return known != null && ObjectId.fromString(commit).equals(known.getObjectId()) && has(commit);
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot read the mirror " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Moves refs on the server, all or none, each only from where it is expected. */
    public PushOutcome push(List<RefMove> moves) {
        return push(moves, advertised -> true);
    }

    /**
     * The same, if the server's refs pass a check.
     *
     * @param check given what the server advertises to the push; nothing has been sent by then
     * @return {@code Stopped} when the check says no
     */
    public PushOutcome push(List<RefMove> moves, Predicate<RemoteRefs> check) {
        moves.forEach(this::follow);
        // A commit whose parents are not here ends the walk to what the server lacks.
        return remotely("push to", GitConnections.Limits.REFS, tips, Map.of(), inner -> {
            inner.setPushAtomic(moves.size() > 1);
            Transport transport = new CheckedTransport(tips, inner, check);
            List<RemoteRefUpdate> updates = new ArrayList<>();
            for (RefMove move : moves) {
                updates.add(update(move));
            }
            transport.setPushAtomic(updates.size() > 1);
            PushResult result;
            try {
                result = transport.push(NullProgressMonitor.INSTANCE, updates);
            } catch (CheckedTransport.Objection e) {
                return new PushOutcome.Stopped();
            } catch (TransportException e) {
                if (updates.size() > 1 && isNotAtomic(e)) {
                    return new PushOutcome.NotAtomic();
                }
                throw e;
            }
            return outcome(result.getRemoteUpdates(), oneLine(result.getMessages()));
        });
    }

    /**
     * Brings what the base of a branch has got since it came without its history: a push would send every file again, because
     * nothing that is here would be known to be there.
     */
    private void follow(RefMove move) {
        if (move.to() == null || !isBranch(move.ref()) || packed() < LITTLE) {
            return;
        }
        try {
            for (String base : TipsView.branchesBehind(tips, move.to())) {
                String tip = refs(base).commits().get(base);
                if (tip != null && !has(tip)) {
                    locked(() -> fetchShallow(base, Map.of(), transport -> {}));
                }
            }
        } catch (IOException e) {
            throw new RunnerException(ErrorCode.STORAGE, "cannot read the mirror " + folder + ": " + e.getMessage(), e);
        }
    }

    /** How many bytes the packs of the mirror have. */
    private long packed() {
        return ((FileRepository) tips)
                .getObjectDatabase().getPacks().stream()
                        .mapToLong(pack -> pack.getPackFile().length())
                        .sum();
    }

    /** The repository behind the mirror, for reading and writing objects. */
    Repository repository() {
        return repository;
    }

    @Override
    public void close() {
        repository.close();
        tips.close();
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
        return new RemoteRefUpdate(tips, move.to(), target, move.ref(), true, null, expected);
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
    private <T> T repeatedly(
            String what, GitConnections.Limits limits, Repository view, Map<String, String> refs, RemoteWork<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return remotely(what, limits, view, refs, work);
            } catch (RunnerException e) {
                if (e.code() != ErrorCode.UNREACHABLE || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @param refs that are known already, so that a fetch need not ask for them; when it fails, it asks */
    private <T> T remotely(
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
