package io.github.hirakuarai.codexrunner.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hirakuarai.codexrunner.model.AllowList;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.LanePolicy;
import io.github.hirakuarai.codexrunner.sanitize.Sanitizer;
import io.github.hirakuarai.codexrunner.sanitize.Secrets;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the steps and the listed files were, the tree that would be pushed decides. */
class CommitReviewTest {

    private static final String SECRET = "Tr0ub4dor&3'x";
    private static final Map<String, String> BASE = Map.of(
            "README.md", "hello",
            ".github/workflows/ci.yml", "on: push",
            ".github/CODEOWNERS", "* @octo",
            ".gitmodules", "[submodule \"lib\"]",
            "lib", "commit:");

    @TempDir
    private Path folder;

    private TestTrees trees;
    private final CommitReview review = new CommitReview(Sanitizer.of(Secrets.of(Map.of("PASSWORD", SECRET))));

    @BeforeEach
    void setUp() throws IOException {
        trees = new TestTrees(folder.resolve("mirror.git"));
    }

    @AfterEach
    void tearDown() {
        trees.close();
    }

    @Test
    void ordinaryChangesMayBePushed() {
        assertThat(refused(with(
                        "src/a.txt",
                        "a",
                        "README.md",
                        "other",
                        ".github/CODEOWNERS",
                        "*",
                        "日本/文書.md",
                        "x",
                        "✔\uFE0F.md",
                        "x",
                        "b:c",
                        "d")))
                .isNull();
        assertThat(refused(without("README.md", ".github/CODEOWNERS", "lib", ".gitmodules")))
                .isNull();
        assertThat(refused(with(".gitmodules", "[submodule \"other\"]"))).isNull();
        assertThat(refused(with("widget~1", "x", "digit", "x", ".gitignore", "x", "a.git", "x", ".github.md", "x")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/workflows/new.yml",
                ".github/workflows/deep/new.yml",
                ".github/workflows",
                ".GitHub/Workflows/new.yml",
                ".github/workflows./new.yml",
                ".github/wor\u212Aflows/new.yml",
                ".github/work\u200bflows/new.yml",
                ".git\u200dhub/workflows/new.yml",
                ".g\u0131thub/workflows/new.yml",
                ".github/workflows::$INDEX_ALLOCATION/new.yml",
                ".github /workflows/new.yml",
                "GITHUB~1/WORKFL~1/new.yml",
                ".github\\workflows\\new.yml",
                ".gitea/workflows/new.yml",
                ".forgejo/workflows/new.yml"
            })
    void aWorkflowIsOneInEverySpelling(String path) {
        assertThat(refused(Map.of("a", "a"), Map.of("a", "a", path, "on: push")))
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
    }

    @Test
    void aWorkflowMayNeitherGoNorMoveNorChangeItsMode() {
        assertThat(refused(without(".github/workflows/ci.yml"))).isEqualTo("WORKFLOWS_NOT_ALLOWED");
        assertThat(refused(with(".github/workflows/ci.yml", "on: pull_request")))
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
        assertThat(refused(with(".github/workflows/ci.yml", "link:../../evil.yml")))
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
        Map<String, String> moved = without(".github/workflows/ci.yml");
        moved.put("old/ci.yml", "on: push");
        assertThat(refused(moved)).isEqualTo("WORKFLOWS_NOT_ALLOWED");
    }

    @ParameterizedTest
    @CsvSource({".github, file", ".github, link:evil", ".github/workflows, file", ".github/workflows, link:../evil"})
    void nothingTakesThePlaceOfTheFolderOfTheWorkflows(String path, String what) {
        Map<String, String> replaced = without(".github/workflows/ci.yml", ".github/CODEOWNERS");
        replaced.put(path, what);

        assertThat(refused(replaced)).isEqualTo("WORKFLOWS_NOT_ALLOWED");
        assertThat(refused(Map.of("a", "a"), Map.of("a", "a", path, what)))
                .as("where there was no folder yet")
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
    }

    @Test
    void aLaneMayAllowWorkflows() {
        Lane allowed = lane(true, LanePolicy.UNRESTRICTED);

        assertThat(refused(allowed, BASE, with(".github/workflows/ci.yml", "on: pull_request")))
                .isNull();
    }

    @Test
    void whatAMergeIntoAnotherBaseWouldBringIsJudgedToo() {
        String root = trees.commit(BASE);
        String main = trees.commit(with(".github/workflows/ci.yml", "on: pull_request_target"), root);
        String release = trees.commit(with("release.txt", "1"), root);
        Map<String, String> changed = with(".github/workflows/ci.yml", "on: pull_request_target");
        changed.put("out.txt", "x");
        String commit = trees.commit(changed, main);

        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), main, commit, Map.of())))
                .isNull();
        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), main, commit, Map.of("release", release))))
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), main, commit, Map.of("next", main))))
                .isNull();
    }

    @Test
    void aBaseWithoutACommonAncestorIsComparedAsItIs() {
        String main = trees.commit(BASE);
        String commit = trees.commit(with("out.txt", "x"), main);
        String same = trees.commit(with("other.txt", "x"));
        String other = trees.commit(without(".github/workflows/ci.yml"));

        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), main, commit, Map.of("same", same))))
                .isNull();
        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), main, commit, Map.of("other", other))))
                .isEqualTo("WORKFLOWS_NOT_ALLOWED");
    }

    @Test
    void aLaneMayNarrowThePaths() {
        Lane narrow = lane(false, paths("infra/k8s/overlays/dev/**", "docs", "*.md"));

        assertThat(refused(narrow, BASE, with("infra/k8s/overlays/dev/a/b.yml", "x", "docs/a.txt", "x", "x.md", "x")))
                .isNull();
        for (String path : List.of("infra/k8s/overlays/prod/a.yml", "a/x.md", "Docs/a.txt", "docs2", ".gitmodules")) {
            assertThat(refused(narrow, BASE, with(path, "x"))).as(path).isEqualTo("PATH_NOT_ALLOWED");
        }
        assertThat(refused(narrow, BASE, without("lib")))
                .as("a submodule is a path")
                .isEqualTo("PATH_NOT_ALLOWED");
        assertThat(refused(lane(false, paths()), BASE, with("a", "a"))).isEqualTo("PATH_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/config",
                "a/.GIT/config",
                "a/b/.git",
                ".g\u200cit/config",
                ".git\u200b",
                ".git\uFE0F/config",
                ".gi\uFE0Et/config",
                ".git::$INDEX_ALLOCATION/config",
                ".git:stream",
                "git~1/config",
                "GIT~23/config",
                "gi7eba~1/config",
                ".git./config",
                ".git . ./config",
                ".git\u00a0/config",
                "a\\.git\\config",
                "..\\x",
                "a/../x",
                "a/./x",
                "\u202ecod.exe",
                "a\u0007b",
                "a\nb",
                "a\u2066b",
                "tab\there",
                ".Gi\u034Ft/config",
                ".\u115Fgit",
                "a\u3164b",
                "a\u2800b",
                "a\u180Eb",
                ".git::$DATA",
                "a/GIT~1 ",
                "\u200E.git"
            })
    void aNameThatIsNotWhatItSeemsIsNotCommitted(String path) {
        assertThat(refused(with(path, "x"))).isEqualTo("UNSAFE_FILE_NAME");
        if (!path.contains("/")) {
            assertThat(refused(with(path + "/deep/file", "x")))
                    .as("as a folder")
                    .isEqualTo("UNSAFE_FILE_NAME");
        }
    }

    /** As git's {@code is_ntfs_dotgitmodules} and {@code is_hfs_dotgitmodules} have them, and with any stream. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gitmodules::$DATA",
                ".gitmodules::$INDEX_ALLOCATION",
                ".gitmodules:stream",
                ".gitmodules:",
                ".gitmodules .::$DATA",
                ".GitModules",
                ".GITMODULES:$I30:$INDEX_ALLOCATION",
                ".gitmodules.",
                ".gitmodules ",
                ".gitmodules . . ",
                ".gitmodules\u00a0",
                ".git\u200cmodules",
                "\ufeff.gitmodules",
                ".gitmodule\u017f",
                "\uff0egitmodules",
                "GITMOD~1",
                "gitmod~4",
                "gitmod~1 .",
                "gitmod~1::$DATA",
                "GI7EBA~1",
                "gi7eb~10",
                "gi7e~123:x",
                "sub/.gitmodules::$DATA",
                "sub\\.gitmodules.",
                ".gitmodules/file"
            })
    void theListOfSubmodulesHasOneSpelling(String path) {
        Lane workflows = lane(true, LanePolicy.UNRESTRICTED);

        assertThat(refused(workflows, without(".gitmodules"), withOnly(path, "[submodule \"x\"]")))
                .isEqualTo("UNSAFE_FILE_NAME");
    }

    @Test
    void namesThatOnlyLookLikeTheListOfSubmodulesMayBePushed() {
        for (String path :
                List.of("gitmodules", ".gitmodules.md", "gitmod~x", "gi7eba", "sub/.gitmodules", ".gitattributes")) {
            assertThat(refused(with(path, "x"))).as(path).isNull();
        }
    }

    @Test
    void aNameThatIsNotUtf8IsNotCommitted() {
        String base = trees.commit(Map.of("a", "a"));
        String commit = trees.commit(Map.of("a", "a", "caf\u00e9", "x"), StandardCharsets.ISO_8859_1, base);

        assertThat(refusedOf(() -> review.require(trees.diff(), lane(), base, commit, Map.of())))
                .isEqualTo("UNSAFE_FILE_NAME");
    }

    @Test
    void anUnsafeNameMayGo() {
        assertThat(refused(Map.of("a", "a", "b\u200bc", "x"), Map.of("a", "a"))).isNull();
    }

    @Test
    void submodulesAreNotCommittedAndTheirListIsAFile() {
        assertThat(refused(with("vendor/new", "commit:"))).isEqualTo("SUBMODULE_NOT_COMMITTED");
        assertThat(refused(with("README.md", "commit:"))).isEqualTo("SUBMODULE_NOT_COMMITTED");
        assertThat(refused(with(".gitmodules", "link:other"))).isEqualTo("UNSAFE_FILE_NAME");
    }

    @Test
    void theBytesThatAreCommittedHoldNoSecret() {
        assertThat(refused(with("a.txt", "key: " + SECRET))).isEqualTo("SECRET_IN_OUTPUT");
        assertThat(refused(with("a.bin", "\0\1\2" + SECRET + "\u00ff\u00fe"))).isEqualTo("SECRET_IN_OUTPUT");
        assertThat(refused(with("a.b64", Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo("SECRET_IN_OUTPUT");
        assertThat(refused(with("a", "link:/run/" + SECRET))).as("a link").isEqualTo("SECRET_IN_OUTPUT");
        assertThat(refused(with(SECRET, "x"))).as("a name").isEqualTo("SECRET_IN_OUTPUT");
        assertThat(refused(with("a/" + SECRET + "/b", "x"))).as("a folder").isEqualTo("SECRET_IN_OUTPUT");
    }

    @Test
    void aSecretIsFoundWhereverItLiesInALargeFile() {
        for (int before : new int[] {(1 << 20) - 5, (1 << 20) - 1, (2 << 20) - (1 << 17) - 6, 5 << 20}) {
            assertThat(refused(with("large.bin", "\u0080".repeat(before) + SECRET + "\0".repeat(3 << 20))))
                    .as("behind " + before)
                    .isEqualTo("SECRET_IN_OUTPUT");
        }
    }

    @Test
    void theMessageTellsNoSecret() {
        OutputException e = catchThrowableOfType(
                OutputException.class,
                () -> review.require(
                        trees.diff(), lane(), trees.commit(BASE), trees.commit(with(SECRET, "x")), Map.of()));

        assertThat(e).hasMessageNotContaining(SECRET);
    }

    private String refused(Map<String, String> after) {
        return refused(BASE, after);
    }

    private String refused(Map<String, String> before, Map<String, String> after) {
        return refused(lane(), before, after);
    }

    private String refused(Lane lane, Map<String, String> before, Map<String, String> after) {
        String base = trees.commit(before);
        String commit = trees.commit(after, base);
        return refusedOf(() -> review.require(trees.diff(), lane, base, commit, Map.of()));
    }

    /** The code of the refusal; null when there is none. */
    private static String refusedOf(Runnable reviewed) {
        OutputException e = catchThrowableOfType(OutputException.class, reviewed::run);
        if (e == null) {
            assertThatCode(reviewed::run).doesNotThrowAnyException();
        }
        return e == null ? null : e.failureCode();
    }

    private static Map<String, String> with(String... changes) {
        Map<String, String> files = new HashMap<>(BASE);
        for (int i = 0; i < changes.length; i += 2) {
            files.put(changes[i], changes[i + 1]);
        }
        return files;
    }

    private static Map<String, String> withOnly(String path, String content) {
        Map<String, String> files = without(".gitmodules");
        files.put(path, content);
        return files;
    }

    private static Map<String, String> without(String... paths) {
        Map<String, String> files = new HashMap<>(BASE);
        files.keySet().removeAll(Set.of(paths));
        return files;
    }

    private static Lane lane() {
        return lane(false, LanePolicy.UNRESTRICTED);
    }

    private static Lane lane(boolean workflows, LanePolicy policy) {
        return new Lane(
                        "test",
                        "local",
                        Lane.WorkspaceMode.IN_PLACE,
                        true,
                        List.of(),
                        workflows,
                        Set.of(),
                        null,
                        Map.of())
                .allowing(policy);
    }

    private static LanePolicy paths(String... entries) {
        return new LanePolicy(
                AllowList.ANY,
                AllowList.ANY,
                AllowList.ANY,
                AllowList.ANY,
                AllowList.ANY,
                AllowList.ANY,
                null,
                new AllowList(List.of(entries)),
                0,
                AllowList.ANY);
    }
}
