package io.github.hirakuarai.codexrunner.testkit.isolation;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.disk.JournalEntry;
import io.github.hirakuarai.codexrunner.disk.RunFolder;
import io.github.hirakuarai.codexrunner.disk.SavedPlan;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import io.github.hirakuarai.codexrunner.forge.ForgeOptions;
import io.github.hirakuarai.codexrunner.forge.LoopbackForge;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.ExecutorFactory;
import io.github.hirakuarai.codexrunner.spi.OutputHandler;
import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryBriefSource;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryOutputHandler;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryStateStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A repository with two issues, whose briefs run on two lanes and have two types of output: {@code sound} and {@code other}. */
final class Scene implements AutoCloseable {

    static final String SCHEMA = "{\"type\": \"object\", \"properties\": {\"text\": {\"type\": \"string\"}}}";

    private static final RepositoryName REPOSITORY = new RepositoryName("octo", "app");
    private static final Account ALICE = new Account(7, "alice", false);

    final InMemoryBriefSource source = new InMemoryBriefSource();
    final InMemoryStateStore states = new InMemoryStateStore();
    final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());

    private final LoopbackForge forge;
    private final Path folder;

    // What misbehaves replaces these.
    BriefSource servedSource = source;
    StateStore servedStates = states;
    Supplier<Executor> otherExecutor = Scene::sound;
    Function<PluginContext, OutputHandler> otherOutput = context -> new InMemoryOutputHandler(context.texts());
    Supplier<String> otherSchema = () -> SCHEMA;
    Supplier<String> otherLaneSchema = () -> "{\"type\": \"object\"}";
    String otherLane = "executor: other";
    String issueUrl = "https://forge.example/octo/app/issues/";
    String pluginTimeout = "1s";
    String pluginSettings = "{}";
    String moreSettings = "";
    Map<String, String> environment = Map.of();
    Optional<String> sourceId = Optional.of("memory");
    RunListener also = RunListener.NONE;
    Supplier<Optional<String>> otherSettings = Optional::empty;
    Supplier<Optional<String>> otherOutputSettings = Optional::empty;

    Scene(Path folder) {
        this.folder = folder;
        this.forge = LoopbackForge.start(ForgeOptions.in(folder.resolve("forge")));
        forge.createUser("runner", false);
        forge.createRepository(REPOSITORY.toString(), "main", Map.of("README.md", "# app\n"));
        forge.setPermission(REPOSITORY.toString(), "runner", Permission.WRITE);
        source.permit(ALICE, Permission.WRITE);
        source.put(document(1, "sound", "sound"));
    }

    static Executor sound() {
        return new IdleExecutor(workspace -> workspace);
    }

    /** Alice writes a brief into issue 2, the one that is looked at first. */
    Scene brief(String lane, String output) {
        source.put(document(2, lane, output));
        return this;
    }

    /** Alice writes a brief into another issue. */
    void briefIn(int issue, String lane, String output) {
        source.put(document(issue, lane, output));
    }

    Runner runner() {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("GITHUB_TOKEN", forge.user("runner").token());
        RunnerBuilder builder = Runner.builder(config())
                .environment(variables)
                .plugins(new Plugins(
                        Map.of(),
                        Map.of("memory", new Sources(() -> servedSource)),
                        Map.of("labels", new States(() -> servedStates)),
                        Map.of(
                                "sound", new Executors("sound", () -> "{}", Optional::empty, Scene::sound),
                                "other",
                                        new Executors(
                                                "other",
                                                otherLaneSchema,
                                                () -> otherSettings.get(),
                                                () -> otherExecutor.get())),
                        Map.of(
                                "sound",
                                        new Outputs(
                                                "sound",
                                                () -> SCHEMA,
                                                Optional::empty,
                                                context -> new InMemoryOutputHandler(context.texts())),
                                "other",
                                        new Outputs(
                                                "other",
                                                otherSchema,
                                                () -> otherOutputSettings.get(),
                                                context -> otherOutput.apply(context)))))
                .listener(event -> {
                    events.add(event);
                    also.on(event);
                });
        sourceId.ifPresent(builder::source);
        return builder.build();
    }

    /** Leaves the folder of a run of issue 9 on the other lane, as a killed runner does whose claim did not arrive. */
    Path runLeftOnTheOtherLane() {
        BriefId brief = BriefId.parse(REPOSITORY + "#9").orElseThrow();
        SourceDocument document = document(9, "other", "sound");
        Clock clock = Clock.systemUTC();
        try (RunFolder run = RunFolder.create(folder.resolve("state"), RunFolder.newId(brief, clock), clock)) {
            run.write(RunFolder.BRIEF, document.markdown().replaceAll("(?m)^```.*\n", ""));
            new SavedPlan(
                            document.ref(),
                            false,
                            "other",
                            new SavedPlan.Values(":"),
                            "host",
                            "/app",
                            "main",
                            "codex/9-body-01234567",
                            List.of())
                    .write(run);
            JournalEntry claim = new JournalEntry.Claim(
                    brief, REPOSITORY, document.ref().issue(), new BriefKey("0".repeat(64)), 1, "an issue");
            run.journal().intent(claim);
            run.journal().receipt(claim);
            return run.path();
        }
    }

    /** What users see of the brief in an issue; empty when nothing. */
    Optional<BriefState> state(int number) {
        return states.state(issue(number));
    }

    Issue issue(int number) {
        return new Issue(
                "127.0.0.1",
                1,
                REPOSITORY,
                number,
                "work",
                false,
                true,
                false,
                Set.of("codex:enabled"),
                URI.create(issueUrl + number));
    }

    @Override
    public void close() {
        forge.close();
    }

    private Map<String, String> homeAnd(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("HOME", folder.toString());
        return variables;
    }

    private RunnerConfig config() {
        return new ConfigReader(homeAnd(environment), "devbox", Clock.systemUTC())
                .read(
                        """
                        version: 1
                        runner: {id: devbox, stateDir: state}
                        repositories: [%s]
                        github: {apiUrl: "%s"}
                        git: {url: "%s"}
                        lanes:
                          sound: {executor: sound}
                          other: {%s}
                        plugins: %s
                        %s
                        limits: {pluginTimeout: %s, stepTimeout: 1s, grace: 1s}
                        """.formatted(
                                        REPOSITORY,
                                        forge.apiUrl(),
                                        forge.cloneUrlPattern(),
                                        otherLane,
                                        pluginSettings,
                                        moreSettings,
                                        pluginTimeout),
                        folder.resolve("codex-runner.yaml"));
    }

    private SourceDocument document(int number, String lane, String output) {
        Issue issue = issue(number);
        String markdown = """
                ```codex-brief
                executor: %s
                repo: %s
                branch: main
                workdir: ~/app
                steps:
                  - name: work
                    shell: "true"
                outputs:
                  - type: %s
                    text: done
                ```
                """.formatted(lane, REPOSITORY, output);
        return new SourceDocument(
                new DocumentRef("127.0.0.1", 1, REPOSITORY, number, DocumentKind.ISSUE_BODY, number),
                issue,
                markdown,
                ALICE,
                null,
                true,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                issue.url());
    }

    private record Sources(Supplier<BriefSource> maker) implements BriefSourceFactory {
        @Override
        public String id() {
            return "memory";
        }

        @Override
        public BriefSource open(PluginContext context) {
            return maker.get();
        }
    }

    private record States(Supplier<StateStore> maker) implements StateStoreFactory {
        @Override
        public String id() {
            return "labels";
        }

        @Override
        public StateStore open(PluginContext context) {
            return maker.get();
        }
    }

    private record Executors(
            String id, Supplier<String> lane, Supplier<Optional<String>> settings, Supplier<Executor> maker)
            implements ExecutorFactory {
        @Override
        public Optional<String> settingsSchema() {
            return settings.get();
        }

        @Override
        public String laneSchema() {
            return lane.get();
        }

        @Override
        public Executor open(PluginContext context) {
            return maker.get();
        }
    }

    private record Outputs(
            String id,
            Supplier<String> text,
            Supplier<Optional<String>> settings,
            Function<PluginContext, OutputHandler> maker)
            implements OutputHandlerFactory {
        @Override
        public Optional<String> settingsSchema() {
            return settings.get();
        }

        @Override
        public String schema() {
            return text.get();
        }

        @Override
        public OutputHandler open(PluginContext context) {
            return maker.apply(context);
        }
    }
}
