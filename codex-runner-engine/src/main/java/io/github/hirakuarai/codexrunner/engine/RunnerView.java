package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.command.AuditTrail;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.Histories;
import io.github.hirakuarai.codexrunner.context.Mirrors;
import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.disk.BootClock;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.event.Audit;
import io.github.hirakuarai.codexrunner.event.BriefHistory;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.event.LaneProblem;
import io.github.hirakuarai.codexrunner.event.Selection;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.ParsedRecords;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every runner can tell: what would happen to which brief, what has happened, and what works. Writes nothing on the forge.
 * Used by one thread at a time; {@link #cancel} and {@link #close} may come from any.
 */
public abstract sealed class RunnerView implements AutoCloseable permits Runner, ReadOnlyRunner {

    final RunnerConfig config;
    final Assembly assembly;
    final StateFolders folders;
    final LedgerClock clock;
    final StaleClaims claims;
    final CancellationToken cancellation = new CancellationToken();
    final CallsInUse inUse = new CallsInUse();
    private final RemoteAccess access;
    private final RunnerResources resources;
    private boolean resourcesAreClosed;
    private final ParsedRecords parsed = new ParsedRecords();

    /** @param parts closed by this */
    RunnerView(RunnerParts parts) {
        this.assembly = parts.assembly();
        this.config = assembly.context().config();
        this.clock = parts.clock();
        this.access = parts.access();
        this.resources = parts.resources();
        this.folders = resources.folders();
        this.claims = new StaleClaims(
                config.runner().stateDir(),
                config.watch().webhook() == null
                        ? Duration.ZERO
                        : config.watch().interval(),
                BootClock.system());
    }

    /**
     * What would happen to each brief, in the order in which they would run. Sends no request that writes.
     */
    public List<Evaluation> survey(Selection selection) {
        return inUse.look(() -> {
            try (Repositories repositories = repositories()) {
                return List.<Evaluation>copyOf(
                        assembly.scans(repositories).confirmed(selection).evaluations());
            }
        });
    }

    /** What the records of a brief have said; empty when nothing ever acted on it. Writes nothing. */
    public List<BriefHistory> history(BriefId id) {
        try (Repositories repositories = repositories()) {
            return Histories.of(id, repositories);
        }
    }

    /**
     * What the ledger's history says of who asked for what, what ran where, and with what result. Writes nothing.
     *
     * @param repository only of this one; null for all that the configuration names
     * @param since entries that ended before this moment are left out
     * @throws RunnerException with {@code USAGE} when the configuration does not name the repository
     */
    public Audit audit(@Nullable RepositoryName repository, Instant since) {
        try (Repositories repositories = repositories()) {
            Set<RepositoryName> watched = repositories.watched();
            if (repository != null && !watched.contains(repository)) {
                throw new RunnerException(
                        ErrorCode.USAGE,
                        "unknown repository " + repository + "; the configuration names "
                                + watched.stream().map(RepositoryName::toString).collect(Collectors.joining(", ")));
            }
            return new AuditTrail(repositories, clock, since).of(repository == null ? watched : Set.of(repository));
        }
    }

    /**
     * The documents of one issue or pull request, whatever labels it has, in their order. Writes nothing.
     *
     * @return those of users who have the permission that the configuration demands, and of bots, which only the repository's
     *     administrators let in; without those that are minimized, and without the runner's own
     */
    public List<SourceDocument> documents(RepositoryName repository, int number) {
        BriefSource source = assembly.intake().source();
        return source.documents(new SourceQuery(List.of(repository), Set.of(), number)).stream()
                .filter(document -> document.issue().number() == number)
                .filter(document -> !document.minimized() && !Marker.in(document.markdown()))
                .filter(document -> document.author().bot()
                        || source.permission(repository, document.author(), false)
                                .includes(config.gate().minPermission()))
                .toList();
    }

    /**
     * Reads a document anew, with who edited it last. Writes nothing.
     *
     * @return empty when it is gone, or was last edited by somebody who lacks the permission that the configuration demands
     */
    public Optional<SourceDocument> withEditor(SourceDocument document) {
        BriefSource source = assembly.intake().source();
        return source.read(document.ref())
                .filter(now -> now.editor() == null
                        || source.permission(now.issue().repository(), now.editor(), false)
                                .includes(config.gate().minPermission()));
    }

    /** Whether the configuration has a repository, under this name or under another that the forge knows it by. Writes nothing. */
    public boolean watches(RepositoryName repository) {
        return config.repositories().contains(repository)
                || assembly.intake()
                        .source()
                        .repositoryId(repository)
                        .filter(id -> config.repositories().stream()
                                .anyMatch(one -> assembly.intake()
                                        .source()
                                        .repositoryId(one)
                                        .filter(id::equals)
                                        .isPresent()))
                        .isPresent();
    }

    /** Whether the runner writes as this account. Asks the forge at most once. */
    public boolean isOwn(Account account) {
        return assembly.intake().source().isOwn(account);
    }

    /**
     * What stands where records or commands belong and cannot be read, a line each: it holds its brief until somebody moves it
     * back. Writes nothing.
     *
     * @throws RunnerException with {@code CONFIGURATION} when records stand under a former name
     */
    public List<String> unreadableRecords(RepositoryName repository) {
        try (Repositories repositories = repositories()) {
            return repositories.unreadable(repository);
        }
    }

    /**
     * Asks a lane's host whether runs can work there. Touches no workdir and leaves nothing.
     *
     * @return what a person should know of the host, a sentence each, beginning with its name
     * @throws RunnerException when it cannot be reached, refuses, or lacks a program that every run needs
     */
    public List<String> reach(Lane lane) {
        Executor executor = assembly.tools().lanes().executor(lane);
        List<String> facts = new ArrayList<>(executor.reach(lane));
        facts.add(0, "runs on " + executor.host(lane));
        return List.copyOf(facts);
    }

    /**
     * Asks the source for the documents that a run would look at, of one repository.
     *
     * @return how many there are
     * @throws RunnerException when it does not tell
     */
    public int reachSource() {
        return inUse.look(() -> {
            Set<String> labels = Set.of(assembly.intake().policy().enablingLabel(Selection.Trigger.ONE_SHOT));
            List<RepositoryName> one = config.repositories().stream().limit(1).toList();
            return assembly.intake()
                    .source()
                    .documents(new SourceQuery(one, labels, null))
                    .size();
        });
    }

    /**
     * Opens what handles a type of output, as a run does.
     *
     * @throws RunnerException when it cannot be opened
     */
    public void reachOutput(String type) {
        assembly.tools().outputs().requireUsable(type);
    }

    /**
     * What does not work as a lane's configuration says, as far as it can be found out on this machine. Runs the commands of the
     * lane's variables.
     */
    public List<LaneProblem> problems(Lane lane) {
        return assembly.tools().lanes().problems(lane);
    }

    /** The token that this runner's requests show; each one that is given counts as a secret from then on. */
    public TokenSource tokens() {
        return access.tokens();
    }

    /** Ends what runs as cancelled. Returns at once; changes nothing when the runner is closed. */
    public void cancel(String why) {
        cancellation.cancel(why);
    }

    /**
     * Ends what runs as cancelled, and closes the plugins and connections. May be called again, by any thread but a listener's: each call returns
     * when all is closed.
     *
     * @throws IllegalStateException within a listener, which would wait for itself
     */
    @Override
    public void close() {
        requireNoListener();
        cancel("the runner is closed");
        inUse.close();
        synchronized (resources) {
            if (!resourcesAreClosed) {
                resourcesAreClosed = true;
                resources.close();
            }
        }
    }

    /** A listener is told within a call, and closing waits for all calls. */
    final void requireNoListener() {
        if (assembly.context().listener() instanceof SafeListener listener && listener.isTelling()) {
            throw new IllegalStateException(
                    "a listener cannot close the runner, which waits for the call that told it: call cancel or drain, and close it elsewhere");
        }
    }

    final Repositories repositories() {
        return new Repositories(assembly.context(), new Mirrors(config, folders, access), clock, parsed, claims);
    }
}
