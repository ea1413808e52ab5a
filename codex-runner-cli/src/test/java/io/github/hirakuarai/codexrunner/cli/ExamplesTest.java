package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.cli.Scene.Ran;
import io.github.hirakuarai.codexrunner.testkit.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.testkit.forge.RepositoryView.PullView;
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

/** Each brief in docs/examples is valid and does what its page says, with stubs for the programs that it calls. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    /** What each example publishes: the files of its pull request, and a part of the comment that it writes. */
    private static final Map<String, Published> PUBLISHED = new TreeMap<>(Map.of(
            "licences", new Published(List.of("third_party/zlib/LICENSE"), ""),
            "dependencies", new Published(List.of("package-lock.json"), ""),
            "tests-with-report", new Published(List.of("reports/nightly.md"), ""),
            "cluster-question", new Published(List.of(), "web-7d9c"),
            "japanese-documentation", new Published(List.of("docs/索引.md"), ""),
            "long-build", new Published(List.of("CHECKSUMS"), ""),
            "two-outputs", new Published(List.of("src/list.txt"), "src/list.txt"),
            "report-only", new Published(List.of("reports/ops/"), ""),
            "comment-from-a-file", new Published(List.of(), "TODO: the empty list"),
            "coding-agent", new Published(List.of("src/list.txt", "test/empty.txt"), "")));

    /** What the examples find in the repository. */
    private static final Map<String, String> REPOSITORY = Map.of(
            "tools/licences.sh", "mkdir -p third_party/zlib; echo zlib > third_party/zlib/LICENSE",
            "tools/database.sh", "echo \"$1\" >> /dev/stderr",
            "tools/format.sh", "echo formatted >> src/list.txt",
            "docs/glossary.ja.txt", "ステップ レーン\n",
            "src/list.txt", "list # TODO: the empty list\n",
            "test/one.txt", "one\n",
            "package.json", "{}\n",
            "package-lock.json", "{}\n",
            "Makefile", "test:\n\tls test src\nrelease:\n\tmkdir -p dist && echo built > dist/app\n");

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
            int issue = scene.issue(Files.readString(EXAMPLES.resolve(name + ".md"))
                    .replace("executor: devbox-codex", "executor: devbox")
                    .replace("workdir: ~/work/app", "workdir: " + scene.clone));

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
    void theListOfExamplesIsComplete() throws IOException {
        String list = Files.readString(EXAMPLES.resolve("README.md"));
        assertThat(examples())
                .containsExactlyElementsOf(PUBLISHED.keySet())
                .allSatisfy(name -> assertThat(list).contains("](" + name + ".md)"));
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
        scene.git("add", "-A");
        scene.git("-c", "user.name=alice", "-c", "user.email=alice@example.org", "commit", "-q", "-m", "files");
        scene.git("push", "-q", scene.pushUrl("alice"), "HEAD:main");
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
