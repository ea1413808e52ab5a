package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.forge.RepositoryView.PullView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each brief in docs/examples is valid and does what its page says, with stubs for the programs that it calls. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    /** What each example publishes: the files of its pull request, and a part of the comment that it writes. */
    private static final Map<String, Published> PUBLISHED = new TreeMap<>(Map.ofEntries(
            Map.entry("licences", new Published(List.of("third_party/zlib/LICENSE"), "")),
            Map.entry("dependencies", new Published(List.of("package-lock.json"), "")),
            Map.entry("tests-with-report", new Published(List.of("reports/nightly.md"), "")),
            Map.entry("cluster-question", new Published(List.of(), "web-7d9c")),
            Map.entry("japanese-documentation", new Published(List.of("docs/索引.md"), "")),
            Map.entry("long-build", new Published(List.of("CHECKSUMS"), "")),
            Map.entry("two-outputs", new Published(List.of("src/list.txt"), "src/list.txt")),
            Map.entry("report-only", new Published(List.of("reports/ops/"), "")),
            Map.entry("comment-from-a-file", new Published(List.of(), "TODO: the empty list")),
            Map.entry("coding-agent", new Published(List.of("src/list.txt", "test/empty.txt"), "")),
            Map.entry(
                    "doc-update-proposal",
                    new Published(List.of("STATE/app/current_state.md", "reports/app/2026-11-30_weekly.md"), ""))));

    private static final String PROPOSAL = """
            {"schema_version": "doc_update_proposal_v1", "updates": [
              {"target": {"path": "STATE/app/current_state.md", "section_hint": "## 現在地"},
               "change_type": "edit_paragraph", "suggestion_markdown": "## 現在地\\n\\n- 新しい"},
              {"target": {"path": "STATE/app/current_state.md", "section_hint": "## 証拠"},
               "change_type": "append_list_item", "suggestion_markdown": "- two.md"},
              {"target": {"path": "reports/app/2026-11-30_weekly.md", "section_hint": "新規作成"},
               "change_type": "add", "suggestion_markdown": "# 週報"}]}
            """;

    /** What the examples find in the repository. */
    private static final Map<String, String> REPOSITORY = Map.ofEntries(
            Map.entry("tools/licences.sh", "mkdir -p third_party/zlib; echo zlib > third_party/zlib/LICENSE"),
            Map.entry("tools/database.sh", "echo \"$1\" >> /dev/stderr"),
            Map.entry("tools/format.sh", "echo formatted >> src/list.txt"),
            Map.entry("docs/glossary.ja.txt", "ステップ レーン\n"),
            Map.entry("src/list.txt", "list # TODO: the empty list\n"),
            Map.entry("test/one.txt", "one\n"),
            Map.entry("package.json", "{}\n"),
            Map.entry("package-lock.json", "{}\n"),
            Map.entry("Makefile", "test:\n\tls test src\nrelease:\n\tmkdir -p dist && echo built > dist/app\n"),
            Map.entry(
                    "STATE/app/current_state.md", "# 状態\n\n## 現在地\n\n- 古い\n\n### 内訳\n\n- 古い内訳\n\n## 証拠\n\n- one.md\n"),
            Map.entry("reports/doc_update_proposals/2026-11-26_app.json", PROPOSAL));

    /** The programs that they call, which no test machine needs to have. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "npm", "[ \"$1\" != update ] || echo '{\"updated\": true}' > package-lock.json",
            "kubectl", "[ \"$1\" != get ] || echo 'web-7d9c  1/1  Running'",
            "codex", "echo empty > test/empty.txt; echo fixed >> src/list.txt; echo notes > scratch.txt");

    @TempDir
    private Path folder;

    static Stream<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .map(name -> name.replace(".md", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleDoesWhatItsPageSays(String name) throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            prepare(scene);
            int issue = issue(scene, name);

            Ran ran = scene.run("run", "--execute");

            assertThat(ran.exitCode())
                    .as(ran.out() + ran.err() + scene.statusComments(issue))
                    .isEqualTo(ExitCode.OK);
            Published published = PUBLISHED.get(name);
            assertThat(scene.look().pulls().stream().map(PullView::files).flatMap(List::stream))
                    .hasSameSizeAs(published.files())
                    .allMatch(file -> published.files().stream().anyMatch(file::startsWith));
            assertThat(scene.look().comments(issue))
                    .map(CommentView::body)
                    .filteredOn(body -> !body.startsWith("<!-- codex-runner:status "))
                    .hasSize(published.comment().isEmpty() ? 0 : 1)
                    .allMatch(body -> body.contains(published.comment()));
        }
    }

    @Test
    void aProposalIsAppliedToItsSectionsAndToNothingElse() throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            prepare(scene);
            issue(scene, "doc-update-proposal");

            scene.run("run", "--execute");

            String branch =
                    scene.look().refs("refs/heads/codex/").keySet().iterator().next();
            scene.git("fetch", "-q", "origin", branch);
            assertThat(scene.git("show", "FETCH_HEAD:STATE/app/current_state.md"))
                    .isEqualTo("# 状態\n\n## 現在地\n\n- 新しい\n\n## 証拠\n\n- one.md\n- two.md");
            assertThat(scene.git("show", "FETCH_HEAD:reports/app/2026-11-30_weekly.md"))
                    .isEqualTo("# 週報");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.md", "/etc/motd", ".github/workflows/x.yml", "docs/../../x.md"})
    void aProposalForAnotherFileIsRefused(String path) throws IOException {
        try (Scene scene = Scene.in(folder.toRealPath())) {
            prepare(scene);
            Path proposal = scene.clone.resolve("reports/doc_update_proposals/2026-11-26_app.json");
            Files.writeString(proposal, PROPOSAL.replace("reports/app/2026-11-30_weekly.md", path));
            commit(scene);
            int issue = issue(scene, "doc-update-proposal");

            Ran ran = scene.run("run", "--execute");

            assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(scene.statusComment(issue)).contains("not a document");
            assertThat(scene.look().pulls()).isEmpty();
        }
    }

    @Test
    void theListOfExamplesIsComplete() throws IOException {
        String list = Files.readString(EXAMPLES.resolve("README.md"));
        assertThat(examples())
                .containsExactlyElementsOf(PUBLISHED.keySet())
                .allSatisfy(name -> assertThat(list).contains("](" + name + ".md)"));
    }

    private static int issue(Scene scene, String name) throws IOException {
        return scene.issue(Files.readString(EXAMPLES.resolve(name + ".md"))
                .replace("executor: devbox-codex", "executor: devbox")
                .replace("workdir: ~/work/app", "workdir: " + scene.clone));
    }

    private static void commit(Scene scene) {
        scene.git("add", "-A");
        scene.git("-c", "user.name=alice", "-c", "user.email=alice@example.org", "commit", "-q", "-m", "files");
        scene.git("push", "-q", scene.pushUrl("alice"), "HEAD:main");
    }

    private static void prepare(Scene scene) throws IOException {
        for (Map.Entry<String, String> file : REPOSITORY.entrySet()) {
            Path path = scene.clone.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            if (file.getKey().endsWith(".sh")) {
                program(path, file.getValue());
            } else {
                Files.writeString(path, file.getValue());
            }
        }
        commit(scene);
        Path programs = Files.createDirectory(scene.folder.resolve("programs"));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            program(programs.resolve(program.getKey()), program.getValue());
        }
        scene.environment.merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What an example publishes. */
    private record Published(List<String> files, String comment) {}
}
