package io.github.hirakuarai.codexrunner.engine;

import io.github.hirakuarai.codexrunner.branch.CommitBuilder;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.context.Display;
import io.github.hirakuarai.codexrunner.context.Outputs;
import io.github.hirakuarai.codexrunner.context.RunnerContext;
import io.github.hirakuarai.codexrunner.context.Texts;
import io.github.hirakuarai.codexrunner.decision.AdmissionPolicy;
import io.github.hirakuarai.codexrunner.decision.BriefIntake;
import io.github.hirakuarai.codexrunner.decision.CommandAdmission;
import io.github.hirakuarai.codexrunner.decision.RunTools;
import io.github.hirakuarai.codexrunner.disk.StateFolders;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.git.CommitSigner;
import io.github.hirakuarai.codexrunner.git.EnvironmentProxies;
import io.github.hirakuarai.codexrunner.git.RemoteAccess;
import io.github.hirakuarai.codexrunner.intake.BriefFinder;
import io.github.hirakuarai.codexrunner.lane.LaneVariables;
import io.github.hirakuarai.codexrunner.lane.Lanes;
import io.github.hirakuarai.codexrunner.ledger.LedgerClock;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.MaskedTrace;
import io.github.hirakuarai.codexrunner.plugin.call.OpenPlugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import io.github.hirakuarai.codexrunner.plugin.call.PluginCalls;
import io.github.hirakuarai.codexrunner.plugin.call.PluginServices;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
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
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The last stage of making a {@link Runner}: what it is made of. Everything but the configuration has a default. */
public final class RunnerBuilder {

    private static final List<String> TOKEN_VARIABLES = List.of("GITHUB_TOKEN", "GH_TOKEN");

    private final RunnerConfig config;
    private Clock clock = Clock.system(ZoneId.systemDefault());
    private LongSupplier nanoTime = System::nanoTime;
    private Map<String, String> environment = Map.of();
    private RunListener listener = RunListener.NONE;
    private @Nullable String sourceId;
    private @Nullable Plugins plugins;
    private final List<PluginFactory<?>> more = new ArrayList<>();
    private @Nullable TokenSource tokens;
    private @Nullable HttpClient http;
    private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));

    RunnerBuilder(RunnerConfig config) {
        this.config = config;
    }

    /**
     * The process's variables: the token ({@code GITHUB_TOKEN}, {@code GH_TOKEN}) and the configured secrets are looked
     * for there, and local steps inherit the rest; default: none.
     */
    public RunnerBuilder environment(Map<String, String> variables) {
        this.environment = Map.copyOf(variables);
        return this;
    }

    /** Gives the token, in place of the environment's and of a GitHub App. */
    public RunnerBuilder tokens(TokenSource source) {
        this.tokens = source;
        return this;
    }

    /** Who is told what happens; default: nobody. */
    public RunnerBuilder listener(RunListener toTell) {
        this.listener = toTell;
        return this;
    }

    /** The plugins; default: those on the class path. */
    public RunnerBuilder plugins(Plugins found) {
        this.plugins = found;
        return this;
    }

    /** Adds a plugin that no service file names, as one that a framework made. {@link #build} fails when another one has its id. */
    public RunnerBuilder plugin(PluginFactory<?> factory) {
        this.more.add(Objects.requireNonNull(factory, "factory"));
        return this;
    }

    /** The id of the plugin that gives the documents; default: the configuration's {@code source}. */
    public RunnerBuilder source(String id) {
        this.sourceId = id;
        return this;
    }

    /** The time; default: the system's, in its zone. */
    public RunnerBuilder clock(Clock wall, LongSupplier monotonicNanos) {
        this.clock = wall;
        this.nanoTime = monotonicNanos;
        return this;
    }

    /**
     * The client for all requests over HTTP but git's; default: one of the runner's own, which goes
     * through the proxies that the environment names. Who gives it closes it.
     *
     * @throws IllegalArgumentException when it follows redirections: it would carry the token to other hosts
     */
    public RunnerBuilder http(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "a client that follows redirections carries the token to other hosts: make it with Redirect.NEVER");
        }
        this.http = client;
        return this;
    }

    /** Where a runner that only reads has its temporary folder; default: {@code java.io.tmpdir}. */
    public RunnerBuilder temporary(Path folder) {
        this.temporary = folder;
        return this;
    }

    /**
     * Makes the runner: finds the plugins, and opens those that every run needs.
     *
     * @throws RunnerException when the configuration names a plugin that is not there, or one does not open
     */
    public Runner build() {
        return make(false, Runner::new);
    }

    /**
     * Makes a runner that only reads, and leaves no file behind when it is closed.
     *
     * @throws RunnerException when the configuration names a plugin that is not there, or one does not open
     */
    public ReadOnlyRunner buildReadOnly() {
        return make(true, ReadOnlyRunner::new);
    }

    private <R extends RunnerView> R make(boolean readOnly, Function<RunnerParts, R> constructor) {
        Secrets secrets = secrets();
        LaneVariables variables = new LaneVariables(environment, secrets);
        variables.maskKnown(config.lanes().values());
        TextSanitizer texts = Sanitizer.of(secrets);
        Plugins found = found(texts);
        Path stateDir = config.runner().stateDir();
        StateFolders folders = readOnly ? StateFolders.forgotten(stateDir, temporary) : StateFolders.lasting(stateDir);
        PluginCalls calls = new PluginCalls(config.limits().pluginTimeout(), texts);
        EnvironmentProxies proxies = EnvironmentProxies.of(environment);
        proxies.passwords().forEach(password -> secrets.add("proxy", password));
        PluginServices context = new PluginServices(
                config.settings(), environment, clock, folders::ofPlugin, texts, http, proxies::client);
        TokenSource masked = masked(tokens(found, calls, context), secrets);
        OpenPlugins opened = new OpenPlugins(found, calls, context, masked);
        try {
            new ConfiguredPlugins(config, opened).require(sourceId == null);
            RemoteAccess access = new RemoteAccess(config.git().user(), masked, proxies, nanoTime);
            RunnerConfig.Author author = config.git().author();
            return constructor.apply(new RunnerParts(
                    assembly(opened, texts, variables, readOnly),
                    new LedgerClock(clock, nanoTime, author.name(), author.email()),
                    access,
                    new RunnerResources(folders, calls, opened)));
        } catch (RuntimeException e) {
            opened.close();
            calls.close();
            folders.close();
            throw e;
        }
    }

    private Plugins found(TextSanitizer texts) {
        try {
            return (plugins == null ? Plugins.find(classLoader()) : plugins).with(more);
        } catch (RunnerException e) {
            // What a factory throws may hold what it found in the environment.
            throw new RunnerException(e.code(), texts.plain(String.valueOf(e.getMessage())), MaskedTrace.of(e, texts));
        }
    }

    private Assembly assembly(OpenPlugins opened, TextSanitizer texts, LaneVariables variables, boolean readOnly) {
        BriefSource source = sourceId == null
                ? opened.source(config.source(), "the key source")
                : opened.source(sourceId, "the runner");
        StateStore states = opened.states(config.stateStore(), "the key state.store");
        OutputTypes types = opened.outputTypes();
        AdmissionPolicy policy = new AdmissionPolicy(config, source);
        return new Assembly(
                new RunnerContext(config, clock, new SafeListener(listener)),
                new BriefIntake(
                        source,
                        new BriefFinder(new BriefReader(types.validator())),
                        policy,
                        new CommandAdmission(policy, states)),
                new RunTools(
                        new Lanes(config, opened, variables),
                        new Outputs(types.unusable(), opened),
                        new CommitBuilder(config, texts, clock, signer(readOnly))),
                new Display(states, new Texts(texts, config.runner().locale())));
    }

    private @Nullable CommitSigner signer(boolean readOnly) {
        Path key = config.git().signingKey();
        if (key == null) {
            return null;
        }
        CommitSigner signer = new CommitSigner(key);
        if (!readOnly) {
            signer.requireUsable();
        }
        return signer;
    }

    private TokenSource tokens(Plugins found, PluginCalls calls, PluginServices context) {
        if (tokens != null) {
            return tokens;
        }
        if (config.github().app() != null) {
            return new OpenPlugins(found, calls, context, Optional::empty).tokens("github-app", "the key github.app");
        }
        Optional<String> token = TOKEN_VARIABLES.stream()
                .map(environment::get)
                .filter(Objects::nonNull)
                .filter(value -> !value.isBlank())
                .findFirst();
        return () -> token;
    }

    /** Each token that is ever given counts as a secret from then on. */
    private static TokenSource masked(TokenSource tokens, Secrets secrets) {
        return () -> {
            Optional<String> token = tokens.token();
            token.ifPresent(value -> secrets.add("token", value));
            return token;
        };
    }

    /** The sanitizer for what is shown without a runner. */
    TextSanitizer sanitizer() {
        Secrets secrets = secrets();
        new LaneVariables(environment, secrets).maskKnown(config.lanes().values());
        return Sanitizer.of(secrets);
    }

    /** What must not be shown: what the environment holds under the names of tokens, and under those configured. */
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
