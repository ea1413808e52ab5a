package io.github.hirakuarai.codexrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project has one word for each thing: those of docs/glossary.md, and none of those that they replaced. */
class GlossaryTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> KINDS =
            Set.of("java", "md", "properties", "yaml", "sh", "json", "xml", "service", "css");

    private static final Set<String> SKIPPED = Set.of("target", ".git", "fuzz", "node_modules");

    private static final Map<String, List<String>> FILES = new TreeMap<>();

    @BeforeAll
    static void readFiles() throws IOException {
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                boolean own = file.endsWith("GlossaryTest.java");
                if (!own
                        && attributes.size() < 1_000_000
                        && KINDS.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    FILES.put(PROJECT.relativize(file).toString(), Files.readAllLines(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void everyWordIsInTheGlossaryOnceAndInOrder() throws IOException {
        List<String> words = Files.readString(PROJECT.resolve("docs/glossary.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| word ") && !line.startsWith("| --- "))
                .map(line -> line.substring(2, line.indexOf(" |", 2)))
                .toList();

        assertThat(words).hasSizeGreaterThan(40).doesNotHaveDuplicates().isSorted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "hint, fix ~ \\b[Mm]end(s|ed|ing)?\\b",
                "hint as a noun only ~ \\bcan hint\\b|\\bhint (it|them|the cause)\\b|\\b[Hh]ow to hint\\b",
                "held ~ \\b[Kk]ept back\\b|\\bkept-back\\b|\\bKEPT_BACK\\b|\\bkeep(s|ing)? (it|them|a brief|briefs|its"
                        + " briefs) back\\b",
                "command ~ \\b(who|people|users) (may )?order\\b|\\bmay"
                        + " order\\b|refs/codex/orders|\\bOrderBook\\b|\\bStandingOrders\\b",
                "command, retry ~ \\borders? (it again|another attempt|a brief)\\b|\\bcommands? (it again|another"
                        + " attempt)\\b",
                "unknown field ~ ' is no field\\b",
                "valid ~ \\x22is no (branch name|duration|size|address|full address|date|path)\\b",
                "supported ~ \\b(anchors|aliases|tags|directives) are not taken\\b",
                "string ~ must be a text\\b|, and this is (the|a|nothing|empty)\\b",
                "sanitizer ~ \\b[Pp]ublishing ?[Gg]ate\\b|\\bTextGate\\b",
                "display ~ \\bpictures? of (the |a )?(state|states|it)\\b",
                "neutralize ~ \\b[Dd]efus(e|es|ed|ing|er)",
                "StaleClaims ~ \\bSightings\\b",
                "CdsTraining ~ \\bRehearsal\\b",
                "ProcessedBlocks ~ \\bActedOn\\b",
                "CliContext ~ \\b(Plugin)?Surroundings\\b",
                "RateLimitRetry, SshTimeouts ~ \\bPatience\\b",
                "the most recent command ~ \\b[Ll]ast word counts\\b",
                "CloneSession ~ \\b(Stay|CloneVisit|HostVisit|VisitRecord)\\b",
                "InterruptedRun ~ \\b(record|class|new) Left\\b",
                "Evaluation ~ \\b(Candidate|Assessment)\\b",
                "RunExecution, RunReportBuilder ~ \\bRunFacts\\b",
                "IsolatedGitDir ~ \\bShadow\\b",
                "StepSupervisor, supervisor.sh ~ \\bKeeper\\b|\\bkeeper\\.sh\\b",
                "withCommands, rejected ~ \\b(heeding|onlyAnswered)\\b",
                "what each stage needs ~ \\b(record|class|new) Stages\\b",
                "shared value types ~ \\beverybody speaks\\b",
                "権限チェック ~ 関門",
                "コマンド、再実行 ~ 命じ",
                "対処方法 ~ 直し方",
            })
    void noFileHasAWordThatWasReplaced(String replacement, String old) {
        Pattern pattern = Pattern.compile(old);
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, List<String>> file : FILES.entrySet()) {
            int line = 0;
            for (String text : file.getValue()) {
                line++;
                if (pattern.matcher(text).find()) {
                    found.add(file.getKey() + ":" + line + ": " + text.strip());
                }
            }
        }
        assertThat(found).as("write: " + replacement).isEmpty();
    }

    @Test
    void theFilesOfEveryModuleAreRead() {
        assertThat(FILES.keySet())
                .contains("README.md", "README.ja.md", "docs/protocol.md", "schema/codex-brief-v1.schema.json")
                .anyMatch(file -> file.startsWith("codex-runner-cli/src/main/resources/"))
                .anyMatch(file -> file.startsWith("codex-runner-github/src/main/java/"))
                .anyMatch(file -> file.startsWith("examples/"));
    }
}
