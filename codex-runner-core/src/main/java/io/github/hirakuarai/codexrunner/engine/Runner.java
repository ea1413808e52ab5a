package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.intake.ActedOn;
import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;
import io.github.hirakuarai.codexrunner.plugin.call.PluginSurroundings;
import io.github.hirakuarai.codexrunner.publish.DryRunComment;
import io.github.hirakuarai.codexrunner.publish.PublishingGate;
import io.github.hirakuarai.codexrunner.publish.ReportFile;
import io.github.hirakuarai.codexrunner.publish.Secrets;
import io.github.hirakuarai.codexrunner.publish.StatusComment;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ForgeUse;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.TextGate;
import io.github.hirakuarai.codexrunner.spi.TokenSource;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
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
 *     for (Assessment brief : runner.survey(Selection.ALL)) {
 *         System.out.println(brief.id() + " " + brief.decision());
 *     }
 * }
 * }</pre>
 */
public final class Runner implements AutoCloseable {

    private final RunnerConfig config;
    private final TokenSource tokens;
    private final StateFolders folders;
    private final PluginCalls calls;
    private final OpenPlugins plugins;
    private final Stages stages;
    private final boolean readOnly;
    private final Sightings sightings = new Sightings();
    private final CancellationToken cancellation = new CancellationToken();
    private final CancellationToken draining = new CancellationToken();
    private final LaneWorkers workers;

    private Runner(Builder builder) {
        this.config = builder.config;
        Plugins found = builder.plugins == null ? Plugins.find(Builder.classLoader()) : builder.plugins;
        Secrets secrets = builder.secrets();
        TextGate texts = PublishingGate.of(secrets);
        Path stateDir = config.runner().stateDir();
        this.readOnly = builder.readOnly;
        this.workers = new LaneWorkers(config.watch().lanes(), draining);
        this.folders = readOnly ? StateFolders.forgotten(stateDir, builder.temporary) : StateFolders.lasting(stateDir);
        this.calls = new PluginCalls(config.limits().pluginTimeout(), texts);
        PluginSurroundings surroundings = new PluginSurroundings(
                config.settings(), builder.environment, builder.clock, folders::ofPlugin, texts, builder.http);
        this.tokens = masked(builder.tokens(found, calls, surroundings), secrets);
        this.plugins = new OpenPlugins(found, calls, surroundings, tokens);
        try {
            this.stages = stages(builder, texts);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Stages stages(Builder builder, TextGate texts) {
        BriefSource source = plugins.source(builder.sourceId, "the runner");
        StateStore states = plugins.states(config.stateStore(), "the key state.store");
        OutputTypes types = plugins.outputTypes();
        RunnerConfig.Author author = config.git().author();
        return new Stages(
                config,
                builder.clock,
                new LedgerClock(builder.clock, builder.nanoTime, author.name(), author.email()),
                texts,
                new StatusComment(texts, config.runner().locale()),
                new ReportFile(texts, config.runner().locale()),
                new DryRunComment(texts, config.runner().locale()),
                source,
                new BriefFinder(new BriefReader(types.validator())),
                new Gate(config, source),
                new Lanes(config, plugins),
                new Outputs(types.unusable(), plugins),
                new CommitBuilder(config, texts, builder.clock),
                states,
                new SafeListener(builder.listener));
    }

    /**
     * The gate that texts for people pass, with the secrets that a configuration names and the environment holds: for what
     * is shown without a runner.
     */
    public static TextGate gate(RunnerConfig config, Map<String, String> environment) {
        return PublishingGate.of(builder(config).environment(environment).secrets());
    }

    /** Begins to make a runner: the environment first, because the configuration refers to it, then the configuration. */
    public static RunnerStart builder() {
        return new RunnerStart();
    }

    /** Begins to make a runner of a configuration that is there already. */
    public static Builder builder(RunnerConfig config) {
        return new Builder(config);
    }

    /**
     * What would happen to each brief, in the order in which they would run. Sends no request that writes; of a runner
     * that only reads, no file stays behind either.
     */
    public List<Assessment> survey(Selection selection) {
        try (Repositories repositories = repositories()) {
            return Scan.of(stages, repositories, selection).candidates().stream()
                    .map(Candidate::assessment)
                    .toList();
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
            for (Candidate candidate : Scan.of(stages, repositories, selection).candidates()) {
                boolean runs = candidate.assessment().decision() == Assessment.Decision.WOULD_RUN
                        && tried < selection.max()
                        && draining.reason().isEmpty();
                Preview preview = runs ? previewer.preview(candidate) : Preview.untouched(candidate.assessment());
                tried += preview.trial() == null ? 0 : 1;
                previews.add(preview);
            }
            return List.copyOf(previews);
        }
    }

    /**
     * Runs what may run, one brief after another, each to its end.
     *
     * @return what came of every brief that was looked at, in order
     * @throws IllegalStateException when the runner only reads
     */
    public List<Outcome> run(Selection selection) {
        requireWriting();
        try (Repositories repositories = repositories()) {
            Scan scan = look(repositories, selection);
            Pipeline pipeline = new Pipeline(stages, repositories, scan.actedOn(), selection.trigger(), cancellation);
            return new RunQueue(scan.candidates(), selection.max(), draining).runThrough(pipeline::carryOut);
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
            Scan scan = look(repositories, selection);
            waiting = workers.offer(
                    scan.candidates(), candidate -> carryOut(candidate, scan.actedOn(), selection.trigger()));
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

    /** Ends what was left, finds what there is, and answers who asked what would happen. */
    private Scan look(Repositories repositories, Selection selection) {
        new Recovery(stages, repositories, sightings, true).recover();
        Scan scan = Scan.of(stages, repositories, selection);
        new DryRuns(stages, repositories).answer(scan.candidates());
        return scan;
    }

    /** On a lane's own thread, and so with mirrors of its own. */
    private Outcome carryOut(Candidate candidate, ActedOn actedOn, Selection.Trigger trigger) {
        try (Repositories repositories = repositories()) {
            return new Pipeline(stages, repositories, actedOn, trigger, cancellation).carryOut(candidate);
        }
    }

    /**
     * Ends what runners that are gone have left; {@link #run} does the same before it begins. A runner that only reads says
     * what it would do.
     */
    public List<Recovered> recover() {
        try (Repositories repositories = repositories()) {
            return new Recovery(stages, repositories, sightings, !readOnly).recover();
        }
    }

    /** What the records of a brief have said; empty when nothing ever acted on it. Writes nothing. */
    public List<BriefHistory> history(BriefId id) {
        try (Repositories repositories = repositories()) {
            return BriefHistory.of(id, repositories, stages);
        }
    }

    /**
     * Orders another attempt of a brief, or cancels it, as this runner's operator: the order is written beside the brief's
     * record, which takes the permission to write it there and no other. The next run of whichever runner serves the
     * brief carries it out; one that runs it now is told within half a minute.
     *
     * @return what was written
     * @throws RunnerException with {@code NOT_FOUND} when there is no such brief, with {@code USAGE} when the order could
     *     change nothing, with {@code REFUSED} when it may not be written
     * @throws IllegalStateException when the runner only reads
     */
    public Order order(BriefId id, Order.Kind kind) {
        requireWriting();
        try (Repositories repositories = repositories()) {
            return new OrderWriter(stages, repositories).write(id, kind);
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

    /** The token that this runner's requests show; each one that is given counts as a secret from then on. */
    public TokenSource tokens() {
        return tokens;
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

    private void requireWriting() {
        if (readOnly) {
            throw new IllegalStateException("this runner was made to read only");
        }
    }

    private Repositories repositories() {
        return new Repositories(config, folders.mirrors(), tokens, stages.ledgerClock());
    }

    /** Each token that is ever given counts as a secret from then on. */
    private static TokenSource masked(TokenSource tokens, Secrets secrets) {
        return () -> {
            Optional<String> token = tokens.token();
            token.ifPresent(value -> secrets.add("token", value));
            return token;
        };
    }

    /** What a runner is made of. Everything but the configuration has a default. */
    public static final class Builder {

        private static final List<String> TOKEN_VARIABLES = List.of("GITHUB_TOKEN", "GH_TOKEN");

        private final RunnerConfig config;
        private Clock clock = Clock.system(ZoneId.systemDefault());
        private LongSupplier nanoTime = System::nanoTime;
        private Map<String, String> environment = Map.of();
        private RunListener listener = RunListener.NONE;
        private String sourceId = "github";
        private @Nullable Plugins plugins;
        private @Nullable TokenSource tokens;
        private @Nullable HttpClient http;
        private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        private boolean readOnly;

        private Builder(RunnerConfig config) {
            this.config = config;
        }

        /**
         * The process's variables: the token ({@code GITHUB_TOKEN}, {@code GH_TOKEN}) and the configured secrets are looked
         * for there, and local steps inherit the rest; default: none.
         */
        public Builder environment(Map<String, String> variables) {
            this.environment = Map.copyOf(variables);
            return this;
        }

        /** Gives the token, in place of the environment's and of a GitHub App. */
        public Builder tokens(TokenSource source) {
            this.tokens = source;
            return this;
        }

        /** Who is told what happens; default: nobody. */
        public Builder listener(RunListener toTell) {
            this.listener = toTell;
            return this;
        }

        /** The plugins; default: those on the class path. */
        public Builder plugins(Plugins found) {
            this.plugins = found;
            return this;
        }

        /** The id of the plugin that gives the documents; default: {@code github}. */
        public Builder source(String id) {
            this.sourceId = id;
            return this;
        }

        /** The time; default: the system's, in its zone. */
        public Builder clock(Clock wall, LongSupplier monotonicNanos) {
            this.clock = wall;
            this.nanoTime = monotonicNanos;
            return this;
        }

        /**
         * The client for all requests over HTTP but git's; default: one of the runner's own. Who gives it closes it.
         *
         * @throws IllegalArgumentException when it follows redirections: it would carry the token to other hosts
         */
        public Builder http(HttpClient client) {
            if (client.followRedirects() != HttpClient.Redirect.NEVER) {
                throw new IllegalArgumentException(
                        "a client that follows redirections carries the token to other hosts: make it with Redirect.NEVER");
            }
            this.http = client;
            return this;
        }

        /** Where a runner that only reads has its temporary folder; default: {@code java.io.tmpdir}. */
        public Builder temporary(Path folder) {
            this.temporary = folder;
            return this;
        }

        /** Makes a runner that can only survey and preview, and leaves no file behind when it is closed. */
        public Builder readOnly() {
            this.readOnly = true;
            return this;
        }

        /**
         * Makes the runner: finds the plugins, and opens those that every run needs.
         *
         * @throws RunnerException when the configuration names a plugin that is not there, or one does not open
         */
        public Runner build() {
            return new Runner(this);
        }

        private TokenSource tokens(Plugins found, PluginCalls calls, PluginSurroundings surroundings) {
            if (tokens != null) {
                return tokens;
            }
            if (config.github().app() != null) {
                return new OpenPlugins(found, calls, surroundings, Optional::empty)
                        .tokens("github-app", "the key github.app");
            }
            Optional<String> token = TOKEN_VARIABLES.stream()
                    .map(environment::get)
                    .filter(Objects::nonNull)
                    .filter(value -> !value.isBlank())
                    .findFirst();
            return () -> token;
        }

        private Secrets secrets() {
            Map<String, String> values = new HashMap<>();
            Stream.concat(TOKEN_VARIABLES.stream(), config.secrets().stream()).forEach(name -> {
                String value = environment.get(name);
                if (value != null) {
                    values.put(name, value);
                }
            });
            return Secrets.of(values);
        }

        private static ClassLoader classLoader() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context == null ? Runner.class.getClassLoader() : context;
        }
    }
}
