package io.github.hirakuarai.codexrunner.brief;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.Lines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What a coverage-guided fuzzer calls, again and again: see {@code src/test/fuzz/README.md}. */
public final class ReadingFuzzTarget {

    private static final BriefExtractor EXTRACTOR = new BriefExtractor();
    private static final BriefReader READER = new BriefReader(new BriefValidator(Outputs.BUILT_IN));
    private static final ConfigReader CONFIG = new ConfigReader(Map.of("HOME", "/home/me"), "host", Clock.systemUTC());

    private ReadingFuzzTarget() {}

    /** The fuzzer calls this once, first: loading classes must not count as reading. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("```codex-brief\na: [\n```\n".getBytes(StandardCharsets.UTF_8));
        fuzzerTestOneInput("repositories: [\n".getBytes(StandardCharsets.UTF_8));
        fuzzerTestOneInput("a: b\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The name and shape that the fuzzer looks for. Throws an {@link AssertionError} when a promise is broken. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (text.contains("codex-brief")) {
            readAsMarkdown(text);
        } else if (text.contains("repositories")) {
            readAsConfiguration(text);
        } else {
            check(text, READER.read(BriefBlock.bare(text)).reading());
        }
    }

    private static void readAsMarkdown(String text) {
        List<BriefReader.ReadBlock> blocks = READER.read(text);
        blocks.forEach(block -> check(text, block.reading()));
        promise(
                EXTRACTOR
                        .extract("> " + Lines.normal(text).replace("\n", "\n> "))
                        .isEmpty(),
                "a quoted reply is not a brief");
    }

    private static void readAsConfiguration(String text) {
        try {
            CONFIG.read(text, Path.of("/etc/codex-runner.yaml"));
        } catch (RunnerException e) {
            promise(e.code() == ErrorCode.CONFIGURATION, "a wrong configuration is told as one");
        }
    }

    private static void check(String text, BriefReading reading) {
        if (reading instanceof BriefReading.Invalid invalid) {
            String[] lines = Lines.normal(text).split("\n", -1);
            for (Problem problem : invalid.problems()) {
                promise(
                        problem.line() >= 1 && problem.line() <= lines.length,
                        "a problem stands in a line: " + problem);
                promise(
                        problem.column() >= 1 && problem.column() <= lines[problem.line() - 1].length() + 1,
                        "a problem stands in its line: " + problem);
                promise(!problem.message().equals("the YAML parser fails here"), "the YAML parser has no fault");
                promise(problem.toString().indexOf('\n') < 0, "a problem is told in one line");
            }
        }
    }

    private static void promise(boolean kept, String promise) {
        if (!kept) {
            throw new AssertionError(promise);
        }
    }
}
