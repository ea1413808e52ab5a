package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.BootClock;
import io.github.hirakuarai.codexrunner.disk.InterruptedRun;
import io.github.hirakuarai.codexrunner.disk.StaleClaims;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.intake.ProcessedBlocks;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.ledger.ParsedRecords;
import io.github.hirakuarai.codexrunner.ledger.PauseRef;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds briefs and runs them. Made by {@link #builder}; holds plugins and connections until it is closed. Used by one
 * thread at a time; {@link #cancel} and {@link #drain} may come from any.
 *
 * <pre>{@code
 * try (Runner runner = Runner.builder()
 *         .environment(System.getenv())
 *         .configuration(Path.of("codex-runner.yaml"))
 *         .build()) {
 *     for (Evaluation brief : runner.survey(Selection.ALL)) {
 *         System.out.println(brief.id() + " " + brief.decision());
 *     }
 * }
 * }</pre>
 */
public final class Runner implements AutoCloseable {

    private final RunnerConfig config;
    private final RemoteAccess access;
    private final StateFolders folders;
    private final PluginCalls calls;
    private final OpenPlugins plugins;
    private final Stages stages;
    private final boolean readOnly;
    private final StaleClaims claims;
    private final ParsedRecords parsed = new ParsedRecords();
    private final CancellationToken cancellation = new CancellationToken();
    private final CancellationToken draining = new CancellationToken();
    private final LaneWorkers workers;
    private final Set<String> answeredNearMisses = ConcurrentHashMap.newKeySet();

    /**
     * Made by {@link RunnerBuilder}.
     *
     * @param access how git servers are reached
     * @param folders closed by the runner, as are calls and plugins
     * @param stages work with the plugins
     */
    Runner(
            RunnerConfig config,
            RemoteAccess access,
            StateFolders folders,
            PluginCalls calls,
            OpenPlugins plugins,
            Stages stages,
            boolean readOnly) {
        this.config = config;
        this.access = access;
        this.folders = folders;
        this.calls = calls;
        this.plugins = plugins;
        this.stages = stages;
        this.readOnly = readOnly;
        this.claims = new StaleClaims(config.runner().stateDir(), BootClock.system());
        this.workers = new LaneWorkers(config.watch().lanes(), lane -> maxRuns(config, lane), draining);
    }

    /**
     * The gate that texts for people pass, with the secrets that a configuration names and the environment holds, and the values
     * of lanes' variables that stand in the configuration or in files: for what is shown without a runner.
     */
    public static TextSanitizer gate(RunnerConfig config, Map<String, String> environment) {
        return builder(config).environment(environment).gate();
    }

    /** Begins to make a runner: the environment first, because the configuration refers to it, then the configuration. */
    public static RunnerStart builder() {
        return new RunnerStart();
    }

    /** Begins to make a runner of a configuration that is there already. */
    public static RunnerBuilder builder(RunnerConfig config) {
        return new RunnerBuilder(config);
    }

    /**
     * What would happen to each brief, in the order in which they would run. Sends no request that writes; of a runner
     * that only reads, no file stays behind either.
     */
    public List<Evaluation> survey(Selection selection) {
        try (Repositories repositories = repositories()) {
            return Scan.confirmed(stages, repositories, selection).evaluations();
        }
    }

    /**
     * Tries what may run, one brief after another: the steps run in a disposable clone, and nothing is published. Sends no
     * request that writes, claims nothing, and leaves no file behind when the runner is closed. What the steps do outside
     * of their clone, they do.
     *
     * @return what came of every brief that was looked at, in the order in which they would run
     * @throws IllegalStateException unless the runner only reads
     */
    public List<Preview> preview(Selection selection) {
        if (!readOnly) {
            throw new IllegalStateException("a preview is for a runner that only reads");
        }
        try (Repositories repositories = repositories()) {
            Previewer previewer = new Previewer(stages, repositories, folders.forRuns(), cancellation);
            List<Preview> previews = new ArrayList<>();
            int tried = 0;
            for (Evaluation evaluation :
                    Scan.confirmed(stages, repositories, selection).evaluations()) {
                boolean runs = evaluation.decision() instanceof Decision.Run
                        && tried < selection.max()
                        && draining.reason().isEmpty();
                Preview preview = runs ? previewer.preview(evaluation) : Preview.untouched(evaluation);
                tried += preview.trial() == null ? 0 : 1;
                previews.add(preview);
            }
            return List.copyOf(previews);
        }
    }

    /**
     * Runs what may run, one brief after another, each to its end. An interrupt of the calling thread is a {@link #cancel}:
     * this returns when what ran has ended, and the thread is interrupted still.
     *
     * @return what came of every brief that was looked at, in order
     * @throws IllegalStateException when the runner only reads
     */
    public List<Outcome> run(Selection selection) {
        requireWriting();
        return OwnThread.call(() -> runNow(selection), () -> cancel("the thread that called it was interrupted"));
    }

    private List<Outcome> runNow(Selection selection) {
        try (Repositories repositories = repositories()) {
            Recovery recovery = left(repositories);
            List<LaneWork<Optional<Outcome>>> silent = new ArrayList<>();
            try {
                List<Outcome> outcomes = new ArrayList<>();
                for (InterruptedRun left : recovery.resumable()) {
                    LaneWork<Optional<Outcome>> resumed = LaneWork.begin(ready -> resume(left, ready));
                    if (resumed.isReadyWithin(LaneQuestions.PATIENCE)) {
                        resumed.outcome().ifPresent(outcomes::add);
                    } else {
                        silent.add(resumed);
                    }
                }
                Scan scan = look(repositories, selection, recovery);
                Repositories.Views seen = repositories.views();
                outcomes.addAll(new RunQueue(scan.evaluations(), selection.max(), draining)
                        .runThrough((evaluation, ready) ->
                                carryOut(evaluation, scan.processedBlocks(), selection.trigger(), seen, ready)));
                silent.forEach(resumed -> resumed.outcome().ifPresent(outcomes::add));
                if (recovery.metSilence()) {
                    Recovery again = new Recovery(stages, repositories, claims, true, true);
                    again.recover(false);
                    again.resumable().forEach(left -> resume(left, () -> {}).ifPresent(outcomes::add));
                }
                return List.copyOf(outcomes);
            } finally {
                silent.forEach(LaneWork::await);
            }
        }
    }

    /**
     * Looks once, as a service does again and again, and begins what may run: several lanes at the same time, the briefs of
     * a lane one after another. Returns when all that was found has been given to its lane; what a lane has no time for
     * is found again at the next look. The listener is told what it cost.
     *
     * @throws RunnerException what has gone wrong at this look, or in a lane since the last one
     * @throws IllegalStateException when the runner only reads
     */
    public void poll(Selection selection) {
        requireWriting();
        LedgerClock.Reading began = stages.ledgerClock().read();
        long requests = stages.source().use().requests();
        int waiting;
        try (Repositories repositories = repositories()) {
            Recovery recovery = left(repositories);
            recovery.resumable().forEach(run -> workers.resume(run, left -> resume(left, () -> {})));
            Scan scan = look(repositories, selection, recovery);
            Repositories.Views seen = repositories.views();
            waiting = workers.offer(
                    scan.evaluations(),
                    evaluation -> carryOut(evaluation, scan.processedBlocks(), selection.trigger(), seen, () -> {}));
        }
        ForgeUse use = stages.source().use();
        stages.listener()
                .on(new RunEvent.Polled(
                        stages.ledgerClock().elapsed(began), use.requests() - requests, use.quotaLeft(), waiting));
    }

    /**
     * Waits until nothing runs that {@link #poll} has begun.
     *
     * @throws RunnerException what has gone wrong in a lane since the last look
     */
    public void await() throws InterruptedException {
        workers.await();
    }

    /** Ends what was left on this machine and cannot be gone on with. */
    private Recovery left(Repositories repositories) {
        Recovery recovery = new Recovery(stages, repositories, claims, true, false);
        recovery.recoverHere();
        return recovery;
    }

    /** On a thread of its own, and so with mirrors of its own. */
    private Optional<Outcome> resume(InterruptedRun left, Runnable ready) {
        try (Repositories repositories = repositories()) {
            return new Resumption(stages, repositories, claims, cancellation, ready).carryOut(left);
        }
    }

    /** Ends what other machines left, finds what there is, and answers the commands that run nothing. */
    private Scan look(Repositories repositories, Selection selection, Recovery recovery) {
        Scan scan = Scan.of(stages, repositories, selection, () -> recovery.recoverOthers(false));
        new DryRuns(stages, repositories, selection).answer(scan.evaluations());
        new ApprovalRequests(stages, repositories, selection.trigger()).ask(scan.evaluations());
        new CommandAnswers(stages, repositories, selection).answer(scan);
        new NearMisses(stages, repositories, selection, answeredNearMisses).answer(scan.documents());
        return scan;
    }

    /** On a lane's own thread, and so with mirrors of its own. */
    private Outcome carryOut(
            Evaluation evaluation,
            ProcessedBlocks processedBlocks,
            Selection.Trigger trigger,
            Repositories.Views seen,
            Runnable ready) {
        try (Repositories repositories = repositories()) {
            return new Pipeline(stages, repositories, processedBlocks, trigger, cancellation, seen, ready)
                    .carryOut(evaluation);
        }
    }

    /**
     * Ends what runners that are gone have left, or goes on with it to its end; {@link #run} does the same before it begins.
     * A runner that only reads says what it would do.
     */
    public List<Recovered> recover() {
        try (Repositories repositories = repositories()) {
            Recovery recovery = new Recovery(stages, repositories, claims, !readOnly, true);
            List<Recovered> recovered = new ArrayList<>(recovery.recover(true));
            Resumption resumption = new Resumption(stages, repositories, claims, cancellation, () -> {});
            recovery.resumable().forEach(resumption::carryOut);
            for (Recovered other : resumption.notResumed()) {
                recovered.replaceAll(one -> one.run().equals(other.run()) ? other : one);
            }
            return List.copyOf(recovered);
        }
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

    /** Whether the configuration has a repository, under this name or under another that the forge knows it by. Writes nothing. */
    public boolean watches(RepositoryName repository) {
        return config.repositories().contains(repository)
                || stages.source()
                        .repositoryId(repository)
                        .filter(id -> config.repositories().stream()
                                .anyMatch(one -> stages.source()
                                        .repositoryId(one)
                                        .filter(id::equals)
                                        .isPresent()))
                        .isPresent();
    }

    /** Whether the runner writes as this account. Asks the forge at most once. */
    public boolean isOwn(Account account) {
        return stages.source().isOwn(account);
    }

    /** What the records of a brief have said; empty when nothing ever acted on it. Writes nothing. */
    public List<BriefHistory> history(BriefId id) {
        try (Repositories repositories = repositories()) {
            return BriefHistory.of(id, repositories, stages);
        }
    }

    /**
     * The documents of one issue or pull request, whatever labels it has, in their order. Writes nothing.
     *
     * @return those of users who have the permission that the configuration demands, and of bots, which only the repository's
     *     administrators let in; without those that are minimized, and without the runner's own
     */
    public List<SourceDocument> documents(RepositoryName repository, int number) {
        BriefSource source = stages.source();
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
        BriefSource source = stages.source();
        return source.read(document.ref())
                .filter(now -> now.editor() == null
                        || source.permission(now.issue().repository(), now.editor(), false)
                                .includes(config.gate().minPermission()));
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
            return new AuditTrail(repositories, stages.ledgerClock(), since)
                    .of(repository == null ? watched : Set.of(repository));
        }
    }

    /**
     * Retries or cancels a brief on behalf of this runner's operator: the command is written beside the brief's
     * record, which takes the permission to write it there and no other. The next run of whichever runner serves the
     * brief carries it out; one that runs it now is told within half a minute.
     *
     * @return what was written
     * @throws RunnerException with {@code NOT_FOUND} when there is no such brief, with {@code USAGE} when the command could
     *     change nothing, with {@code REFUSED} when it may not be written
     * @throws IllegalStateException when the runner only reads
     */
    public BriefCommand command(BriefId id, BriefCommand.Kind kind) {
        requireWriting();
        try (Repositories repositories = repositories()) {
            return new CommandWriter(stages, repositories).write(id, kind);
        }
    }

    /**
     * Pauses a repository: from their next look on, no runner begins a brief that would change it. What runs ends as it would.
     *
     * @param why for users; empty for no reason
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     * @throws IllegalStateException when the runner only reads
     */
    public void pause(RepositoryName repository, String why) {
        requireWriting();
        try (Repositories repositories = repositories()) {
            new PauseRef(repositories.mirror(repository), stages.ledgerClock())
                    .set(CommandWriter.operatorOf(config), why);
        }
    }

    /**
     * Ends the pause of a repository.
     *
     * @return whether it was paused
     * @throws RunnerException with {@code REFUSED} when the server does not let it be written
     * @throws IllegalStateException when the runner only reads
     */
    public boolean resume(RepositoryName repository) {
        requireWriting();
        try (Repositories repositories = repositories()) {
            return new PauseRef(repositories.mirror(repository), stages.ledgerClock()).remove();
        }
    }

    /**
     * Asks a lane's host whether runs can work there. Touches no workdir and leaves nothing.
     *
     * @return what a person should know of the host, a sentence each, beginning with its name
     * @throws RunnerException when it cannot be reached, refuses, or lacks a program that every run needs
     */
    public List<String> reach(Lane lane) {
        Executor executor = stages.lanes().executor(lane);
        List<String> facts = new ArrayList<>(executor.reach(lane));
        facts.add(0, "runs on " + executor.host(lane));
        return List.copyOf(facts);
    }

    /**
     * What does not work as a lane's configuration says, as far as it can be found out on this machine. Runs the commands of the
     * lane's variables.
     */
    public List<LaneProblem> problems(Lane lane) {
        return stages.lanes().problems(lane);
    }

    /** The token that this runner's requests show; each one that is given counts as a secret from then on. */
    public TokenSource tokens() {
        return access.tokens();
    }

    /** Ends the running brief as cancelled, and begins no other. Returns at once; {@link #run} returns when it is over. */
    public void cancel(String why) {
        draining.cancel(why);
        cancellation.cancel(why);
    }

    /** Lets the running brief end, and begins no other. Returns at once; {@link #run} returns when it is over. */
    public void drain(String why) {
        draining.cancel(why);
    }

    /** Ends what {@link #poll} has begun and still runs as cancelled, and waits for its end. */
    @Override
    public void close() {
        cancel("the runner is closed");
        workers.close();
        plugins.close();
        calls.close();
        folders.close();
    }

    /** A brief whose lane cannot be read is only answered. */
    private static int maxRuns(RunnerConfig config, String lane) {
        Lane configured = config.lanes().get(lane);
        return configured == null ? 1 : configured.maxRuns();
    }

    private void requireWriting() {
        if (readOnly) {
            throw new IllegalStateException("this runner was made to read only");
        }
    }

    private Repositories repositories() {
        return new Repositories(
                config,
                folders.mirrors(),
                folders.lentMirrors(),
                access,
                stages.ledgerClock(),
                parsed,
                stages.listener());
    }
}
