package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.engine.RunnerBuilder;
import io.github.hirakuarai.codexrunner.event.Evaluation;
import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.DocumentKind;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.spi.SourceQuery;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StateStoreFactory;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One brief out of a file, as if it stood in an enabled issue of the repository that it changes, written by somebody who
 * may. It is for runners that only read: nobody has vouched for it on a forge, and it can have no claim.
 */
final class BriefFile {

    private static final String SOURCE = "file";
    private static final Pattern BACKTICKS = Pattern.compile("`{3,}");

    private final RunnerConfig config;
    private final Plugins plugins;
    private final SourceDocument document;

    /**
     * @param path for people
     * @param text of the bare brief
     * @param issue the issue that it is taken to stand in
     */
    BriefFile(RunnerConfig config, Path path, String text, int issue) {
        this.config = config;
        this.plugins = Plugins.find(BriefFile.class.getClassLoader());
        this.document = document(config, path.toUri(), text, issue);
    }

    /** Has a runner find this brief and no other. */
    RunnerBuilder in(RunnerBuilder builder) {
        BriefSourceFactory source = new OnlySource(document);
        StateStoreFactory nothing = new NothingShown(config.stateStore());
        return builder.source(SOURCE)
                .plugins(new Plugins(
                        plugins.tokens(),
                        Map.of(SOURCE, source),
                        Map.of(config.stateStore(), nothing),
                        plugins.executors(),
                        plugins.outputs()));
    }

    /** The problems as they stand in the file: in the document there is a line before its first. */
    static Evaluation inFile(Evaluation brief) {
        List<Problem> problems = brief.problems().stream()
                .map(problem -> new Problem(
                        problem.code(),
                        Math.max(1, problem.line() - 1),
                        problem.column(),
                        problem.path(),
                        problem.message(),
                        problem.hint()))
                .toList();
        return brief.withProblems(problems);
    }

    private SourceDocument document(RunnerConfig config, URI url, String text, int number) {
        RepositoryName repository = repository(config, text);
        Issue issue = new Issue(
                SOURCE,
                0,
                repository,
                number,
                "",
                false,
                true,
                false,
                Set.of(config.labels().enabled()),
                url);
        return new SourceDocument(
                new DocumentRef(SOURCE, 0, repository, number, DocumentKind.ISSUE_BODY, number),
                issue,
                fenced(text),
                operator(config),
                null,
                true,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                url);
    }

    /** The one that the brief names, when briefs of this runner may change it. */
    private RepositoryName repository(RunnerConfig config, String text) {
        BriefReader reader = new BriefReader(OutputTypes.validator(plugins));
        return reader.read(BriefBlock.bare(text)).reading() instanceof BriefReading.Valid valid
                        && config.repositories().contains(valid.brief().repository())
                ? valid.brief().repository()
                : config.repositories().get(0);
    }

    /** Whoever may read the runner's configuration stands above its list of authors. */
    private static Account operator(RunnerConfig config) {
        String listed = config.gate().authors().stream().sorted().findFirst().orElse("operator");
        return listed.startsWith("id:")
                ? new Account(Long.parseLong(listed.substring(3)), "operator", false)
                : new Account(0, listed, false);
    }

    private static String fenced(String text) {
        int longest = BACKTICKS
                .matcher(text)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(2);
        String fence = "`".repeat(longest + 1);
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return fence + "codex-brief\n" + content + (content.endsWith("\n") ? "" : "\n") + fence + "\n";
    }

    /** Offers one document. */
    private record OnlySource(SourceDocument document) implements BriefSourceFactory, BriefSource {

        @Override
        public String id() {
            return SOURCE;
        }

        @Override
        public BriefSource open(PluginContext context) {
            return this;
        }

        @Override
        public List<SourceDocument> documents(SourceQuery query) {
            return List.of(document);
        }

        @Override
        public Optional<SourceDocument> read(DocumentRef ref) {
            return Optional.of(document);
        }

        @Override
        public Optional<Issue> issue(RepositoryName repository, int number) {
            return Optional.of(document.issue());
        }

        @Override
        public Permission permission(RepositoryName repository, Account account, boolean fresh) {
            return Permission.ADMIN;
        }

        @Override
        public Optional<Long> repositoryId(RepositoryName repository) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** Shows nothing, and knows no commands. */
    private record NothingShown(String id) implements StateStoreFactory, StateStore {

        @Override
        public StateStore open(PluginContext context) {
            return this;
        }

        @Override
        public StatusReceipt show(StatusUpdate update, Fence fence) {
            return StatusReceipt.NONE;
        }

        @Override
        public List<BriefCommand> commands(Issue issue) {
            return List.of();
        }

        @Override
        public void answer(CommandAnswer answer, Fence fence) {}

        @Override
        public void close() {}
    }
}
