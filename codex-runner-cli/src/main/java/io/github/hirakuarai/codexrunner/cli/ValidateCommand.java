package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.brief.BriefBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReader;
import io.github.hirakuarai.codexrunner.brief.BriefReader.ReadBlock;
import io.github.hirakuarai.codexrunner.brief.BriefReading;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.plugin.Plugins;
import io.github.hirakuarai.codexrunner.plugin.call.OutputTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code codex-runner validate}: needs no configuration, no network and no git. */
@Command(
        name = "validate",
        description = {
            "Checks the briefs of Markdown documents, or bare briefs with --raw.",
            "Exits with 3 if a brief is invalid, a block looks like a mistyped brief (codex_brief), or there is no brief."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: codex-runner validate issue.md"})
final class ValidateCommand implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private CommonOptions options;

    @Option(names = "--raw", description = "each file is a brief without Markdown around it")
    private boolean raw;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "the file to check; - for standard input")
    private List<String> files;

    ValidateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        BriefReader reader =
                new BriefReader(OutputTypes.validator(Plugins.find(ValidateCommand.class.getClassLoader())));
        Map<String, List<ReadBlock>> documents = new LinkedHashMap<>();
        Map<String, String> withoutBrief = new LinkedHashMap<>();
        for (String file : files) {
            String text = TextFile.read(context, file);
            List<ReadBlock> blocks = raw ? List.of(reader.read(BriefBlock.bare(text))) : reader.read(text);
            documents.put(file, blocks);
            if (blocks.isEmpty()) {
                withoutBrief.put(file, text);
            }
        }
        if (options.json()) {
            context.out().println(json(documents, withoutBrief));
        } else {
            documents.forEach(this::print);
        }
        boolean missed = withoutBrief.values().stream()
                .anyMatch(text -> NoBrief.nearMiss(text).isPresent());
        boolean none = withoutBrief.size() == documents.size();
        if (!options.json()) {
            withoutBrief.forEach((file, text) -> printNone(file, text, none));
        }
        boolean invalid = documents.values().stream()
                .flatMap(List::stream)
                .anyMatch(block -> block.reading() instanceof BriefReading.Invalid);
        return invalid || missed || none ? ExitCode.INVALID : ExitCode.OK;
    }

    /** Beside files with briefs, a file of mere prose is nothing wrong. */
    private void printNone(String file, String text, boolean none) {
        if (none || NoBrief.nearMiss(text).isPresent() || !options.quiet) {
            context.err().println(SafeText.line(file) + ": " + NoBrief.why(text));
        }
    }

    private void print(String file, List<ReadBlock> blocks) {
        for (ReadBlock read : blocks) {
            if (read.reading() instanceof BriefReading.Invalid invalid) {
                invalid.problems()
                        .forEach(problem -> context.out().println(file + ":" + SafeText.line(problem.toString())));
            } else if (!options.quiet) {
                context.out()
                        .println(file + ":" + read.block().line() + ":"
                                + read.block().column() + ": valid: "
                                + read.block().digest());
            }
        }
    }

    private static String json(Map<String, List<ReadBlock>> documents, Map<String, String> withoutBrief) {
        ObjectNode json = new JsonMapper().createObjectNode();
        ArrayNode list = json.putArray("documents");
        documents.forEach((file, blocks) -> {
            ObjectNode document = list.addObject();
            document.put("path", file);
            if (withoutBrief.containsKey(file)) {
                document.put("message", NoBrief.why(withoutBrief.get(file)));
            }
            ArrayNode briefs = document.putArray("briefs");
            for (ReadBlock read : blocks) {
                List<Problem> problems =
                        read.reading() instanceof BriefReading.Invalid invalid ? invalid.problems() : List.of();
                ObjectNode brief = briefs.addObject();
                brief.put("ordinal", read.block().ordinal())
                        .put("line", read.block().line())
                        .put("valid", problems.isEmpty())
                        .put("digest", read.block().digest().toString())
                        .put("executor", read.reading().lane());
                Json.problems(problems, brief.putArray("problems"));
            }
        });
        return json.toPrettyString();
    }
}
