package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.draft.Draft;
import io.github.hirakuarai.codexrunner.draft.DraftDefaults;
import io.github.hirakuarai.codexrunner.draft.Drafter;
import io.github.hirakuarai.codexrunner.draft.ProposalFormat;
import io.github.hirakuarai.codexrunner.engine.ReadOnlyRunner;
import io.github.hirakuarai.codexrunner.engine.Runner;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.SourceDocument;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.TextSanitizer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code codex-runner draft}: of a file it needs no configuration and no network. */
@Command(
        name = "draft",
        description = {
            "Writes a draft of a brief from an /ask answer, or from the older JSON contract of `/codex run`.",
            "The draft never runs: a person checks it and posts it as a brief under their own name. The exit code is 3 while"
                    + " something has to be added."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples: codex-runner draft --from-ask reports/ask/ask_20261121T090000Z.json --lane devbox-codex",
            "          codex-runner draft --from-ask octo/app#774 --post"
        })
final class DraftCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions options;

    @Option(
            names = "--from-ask",
            paramLabel = "SOURCE",
            description = "an /ask answer: a file, - for standard input, or an issue or comment as owner/name#774,"
                    + " owner/name#774-c12 or its URL")
    private @Nullable String ask;

    @Option(
            names = "--from-contract",
            paramLabel = "SOURCE",
            description = "a contract of `/codex run`, from the same kinds of source")
    private @Nullable String contract;

    @Option(
            names = "--lane",
            paramLabel = "L",
            description = "the lane that the draft is for; default: the only one of the configuration")
    private @Nullable String lane;

    @Option(names = "--post", description = "also post the draft as a comment on the issue that it was made from")
    private boolean post;

    DraftCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Selections selections = new Selections(spec);
        @Nullable String source = ask == null ? contract : ask;
        if (source == null || (ask != null && contract != null)) {
            throw selections.wrong("give one of --from-ask and --from-contract");
        }
        ProposalFormat format = ask == null ? ProposalFormat.CONTRACT : ProposalFormat.ASK;
        @Nullable RunnerConfig config = ConfigFile.readIfThere(context, options.config);
        @Nullable IssueAddress issue = issue(source, config);
        if (issue == null) {
            if (post) {
                throw selections.wrong("--post needs an issue to post on, not a file");
            }
            Draft draft = drafter(config).draft(TextFile.read(context, source), format, defaults(config, null, source));
            return print(draft, sanitizer(config), null);
        }
        // Without a file, the message that says how to get one.
        return ofIssue(issue, format, config == null ? ConfigFile.read(context, options.config) : config);
    }

    private @Nullable IssueAddress issue(String source, @Nullable RunnerConfig config) {
        if (source.equals("-") || Files.exists(context.resolve(source))) {
            return null;
        }
        return IssueAddress.parse(source, config == null ? List.of() : config.repositories())
                .orElse(null);
    }

    private int ofIssue(IssueAddress issue, ProposalFormat format, RunnerConfig config) {
        try (ReadOnlyRunner runner = Runners.in(context, config).buildReadOnly()) {
            List<SourceDocument> newestFirst = new ArrayList<>(runner.documents(issue.repository(), issue.number()));
            Collections.reverse(newestFirst);
            SourceDocument document = newestFirst.stream()
                    .filter(issue::names)
                    .filter(candidate -> Drafter.holds(candidate.markdown(), format))
                    .flatMap(candidate -> runner.withEditor(candidate).stream())
                    .filter(candidate -> Drafter.holds(candidate.markdown(), format))
                    .findFirst()
                    .orElseThrow(() -> new RunnerException(
                            ErrorCode.NOT_FOUND,
                            "nothing to draft from in " + issue
                                    + ": looked for JSON by a bot or by a user with "
                                    + config.gate().minPermission().name().toLowerCase(Locale.ROOT)
                                    + " permission; check the comment, or save it to a file"));
            String origin = document.url() + " by " + document.author().login();
            Drafter drafter = drafter(config);
            Draft draft = drafter.draft(document.markdown(), format, defaults(config, issue.repository(), origin));
            TextSanitizer sanitizer = sanitizer(config);
            @Nullable String url = null;
            if (post) {
                ForgeProbe forge = new ForgeProbe(config.github().apiUrl(), runner.tokens(), context.environment());
                url = post(issue, draft.comment(drafter.introduction(draft), sanitizer), forge);
            }
            return print(draft, sanitizer, url);
        }
    }

    private static String post(IssueAddress issue, String comment, ForgeProbe forge) {
        ObjectNode body = new JsonMapper().createObjectNode().put("body", comment);
        HttpResponse<String> answer =
                forge.post("/repos/" + issue.repository() + "/issues/" + issue.number() + "/comments", body);
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "cannot comment on " + issue.repository() + "#" + issue.number() + " (status " + answer.statusCode()
                            + "); grant the token Issues: Read and write");
        }
        return ForgeProbe.json(answer).path("html_url").asString("");
    }

    private int print(Draft draft, TextSanitizer sanitizer, @Nullable String url) {
        if (options.json()) {
            context.out().println(json(draft, sanitizer, url));
        } else {
            context.out().print(draft.block(sanitizer));
            context.out().flush();
            draft.todo().forEach(line -> context.err().println("to do: " + SafeText.line(sanitizer.plain(line))));
            if (!options.quiet) {
                draft.hints().forEach(line -> context.err().println("check: " + SafeText.line(sanitizer.plain(line))));
            }
            if (url != null) {
                context.err().println("posted " + SafeText.line(url));
            }
        }
        if (!draft.isWhole(sanitizer)) {
            context.err()
                    .println(
                            "codex-runner: warning: the draft is shown with secrets masked, or cut; do not post it as it is");
        }
        return draft.valid() ? ExitCode.OK : ExitCode.INVALID;
    }

    private static String json(Draft draft, TextSanitizer sanitizer, @Nullable String url) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("valid", draft.valid()).put("draft", draft.block(sanitizer)).put("posted", url);
        draft.todo().stream().map(sanitizer::plain).forEach(json.putArray("todo")::add);
        draft.hints().stream().map(sanitizer::plain).forEach(json.putArray("hints")::add);
        Json.problems(
                draft.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of(),
                json.putArray("problems"));
        return json.toPrettyString();
    }

    private Drafter drafter(@Nullable RunnerConfig config) {
        BriefReader reader = new BriefReader(OutputTypes.validator(Plugins.find(DraftCommand.class.getClassLoader())));
        return new Drafter(
                reader, config == null ? Locale.ENGLISH : config.runner().locale());
    }

    private TextSanitizer sanitizer(@Nullable RunnerConfig config) {
        if (config != null) {
            return Runner.sanitizer(config, context.environment());
        }
        return Sanitizer.of(Secrets.of(Map.of(
                "GITHUB_TOKEN", context.environment().getOrDefault("GITHUB_TOKEN", ""),
                "GH_TOKEN", context.environment().getOrDefault("GH_TOKEN", ""))));
    }

    private DraftDefaults defaults(@Nullable RunnerConfig config, @Nullable RepositoryName issue, String origin) {
        Map<String, Lane> lanes = config == null ? Map.of() : config.lanes();
        @Nullable
        String named = lane != null || lanes.size() != 1
                ? lane
                : lanes.keySet().iterator().next();
        @Nullable Lane known = named == null ? null : lanes.get(named);
        return new DraftDefaults(
                named,
                known == null ? List.of() : known.workdirs(),
                issue,
                config == null ? List.of() : config.repositories(),
                origin.equals("-") ? "standard input" : origin);
    }
}
