package io.github.hirakuarai.codexrunner.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the forge runs for this project, and what strangers may open there, gives nobody more than it must. */
class WorkflowsTest {

    private static final Path GITHUB = Path.of("..", ".github");

    @Test
    void everyActionIsPinnedToACommitAndToTheSameOneEverywhere() throws Exception {
        List<String> used = lines("uses:");
        assertThat(used)
                .isNotEmpty()
                .allMatch(line -> line.matches("uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
        assertThat(used.stream().distinct().map(line -> line.replaceAll("@.*", "")))
                .doesNotHaveDuplicates();
    }

    @Test
    void noTokenIsLeftBehindForLaterSteps() throws Exception {
        for (String workflow : workflows()) {
            assertThat(Pattern.compile("actions/checkout@.*\\n +with: \\{persist-credentials: false}")
                            .matcher(workflow)
                            .results())
                    .hasSameSizeAs(Pattern.compile("actions/checkout@")
                            .matcher(workflow)
                            .results()
                            .toList());
        }
    }

    @Test
    void aWorkflowReadsAndOnlyTheReleaseAttests() throws Exception {
        assertThat(workflows()).allMatch(workflow -> workflow.contains("\npermissions: {"));
        assertThat(lines("permissions:").stream().distinct())
                .containsExactlyInAnyOrder(
                        "permissions: {contents: read}",
                        "permissions: {}",
                        "permissions: {contents: read, id-token: write, attestations: write}");
        assertThat(Files.readString(GITHUB.resolve("workflows/release.yml"))).contains("on:\n  push: {tags: ['v*']}\n");
    }

    @Test
    void nothingThatAStrangerWritesReachesAShellOrRunsWithRights() throws Exception {
        assertThat(String.join("\n", workflows())).doesNotContain("pull_request_target", "workflow_run", "issue");
        assertThat(expressions("github.ref")).containsOnly("group: build-${{ github.ref }}");
        assertThat(expressions("matrix.java")).allMatch(line -> line.startsWith("with: {distribution: temurin, "));
        assertThat(lines("").stream().filter(line -> line.contains("${{")))
                .allMatch(line -> line.contains("github.ref") || line.contains("matrix.java"));
    }

    /** By itself, {@code sudo} forgets which Java was set up, and every build of the matrix has the machine's. */
    @Test
    void aStepAsRootHasTheJavaOfItsJob() throws Exception {
        assertThat(lines("run:").stream().filter(line -> line.contains("sudo")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("run: sudo JAVA_HOME=\"$JAVA_HOME\" "));
    }

    @Test
    void aReleaseHasTheVersionOfItsTag() throws Exception {
        assertThat(Files.readString(GITHUB.resolve("workflows/release.yml")))
                .contains("- run: grep -A 1 -F '<artifactId>codex-runner</artifactId>' pom.xml"
                        + " | grep -qF \"<version>${GITHUB_REF_NAME#v}</version>\"\n");
    }

    /** A label enables a brief, and a form sets its labels for strangers too. */
    @Test
    void noFormSetsALabel() throws Exception {
        assertThat(texts("ISSUE_TEMPLATE"))
                .hasSizeGreaterThan(2)
                .allSatisfy(form -> assertThat(form).doesNotContainPattern("(?m)^(labels|assignees|projects|type):"));
    }

    private static List<String> expressions(String name) throws IOException {
        return lines("").stream()
                .filter(line -> line.contains("${{ " + name + " }}"))
                .toList();
    }

    /** The lines of all workflows that begin so, without what makes them an item of a list. */
    private static List<String> lines(String start) throws IOException {
        return workflows().stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("^ *(- )?", ""))
                .filter(line -> line.startsWith(start))
                .toList();
    }

    private static List<String> workflows() throws IOException {
        return texts("workflows");
    }

    private static List<String> texts(String folder) throws IOException {
        try (Stream<Path> files = Files.list(GITHUB.resolve(folder))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
