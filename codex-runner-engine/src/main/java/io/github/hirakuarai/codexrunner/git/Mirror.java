package io.github.hirakuarai.codexrunner.git;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
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

    private static final Logger log = LoggerFactory.getLogger(Mirror.class);

    /** Where a mirror's own refs stand: each is the tip of a branch, with all that is behind it. */
    static final String KEPT = "refs/mirror/";

    /** What a push may send again, in bytes, rather than asking where a branch stands. */
    private static final long LITTLE = 1 << 20;

    private final Repository repository;
    /** See {@link TipsView}. */
    private final Repository tips;

    private final Path folder;
    private final MirrorServer server;

    private Mirror(Repository repository, Repository tips, Path folder, MirrorServer server) {
        this.repository = repository;
        this.tips = tips;
        this.folder = folder;
        this.server = server;
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
                MirrorFolder.make(repository, folder, lender);
                MirrorFolder.settle(repository.getConfig());
                MirrorFolder.settle(tips.getConfig());
                return new Mirror(repository, tips, folder, new MirrorServer(folder, url, access));
            });
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RunnerException(ErrorCode.STORAGE, "interrupted while opening the folder " + folder, e);
            }
            throw MirrorDamage.of(folder, e)
                    .orElseGet(() -> new RunnerException(
                            ErrorCode.STORAGE,
                            "cannot use the folder " + folder + ": " + e.getMessage() + "; make it writable",
                            e));
        } catch (Exception e) {
            throw MirrorDamage.of(folder, e)
                    .orElseGet(() -> new RunnerException(ErrorCode.INTERNAL, "cannot open the mirror of " + url, e));
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
        return server.repeatedly("read the refs of", GitConnections.Limits.REFS, repository, Map.of(), transport -> {
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
        return server.repeatedly("fetch from", GitConnections.Limits.PACKS, tips, refs, transport -> {
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
                RunnerException moved = new RunnerException(
                        ErrorCode.UNREACHABLE,
                        server.url() + " moved " + ref + " while it was being fetched; try again");
                throw MirrorDamage.of(folder, moved).orElse(moved);
            }
        });
    }

    private boolean locked(BooleanSupplier work) {
        try (FetchLock lock = FetchLock.take(folder)) {
            log.trace("{} is held for a fetch", lock);
            MirrorFolder.removeLeftovers(folder);
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
        server.repeatedly("fetch from", GitConnections.Limits.PACKS, repository, commits, transport -> {
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
            throw MirrorDamage.unreadable(folder, e);
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
        return server.once("push to", GitConnections.Limits.REFS, tips, Map.of(), inner -> {
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
                if (updates.size() > 1 && PushAnswer.isNotAtomic(e)) {
                    return new PushOutcome.NotAtomic();
                }
                throw e;
            }
            PushOutcome outcome =
                    PushAnswer.outcome(result.getRemoteUpdates(), PushAnswer.oneLine(result.getMessages()));
            if (outcome instanceof PushOutcome.Refused refused) {
                // A server refuses what lacks an object.
                Optional<RunnerException> damage = MirrorDamage.of(folder, new IOException(refused.message()));
                if (damage.isPresent()) {
                    throw damage.get();
                }
            }
            return outcome;
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
            throw MirrorDamage.unreadable(folder, e);
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
            throw MirrorDamage.unreadable(folder, e);
        }
    }

    private RemoteRefUpdate update(RefMove move) throws IOException {
        ObjectId expected = move.from() == null ? ObjectId.zeroId() : ObjectId.fromString(move.from());
        ObjectId target = move.to() == null ? ObjectId.zeroId() : ObjectId.fromString(move.to());
        // Forced: the expected old value is the guard, and a branch may be replaced.
        return new RemoteRefUpdate(tips, move.to(), target, move.ref(), true, null, expected);
    }
}
