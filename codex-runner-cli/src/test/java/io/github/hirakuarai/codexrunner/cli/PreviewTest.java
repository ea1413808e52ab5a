package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code run --preview} and {@code run --file}: all of a run but its effects. */
@Timeout(120)
class PreviewTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String OUTPUTS = """
              - type: pr
                title: Add out
                body: For @alice, who asked.
                commit_message: add out
                files: [out.txt]
                link_issue: 1
              - type: comment
                body_file: $CODEX_OUTPUT_DIR/words.md
              - type: report
                path: reports/it.md
            """;

    private static final String SCRIPT =
            "echo hello > out.txt; echo other > other.txt; echo the words > $CODEX_OUTPUT_DIR/words.md; echo said";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void aPreviewShowsTheDiffAndEveryTextAndOnlyReads() throws Exception {
        int issue = scene.issue(scene.brief(SCRIPT, OUTPUTS));
        Map<String, Long> files = scene.files();
        int writes = scene.writes().size();
        int refs = scene.look().refs("refs/").size();

        Ran text = scene.run("run", "--preview");
        Ran json = scene.run("run", "--preview", "--format", "json");

        assertThat(text.exitCode()).as(text.err()).isEqualTo(ExitCode.OK);
        assertThat(text.out())
                .contains("octo/app#" + issue + "  would-run")
                .contains("result   DONE (success)")
                .contains("+hello\n")
                .contains("added    other.txt  (would not be published)")
                .contains("add out\n\nReport on octo/app#" + issue + "\n\nCodex-Brief: octo/app#" + issue + "\n")
                .contains("── pr: title ──\nAdd out\n")
                .contains("For @<!-- -->alice, who asked.")
                .contains("Refs #1")
                .contains("the words")
                .contains("── file reports/it.md ──")
                .contains("── status comment ──");
        assertThat(text.err()).contains("| said");
        JsonNode preview = JSON.readTree(json.out()).get("briefs").get(0).get("preview");
        assertThat(preview.get("result").stringValue()).isEqualTo("success");
        assertThat(preview.get("diff").stringValue()).contains("+hello\n").contains("+other\n");
        assertThat(preview.get("commit").get("files").get(0).get("path").stringValue())
                .isEqualTo("reports/it.md");
        assertThat(preview.get("published")).hasSize(3);
        assertThat(json.err()).isEmpty();

        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.look().refs("refs/")).hasSize(refs);
        assertThat(scene.look().comments(issue)).isEmpty();
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void theCommentOfAFailedPreviewOffersNoRetryOfWhatNeverRan() {
        scene.issue(scene.brief("echo x > out.txt; exit 1"));

        assertThat(scene.run("run", "--preview").out())
                .contains("── status comment ──", "Failed at step 1 of 1")
                .doesNotContain("/codex retry", "attempt", "are on branch", "Full logs");
    }

    @Test
    void nothingStaysInTheTemporaryFolder() throws Exception {
        scene.issue(scene.brief(SCRIPT, OUTPUTS));
        Path temporary = Files.createDirectory(scene.folder.resolve("tmp"));

        try (RunnerProcess process =
                RunnerProcess.start(scene, List.of("-Djava.io.tmpdir=" + temporary), "run", "--preview")) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(ExitCode.OK);
        }

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void noFolderOfARunStays() throws Exception {
        scene.issue(scene.brief(SCRIPT, OUTPUTS));
        Files.createDirectories(scene.folder.resolve(".local/state/codex-runner/host/runs"));
        Set<Path> before = folders();

        assertThat(scene.run("run", "--preview").exitCode()).isEqualTo(ExitCode.OK);

        assertThat(folders()).isSubsetOf(before);
    }

    /** All that there is of this machine but the forge. */
    private Set<Path> folders() throws IOException {
        try (Stream<Path> walk = Files.walk(scene.folder)) {
            return walk.filter(path -> !path.startsWith(scene.folder.resolve("forge")))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void whatIsPreviewedIsWhatIsPublishedThen() {
        int issue = scene.issue(scene.brief(SCRIPT, OUTPUTS));
        JsonNode preview = JSON.readTree(
                        scene.run("run", "--preview", "--format", "json").out())
                .get("briefs")
                .get(0)
                .get("preview");

        assertThat(scene.run("run", "--execute").exitCode()).isEqualTo(ExitCode.OK);

        JsonNode published = preview.get("published");
        assertThat(scene.look().pulls()).singleElement().satisfies(pull -> {
            assertThat(pull.issue().title()).isEqualTo(text(published.get(0), 0));
            assertThat(untimed(pull.issue().body())).isEqualTo(untimed(text(published.get(0), 1)));
        });
        assertThat(scene.look().comments(issue))
                .anySatisfy(comment -> assertThat(comment.body()).isEqualTo(text(published.get(1), 0)));
    }

    /** The steps run twice, and not in the same time. */
    private static String untimed(String text) {
        return text.replaceAll("\\d+\\.\\d s", "1.0 s");
    }

    private static String text(JsonNode output, int part) {
        return output.get("texts").get(part).get("text").stringValue();
    }

    @Test
    void theStepsOfAPreviewDoNotTouchTheClone() throws Exception {
        scene.issue(
                scene.brief("pwd; git status --short; git checkout -q -b mine; echo x > README.md; git commit -qam x"));

        Ran ran = scene.run("run", "--preview");

        assertThat(ran.err()).doesNotContain("| " + scene.clone + "\n");
        try (Git git = Git.open(scene.clone.toFile())) {
            assertThat(git.getRepository().getBranch()).isEqualTo("main");
            assertThat(git.branchList().call()).hasSize(1);
            assertThat(git.status().call().isClean()).isTrue();
        }
    }

    @Test
    void aPreviewThatWouldFailSaysWhyAndEndsAsTheRunWould() {
        scene.issue(scene.brief("echo what went wrong; exit 3"));

        Ran ran = scene.run("run", "--preview");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out())
                .contains("result   FAILED (failure)")
                .contains("STEP_FAILED: step 1 (work) failed: exit 3")
                .contains("what went wrong")
                .doesNotContain("── pr: title ──");
        assertThat(scene.run("run", "--dry-run").out()).contains("would-run");
    }

    @Test
    void aFileThatHoldsASecretIsRefusedInThePreviewAlready() {
        scene.issue(scene.brief("echo " + Scene.SECRET + " > out.txt"));

        Ran ran = scene.run("run", "--preview");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("SECRET_IN_OUTPUT");
        // The brief's own script is shown as the brief has it; what the step made of it is masked.
        assertThat(ran.out().substring(ran.out().indexOf("── diff"))).doesNotContain(Scene.SECRET);
    }

    @Test
    void noMoreBriefsAreTriedThanAsked() {
        scene.issue(scene.brief("echo one > out.txt"));
        scene.issue(scene.brief("echo two > out.txt"));

        assertThat(scene.run("run", "--preview", "--max", "1").out().lines())
                .filteredOn(line -> line.contains("result   DONE"))
                .hasSize(1);
    }

    @Test
    void aBriefOutOfAFileIsTriedWithoutAnyRequestToTheForge() throws Exception {
        String document = scene.brief(SCRIPT, OUTPUTS);
        Files.writeString(scene.folder.resolve("brief.yaml"), bare(document));
        Map<String, Long> files = scene.files();
        int requests = scene.forge.requests().size();

        Ran dry = scene.run("run", "--dry-run", "--file", "brief.yaml");
        Ran preview = scene.run("run", "--preview", "--file", "brief.yaml", "--issue", "12");

        assertThat(dry.exitCode()).as(dry.err()).isEqualTo(ExitCode.OK);
        assertThat(dry.out()).contains("octo/app#1  would-run");
        assertThat(scene.run("run", "--dry-run", "--file", "brief.yaml", "--format", "json")
                        .out())
                .contains("\"" + scene.folder.resolve("brief.yaml").toUri() + "\"");
        assertThat(preview.exitCode()).as(preview.err()).isEqualTo(ExitCode.OK);
        assertThat(preview.out())
                .contains("codex/12-body-")
                .contains("+hello\n")
                .contains("the words");
        assertThat(scene.forge
                        .requests()
                        .subList(requests, scene.forge.requests().size()))
                .isNotEmpty()
                .allMatch(request ->
                        request.path().endsWith("/info/refs") || request.path().endsWith("/git-upload-pack"));
        assertThat(scene.files()).isEqualTo(files);
        assertThat(scene.look().refs("refs/codex/")).isEmpty();
    }

    @Test
    void theProblemsOfABriefOutOfAFileStandWhereTheFileHasThem() throws Exception {
        Files.writeString(scene.folder.resolve("brief.yaml"), "executor: devbox\nouputs: []\n");

        Ran ran = scene.run("run", "--dry-run", "--file", "brief.yaml");
        Ran validated = scene.run("validate", "--raw", "brief.yaml");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
        assertThat(ran.out()).contains("  2:1: error: ");
        List<String> problems = validated
                .out()
                .lines()
                .map(line -> "  " + line.substring("brief.yaml:".length()))
                .toList();
        assertThat(ran.out().lines()).containsAll(problems);
    }

    @Test
    void aFileIsNeverExecuted() throws Exception {
        Files.writeString(scene.folder.resolve("brief.yaml"), bare(scene.brief("echo hello > out.txt")));

        Ran ran = scene.run("run", "--execute", "--file", "brief.yaml");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--dry-run or --preview only");
        assertThat(scene.run("run", "--dry-run", "--file", "none.yaml").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    /** The block of a document, without its fence. */
    private static String bare(String document) {
        return document.substring(document.indexOf("executor:"), document.lastIndexOf("```"));
    }
}
