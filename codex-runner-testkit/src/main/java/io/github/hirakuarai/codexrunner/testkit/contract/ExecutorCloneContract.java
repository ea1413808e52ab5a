package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every {@link io.github.hirakuarai.codexrunner.spi.Executor} must hold of clones that are not plain: those that it
 * refuses with the hint, those that it takes all the same, and those that a step has turned against the runner. This
 * machine needs {@code git}, and so does the lane's host.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class ExecutorCloneContract extends ExecutorHarness {

    /** Makes the contract. */
    protected ExecutorCloneContract() {}

    /** What git is told to do with the clone, and a word of the hint that the refusal names. */
    @ParameterizedTest
    @CsvSource({
        "sparse-checkout set --no-cone /README.md, sparse-checkout disable",
        "update-index --skip-worktree README.md, no-skip-worktree",
        "update-index --assume-unchanged README.md, no-assume-unchanged",
        "config extensions.partialClone origin, without --filter",
        "config remote.origin.promisor true, without --filter",
        "config core.worktree /elsewhere, core.worktree",
        "config core.bare true, bare",
        "branch codex, rename or delete the branch codex",
    })
    protected void aCloneThatTheRunnerCannotWorkInIsRefusedWithTheHint(String command, String hint) {
        git(fixture.root(), command.split(" "));
        assertThat(refusal(request()).getMessage()).contains(hint);
    }

    @Test
    protected void aRepositoryOfAnotherObjectFormatIsRefusedWithTheHint() {
        Path other = folder.resolve("work/sha256");
        git(folder, "init", "-q", "--object-format=sha256", other.toString());
        git(other, "remote", "add", "origin", CloneFixture.URL.toString());
        assertThat(refusal(request(other.toString())).getMessage()).contains("sha256");
    }

    @Test
    protected void aCloneThatBorrowsObjectsIsRefusedWithTheHint() {
        CloneFixture.write(fixture.root(), ".git/objects/info/alternates", folder + "/mirror.git/objects\n");
        assertThat(refusal(request()).getMessage()).contains("repack");
    }

    private WorkspaceUnavailableException refusal(WorkspaceRequest request) {
        WorkspaceUnavailableException refused = catchThrowableOfType(
                WorkspaceUnavailableException.class, () -> executor().inspect(request));
        assertThat(refused).isNotNull();
        assertThat(refused.reason().code()).isEqualTo(ReasonCode.WORKDIR_UNSUITABLE);
        assertThatThrownBy(() -> open(request).close()).hasMessage(refused.getMessage());
        return refused;
    }

    /** What a person began in the clone and did not end, with files that are as they should be; and how git calls it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GIT_SEQUENCE_EDITOR='sed -i 1abreak' git rebase -qi HEAD~1              | rebase",
                "git rebase -q --apply side; git read-tree --reset -u HEAD              | rebase",
                "git format-patch -qo .git HEAD~1; git am -q .git/0001-*                 | am",
                "git merge -q --no-commit -s ours side                                   | merge",
                "git cherry-pick HEAD                                                    | cherry-pick",
                "git revert HEAD~1; git read-tree --reset -u HEAD                        | revert",
                "git bisect start                                                        | bisect"
            })
    protected void aCloneInTheMiddleOfSomethingKeepsTheBriefBack(String begun, String name) {
        person("echo two > README.md; git commit -qam two; echo three > README.md; git commit -qam three\n"
                + "git checkout -qb side HEAD~2; echo side > README.md; git commit -qam side; git checkout -q main");
        executor().inspect(request());
        person(begun + "; true");
        String status = git(fixture.root(), "status");
        assertThat(git(fixture.root(), "status", "--porcelain")).isEmpty();
        SortedMap<String, String> before = fixture.snapshot();

        assertThatThrownBy(() -> executor().inspect(request()))
                .isInstanceOfSatisfying(
                        WorkspaceUnavailableException.class,
                        e -> assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_DIRTY))
                .hasMessageContaining(name)
                .hasMessageContaining("finish or abort it");
        assertThatThrownBy(() -> open().close()).isInstanceOf(WorkspaceUnavailableException.class);

        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(git(fixture.root(), "status")).isEqualTo(status);
        assertThat(fixture.branch(BRANCH)).isNull();
    }

    @Test
    protected void aRunsBranchThatAnotherWorktreeHasCheckedOutIsLeftToIt() {
        git(
                fixture.root(),
                "worktree",
                "add",
                "-q",
                "-b",
                BRANCH,
                fixture.root().resolveSibling("other").toString());
        assertThat(refusal(request()).getMessage()).contains("worktree");
    }

    @Test
    protected void aLinkedWorktreeIsAWorkdir() {
        Path linked = fixture.root().resolveSibling("linked");
        git(fixture.root(), "worktree", "add", "-q", "-b", "side", linked.toString());
        SortedMap<String, String> main = fixture.snapshot();
        try (Workspace workspace = open(request(linked.toString()))) {
            assertThat(run(workspace, "git rev-parse --abbrev-ref HEAD; cat src/new.txt; echo x > x")
                            .output())
                    .isEqualTo(BRANCH + "\nnew\n");
            assertThat(changes(workspace)).containsExactly("A RE x 2");
        }
        assertThat(git(linked, "symbolic-ref", "HEAD")).isEqualTo("refs/heads/side\n");
        assertThat(git(linked, "status", "--porcelain")).isEmpty();
        assertThat(fixture.at(BRANCH, "x")).isEqualTo("x\n");
        assertThat(fixture.snapshot()).isEqualTo(main);
    }

    @Test
    protected void aCloneWithoutACommitIsEmptyAgainAfterwards() {
        Path empty = folder.resolve("work/empty");
        git(folder, "init", "-q", "-b", "main", empty.toString());
        git(empty, "remote", "add", "origin", CloneFixture.URL.toString());
        try (Workspace workspace = open(request(empty.toString()))) {
            assertThat(run(workspace, "cat src/new.txt; echo x > x").output()).isEqualTo("new\n");
            assertThat(changes(workspace)).containsExactly("A RE x 2");
        }
        assertThat(empty.toFile().list()).containsExactly(".git");
        assertThat(git(empty, "symbolic-ref", "HEAD")).isEqualTo("refs/heads/main\n");
        assertThat(git(empty, "status", "--porcelain")).isEmpty();
        assertThat(git(empty, "show", BRANCH + ":x")).isEqualTo("x\n");
    }

    @Test
    protected void whatGitDoesNotKeepOfFoldersAndModesIsAsItWas() throws Exception {
        Path empty = Files.createDirectory(fixture.root().resolve("empty"));
        Path secret = fixture.root().resolve("README.md");
        Set<PosixFilePermission> narrow = PosixFilePermissions.fromString("rw-------");
        try (Workspace workspace = open(request(), fixture.first())) {
            run(workspace, "umask 022; echo x > empty/new");
            assertThat(changes(workspace)).containsExactly("A RE empty/new 2");
        }
        assertThat(empty).isEmptyDirectory();

        Files.setPosixFilePermissions(secret, narrow);
        try (Workspace workspace = open(request(), fixture.first())) {
            run(workspace, "echo x >> README.md");
            assertThat(changes(workspace)).containsExactly("M RE README.md 8");
        }
        assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(narrow);
    }

    @Test
    protected void aSubmoduleIsNotTouched() throws Exception {
        Path library = folder.resolve("library");
        git(folder, "init", "-q", "-b", "main", library.toString());
        CloneFixture.write(library, "code", "code\n");
        git(library, "add", ".");
        git(library, "commit", "-qm", "library");
        git(fixture.root(), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library + "", "lib");
        git(fixture.root(), "commit", "-qm", "with a submodule");
        git(fixture.root(), "push", "-q", fixture.mirror().toString(), "HEAD:refs/heads/with-submodule");
        String base = git(fixture.root(), "rev-parse", "HEAD").strip();
        CloneFixture.write(fixture.root(), "lib/ignored-by-nobody", "a person's\n");

        try (Workspace workspace = open(request(), base)) {
            assertThat(changes(workspace)).isEmpty();
            run(workspace, "echo changed > lib/code; echo x > x");
            assertThat(changes(workspace)).containsExactly("A RE x 2");
        }

        assertThat(Files.readString(fixture.root().resolve("lib/ignored-by-nobody")))
                .isEqualTo("a person's\n");
        assertThat(Files.readString(fixture.root().resolve("lib/code"))).isEqualTo("changed\n");
        assertThat(git(fixture.root(), "ls-tree", BRANCH, "lib"))
                .isEqualTo(git(fixture.root(), "ls-tree", "HEAD", "lib"))
                .startsWith("160000 commit");
    }

    @Test
    protected void namesAreKeptByteForByte() throws Exception {
        String composed = "caf\u00e9.txt";
        String decomposed = "cafe\u0301.txt";
        String odd = "a \"b\" $c 'd' \\e\tf";
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "echo composed > $'caf\\xc3\\xa9.txt'; echo decomposed > $'cafe\\xcc\\x81.txt';"
                            + " mkdir '報告 書'; echo x > '報告 書/一 二.md'; printf odd > $'a \"b\" $c \\'d\\' \\\\e\\tf';"
                            + " printf dash > -n; printf star > '*'");
            assertThat(changes(workspace))
                    .containsExactlyInAnyOrder(
                            "A RE " + composed + " 9",
                            "A RE " + decomposed + " 11",
                            "A RE 報告 書/一 二.md 2",
                            "A RE " + odd + " 3",
                            "A RE -n 4",
                            "A RE * 4");
            assertThat(read(workspace, composed)).isEqualTo("composed\n");
            assertThat(read(workspace, decomposed)).isEqualTo("decomposed\n");
            assertThat(read(workspace, "報告 書/一 二.md")).isEqualTo("x\n");
            assertThat(read(workspace, odd)).isEqualTo("odd");
            assertThat(read(workspace, "-n")).isEqualTo("dash");
            assertThat(read(workspace, "*")).isEqualTo("star");
        }
        assertThat(fixture.at(BRANCH, composed)).isEqualTo("composed\n");
        assertThat(fixture.at(BRANCH, decomposed)).isEqualTo("decomposed\n");
        assertThat(fixture.at(BRANCH, odd)).isEqualTo("odd");
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void aRemoteByAnAliasOfSshIsTheHostThatItMeans() throws Exception {
        CloneFixture.write(folder, ".ssh/config", "Host other work-*\n  HostName forge.example\n  User git\n");
        git(fixture.root(), "remote", "set-url", "origin", "git@work-forge:octo/demo.git");
        executor().inspect(request());
        git(fixture.root(), "remote", "set-url", "origin", "git@elsewhere:octo/demo.git");
        assertThat(refusal(request()).getMessage()).contains("elsewhere");
    }

    @Test
    protected void aUserMayRewriteUrls() {
        git(fixture.root(), "remote", "set-url", "origin", "mine:demo.git");
        assertThat(refusal(request()).getMessage()).contains("mine:demo.git");
        CloneFixture.write(folder, ".gitconfig", "[url \"https://forge.example/octo/\"]\n\tinsteadOf = mine:\n");
        executor().inspect(request());
    }

    @Test
    protected void noCredentialsOfARemoteAreTold() {
        git(fixture.root(), "remote", "set-url", "origin", "https://me:hunter2@forge.example/octo/other.git");
        assertThat(refusal(request()).getMessage()).contains("octo/other").doesNotContain("hunter2");
    }

    @Test
    protected void nothingThatAStepPlantsIsRunByTheRunner() throws Exception {
        Path ran = folder.resolve("ran");
        Path evil = folder.resolve("evil");
        Files.writeString(evil, "#!/bin/sh\necho \"$0 $*\" >> '" + ran + "'\ncat\n");
        assertThat(evil.toFile().setExecutable(true)).isTrue();
        String plant = String.join(
                "\n",
                "for hook in pre-commit post-commit post-checkout post-index-change reference-transaction pre-push; do",
                "  cp '" + evil + "' .git/hooks/$hook; done",
                "cp -r .git/hooks hooks-of-mine",
                "git config core.hooksPath \"$PWD/hooks-of-mine\"; git config core.fsmonitor '" + evil + "'",
                "git config filter.f.clean '" + evil + "'; git config filter.f.smudge '" + evil + "'",
                "git config filter.p.process '" + evil + "'; git config diff.d.command '" + evil + "'",
                "git config diff.d.textconv '" + evil + "'; git config core.pager '" + evil + "'",
                "git config core.sshCommand '" + evil + "'; git config gpg.program '" + evil + "'",
                "git config commit.gpgSign true; git config core.editor '" + evil + "'",
                "git config --global core.fsmonitor '" + evil + "'",
                "git config --global filter.f.clean '" + evil + "'",
                "git config --global core.hooksPath \"$PWD/hooks-of-mine\"",
                "mkdir -p .git/info; printf '* filter=f diff=d\\n"
                        + "*.p filter=p\\n"
                        + "' | tee .gitattributes > .git/info/attributes",
                "echo " + folder + "/nowhere > .git/objects/info/alternates",
                "echo more >> README.md; echo p > x.p; rm -f '" + ran + "'");
        try (Workspace workspace = open()) {
            assertThat(run(workspace, plant).exit()).isEqualTo(new StepExit.Exited(0));
            assertThat(changes(workspace)).contains("M RE README.md 11", "A RE x.p 2", "A RE .gitattributes 31");
            assertThat(workspace.diff(100_000)).contains("+more");
            assertThat(workspace.gitNotes()).isEmpty();
            assertThat(read(workspace, "README.md")).isEqualTo("hello\nmore\n");
        }
        assertThat(ran).doesNotExist();
        assertThat(fixture.snapshot()).containsEntry("README.md", "hello\n");
    }

    @Test
    protected void aFullDiskIsToldAndTheCloneIsPutBack() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount a small disk");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        command("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString());
        try {
            CloneFixture small = CloneFixture.in(disk);
            Path filling = small.root().resolve("filling.log");
            SortedMap<String, String> before = small.snapshot();
            try (OutputStream output = Files.newOutputStream(filling)) {
                byte[] zeros = new byte[4096];
                assertThatThrownBy(() -> {
                            for (int pages = 0; pages < 1000; pages++) {
                                output.write(zeros);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            WorkspaceRequest request = request(small.root().toString());
            assertThatThrownBy(() -> {
                        try (Workspace workspace = executor().open(request)) {
                            workspace.checkout(small.mirror(), small.second());
                        }
                    })
                    .isInstanceOfSatisfying(
                            RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                    .hasMessageContaining(small.root().toString())
                    .hasMessageMatching("(?i)[^\n]*(No space left|disk full)[^\n]*");
            Files.delete(filling);
            try (Workspace workspace = executor().open(request)) {
                workspace.checkout(small.mirror(), small.second());
                assertThat(run(workspace, "cat src/new.txt").output()).isEqualTo("new\n");
            }
            assertThat(small.snapshot()).isEqualTo(before);
            assertThat(small.clean()).isTrue();
        } finally {
            command("umount", "-l", disk.toString());
        }
    }

    private static void command(String... words) throws Exception {
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    @Test
    protected void aCloneThatTheRunnerMayNotWriteIsRefusedWithTheHint() throws Exception {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(fixture.root());
        Files.setPosixFilePermissions(fixture.root(), PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(fixture.root()), "root may write everywhere");
            assertThat(refusal(request()).getMessage()).contains("cannot be written", "change its owner or its mode");
        } finally {
            Files.setPosixFilePermissions(fixture.root(), mode);
        }
    }

    @Test
    protected void aCloneThatAStepBrokeIsToldNotWorkedIn() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        Workspace workspace = open();
        run(workspace, "rm -rf .git/refs/heads; ln -s '" + folder + "/elsewhere' .git/refs/heads");
        Files.createDirectory(folder.resolve("elsewhere"));
        assertThatThrownBy(workspace::close).isInstanceOf(RunnerException.class).hasMessageContaining("git");
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
        assertThat(before).isNotEmpty();
    }

    @Test
    protected void aStepMayDeleteTheFolderThatItWorksIn() {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open(request(fixture.root().resolve("src").toString()))) {
            assertThat(run(workspace, "rm -r \"$PWD\"; echo gone"))
                    .isEqualTo(new Ran(new StepExit.Exited(0), "gone\n"));
            assertThat(run(workspace, "echo never"))
                    .extracting(Ran::exit)
                    .isInstanceOfSatisfying(
                            StepExit.NotStarted.class,
                            exit -> assertThat(exit.why()).contains("/src"));
            assertThat(changes(workspace)).containsExactly("D RE src/app.txt 0", "D RE src/new.txt 0");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void aStepThatDeletesTheCloneIsToldAndNothingIsLeftBehind() {
        Workspace workspace = open();
        String outputs = workspace.outputDir();
        assertThat(run(workspace, "rm -rf \"$PWD\"; echo gone").output()).isEqualTo("gone\n");
        assertThat(run(workspace, "echo never").exit()).isInstanceOf(StepExit.NotStarted.class);
        assertThatThrownBy(workspace::close)
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining(fixture.root().toString())
                .hasMessageMatching("[^\n]*");
        assertThat(Path.of(outputs)).doesNotExist();
        assertThat(fixture.root()).doesNotExist();
        assertThatThrownBy(() -> executor().inspect(request()))
                .isInstanceOfSatisfying(
                        WorkspaceUnavailableException.class,
                        e -> assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_MISSING));
    }

    /** Runs a script in the clone, as a person would. */
    private void person(String script) {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                    .directory(fixture.root().toFile());
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("GIT_EDITOR", "true");
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            assertThat(builder.start().waitFor()).as(script).isZero();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs git on this machine, as a person would. */
    protected final String git(Path place, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=A Person", "-c", "user.email=p@x.org"));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
            builder.environment().put("HOME", folder.toString());
            // What git says besides is for a test that fails, and not for those who read a build.
            Path errors = Files.createTempFile("git", ".err");
            try {
                Process process = builder.redirectError(errors.toFile()).start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor())
                        .as(() -> String.join(" ", command) + said(errors))
                        .isZero();
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String said(Path errors) {
        try {
            return ": " + Files.readString(errors);
        } catch (IOException e) {
            return ": " + e;
        }
    }
}
