package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.CloneFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps leave where git helps little. */
class LocalLeftoversTest extends OrdinaryUser {

    /** Git gives up at the first such file, and adds none of the others either. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.odd text working-tree-encoding=UTF-16 | [core]",
                "*.odd filter=fails | [filter \"fails\"] clean = false",
                "* text | [core] safecrlf = true",
            })
    void whatGitCannotConvertStandsOnTheRunsBranchWithAllTheRest(String attributes, String settings) throws Exception {
        CloneFixture.write(
                folder, ".gitconfig", settings.replace("] ", "]\n\t").replace("= false", "= false\n\trequired = true"));
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "echo '" + attributes + "' > .gitattributes; printf 'o\\r\\nd\\n\\0' > 3.odd;"
                            + " for n in 1 2 4 5; do echo $n > $n.txt; done");
            assertThat(workspace.putBack(false, 20)).isEmpty();
        }
        assertThat(fixture.at(BRANCH, "3.odd")).isEqualTo("o\r\nd\n\0");
        for (int n : List.of(1, 2, 4, 5)) {
            assertThat(fixture.at(BRANCH, n + ".txt")).isEqualTo(n + "\n");
        }
        assertThat(fixture.clean()).isTrue();
    }

    /** What a person did since the runner died cannot be told from what the steps did. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "git checkout -q other",
                "git checkout -q --detach; echo x > x",
                "git checkout -q main; git config core.hooksPath /nowhere",
                "git checkout -q main; mkdir -p .git/hooks; echo exit 1 > .git/hooks/pre-commit",
            })
    void aCloneThatAnInterruptedRunLeftElsewhereIsHeldUntilAPersonDecides(String script) throws Exception {
        inClone("git branch other");
        String before = state();
        Workspace interrupted = open();
        run(interrupted, script);
        killSupervisor();

        assertThatThrownBy(() -> open().close())
                .isInstanceOf(WorkspaceUnavailableException.class)
                .hasMessageContaining("interrupted");
        inClone("git symbolic-ref HEAD refs/heads/" + BRANCH);
        open().close();

        assertThat(state()).isEqualTo(before);
        assertThatThrownBy(interrupted::close).isInstanceOf(RunnerException.class);
    }

    @Test
    void aPersonWhoCheckedOutWhatWasThereBeforeHasTakenOver() throws Exception {
        Workspace interrupted = open();
        run(interrupted, "echo x > x");
        killSupervisor();
        inClone("git clean -fdq; git checkout -q main; git commit -q --allow-empty -m mine");
        String head = fixture.branch("main");

        open().close();

        assertThat(fixture.branch("main")).isEqualTo(head);
        assertThatThrownBy(interrupted::close).isInstanceOf(RunnerException.class);
    }

    @Test
    void foldersThatAStepMadeReadOnlyGoWithTheRun() {
        try (Workspace workspace = open(request(fixture.root().toString(), Lane.WorkspaceMode.ISOLATED))) {
            run(workspace, "mkdir -p m/x/y; echo a > m/x/y/f; chmod -R a-w m; chmod 000 m/x");
        }
        // That nothing is left on the host, the harness sees.
    }

    @Test
    void whatAStepRemovedOfAnIgnoredFolderStaysRemoved() throws Exception {
        CloneFixture.write(fixture.root(), "build/a/b/f", "cached\n");
        CloneFixture.write(fixture.root(), "build/c/f", "cached\n");
        try (Workspace workspace = open()) {
            run(workspace, "rm -rf build/a");
        }
        assertThat(fixture.root().resolve("build/a")).doesNotExist();
        assertThat(fixture.root().resolve("build/c/f")).exists();
        try (Workspace workspace = open()) {
            run(workspace, "rm -rf build");
        }
        assertThat(fixture.root().resolve("build")).doesNotExist();
    }

    /** The rules from before the steps say what stays. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo '*' > src/.gitignore; echo evil > src/evil.txt",
                "mkdir -p a/b; echo '*' > a/.gitignore; echo x > a/b/x",
                "echo '*' > src/.gitignore; git init -q src/nested; mkdir src/deep; echo '*' > src/deep/.gitignore",
            })
    void ignoreRulesThatAStepMakesHideNothing(String script) throws Exception {
        CloneFixture.write(fixture.root(), "build/kept/.gitignore", "*\n");
        String before = inClone("find . -path ./.git -prune -o -print | sort");
        try (Workspace workspace = open()) {
            run(workspace, script + "; mkdir build/new; echo '*' > build/new/.gitignore");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(inClone("ls -A build/new; rm -r build/new")).isEqualTo(".gitignore\n");
        assertThat(inClone("find . -path ./.git -prune -o -print | sort")).isEqualTo(before);
    }

    @Test
    void whatAStepPutsInThePlaceOfACommitIsGone() throws Exception {
        String before = inClone("git log --format=%s; git for-each-ref");
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    "export GIT_AUTHOR_NAME=P GIT_AUTHOR_EMAIL=p@x.org GIT_COMMITTER_NAME=P GIT_COMMITTER_EMAIL=p@x.org;"
                            + " git replace --force main $(git commit-tree -m evil $(git mktree </dev/null));"
                            + " git update-ref refs/original/refs/heads/main HEAD; git update-ref refs/worktree/x HEAD;"
                            + " git branch stays");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(inClone("git update-ref -d refs/heads/stays; git update-ref -d refs/heads/" + BRANCH
                        + "; git log --format=%s; git for-each-ref"))
                .isEqualTo(before);
    }

    @Test
    void aHookThatAStepSwitchedOffIsOnAgain() throws Exception {
        inClone("mkdir -p .git/hooks; echo exit 1 > .git/hooks/pre-push; chmod 755 .git/hooks/pre-push");
        String modes = "stat -c '%a %n' .git/hooks .git/hooks/pre-push .git/config";
        String before = inClone(modes);
        try (Workspace workspace = open()) {
            run(workspace, "chmod 644 .git/hooks/pre-push; chmod 666 .git/config; chmod 700 .git/hooks");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(inClone(modes)).isEqualTo(before);
    }

    @Test
    void refsThatAStepRemovedAreThereAgain() throws Exception {
        String before = state();
        try (Workspace workspace = open()) {
            run(workspace, "rm -rf .git/refs .git/packed-refs");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aRepositoryThatAStepPutInPlaceOfTheClonesIsNoneForTheNextBrief() throws Exception {
        try (Workspace workspace = open()) {
            run(workspace, "rm -rf .git; git init -q .; git commit -q --allow-empty -m evil");
            assertThatThrownBy(() -> workspace.putBack(true, 20))
                    .hasMessageContaining("clone the repository there anew");
        }
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(WorkspaceUnavailableException.class)
                .hasMessageContaining("the steps deleted or replaced");
    }

    @Test
    void whatAStepWritesIsAsReadableAsItsUserHasIt() throws Exception {
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "umask; touch f; stat -c %a f").output()).isEqualTo("0022\n644\n");
        }
    }

    @Test
    void aSubmoduleThatAStepFetchedIsNotThereAfterwards() throws Exception {
        String base = withSubmodule();
        inClone("git submodule -q deinit -f sub");
        for (int round = 0; round < 2; round++) {
            try (Workspace workspace = open(request(), base)) {
                String update = "git -c protocol.file.allow=always submodule update -q --init; cat sub/f";
                assertThat(run(workspace, update).output()).isEqualTo("sub\n");
                run(workspace, "mkdir -p build/z; git init -q build/z; mkdir sub/new");
                assertThat(workspace.putBack(true, 20)).isEmpty();
            }
            assertThat(fixture.root().resolve("sub")).isEmptyDirectory();
        }
        assertThat(fixture.root().resolve("build/z/.git")).exists();
    }

    @Test
    void aSubmoduleOfTheUsersStaysWhole() throws Exception {
        withSubmodule();
        inClone(
                "rm sub/.git; mv .git/modules/sub sub/.git; git -C sub config --unset core.worktree; echo mine > sub/mine");
        try (Workspace workspace = open(request(), inClone("git rev-parse HEAD").strip())) {
            run(workspace, "git submodule absorbgitdirs; test -f sub/.git");
            assertThat(workspace.putBack(true, 20))
                    .allSatisfy(told -> assertThat(told).contains("submodule sub"));
        }
        assertThat(inClone("git -C sub log --format=%s; cat sub/mine sub/f")).isEqualTo("s\nmine\nsub\n");
    }

    /** It is not put back, and the next brief is not held: only the submodule's own configuration says what is ignored there. */
    @ParameterizedTest
    @CsvSource({
        "echo x >> sub/f, changed",
        "echo x > sub/new, changed",
        "rm sub/f, changed",
        "rm -rf sub, removed",
        "git -C sub status >/dev/null, ",
        "git status >/dev/null; touch -c README.md, "
    })
    void whatAStepDidInASubmoduleIsTold(String script, @Nullable String what) throws Exception {
        withSubmodule();
        List<String> told;
        try (Workspace workspace = open(request(), inClone("git rev-parse HEAD").strip())) {
            run(workspace, script);
            told = workspace.putBack(true, 20);
        }
        if (what == null) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("the steps " + what + " files of the submodule sub, which were not put back");
        }
    }

    @Test
    void aFolderThatAStepReplacedByALinkTakesNothingElseWithIt() throws Exception {
        CloneFixture.write(folder, "outside/app.txt", "not of the repository\n");
        try (Workspace workspace = open()) {
            run(workspace, "rm -r src; ln -s ../../outside src; echo x > x");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(fixture.at(BRANCH, "src")).isEqualTo("../../outside");
        assertThat(fixture.at(BRANCH, "x")).isEqualTo("x\n");
        assertThat(fixture.at(BRANCH, "src/app.txt")).isNull();
    }

    /** Its git folder has files of its own, which say where the rest is. */
    @Test
    void theGitFolderOfALinkedWorktreeStandsAsBefore() throws Exception {
        inClone("git config extensions.worktreeConfig true; git worktree add -q -b mine ../linked;"
                + " git -C ../linked config --worktree core.eol lf");
        String files = "cd .git/worktrees/linked; head commondir gitdir config.worktree HEAD";
        String before = inClone(files);
        try (Workspace workspace =
                open(request(fixture.root().resolveSibling("linked").toString()))) {
            run(
                    workspace,
                    "git config --worktree core.eol crlf; cd \"$(git rev-parse --git-dir)\";"
                            + " echo /nowhere > gitdir; echo ../.. > commondir; echo >> commondir");
        }
        assertThat(inClone(files)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "it's \"a\" $HOME *", "two\nlines"})
    void aHomeFolderMayHaveAnyName(String name) throws Exception {
        Path home = Files.createDirectory(folder.resolve(name));
        try (Executor executor = Lanes.executor(folder, home)) {
            handOver();
            try (Workspace workspace = executor.open(request())) {
                workspace.checkout(fixture.mirror(), fixture.second());
                Ran ran = run(workspace, "echo \"$HOME\" | tee x");
                assertThat(ran.exit()).isEqualTo(new StepExit.Exited(0));
                assertThat(ran.output()).isEqualTo(home + "\n");
                assertThat(read(workspace, "x")).isEqualTo(home + "\n");
                assertThat(workspace.putBack(true, 20)).isEmpty();
            }
            assertThat(home.resolve(".local/state/codex-runner/host/runs")).isEmptyDirectory();
            assertThat(fixture.clean()).isTrue();
        }
    }

    /** The supervisor's folder is the lane's user's, as the steps are. */
    @Test
    void aStepThatPutsAFolderInThePlaceOfItsResultEndsAllTheSame() {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "for log in ~/.local/state/codex-runner/host/runs/*/*.log; do"
                            + " mkdir -p \"${log%.log}.result/deep\"; done; exit 3");
            assertThat(ran.exit()).isEqualTo(new StepExit.Exited(3));
        }
    }

    private String state() throws IOException {
        return inClone(
                        "git status --porcelain; cat .git/HEAD .git/config; git for-each-ref refs/heads/main refs/heads/other;"
                                + " find .git/hooks -type f | sort | xargs cat")
                + fixture.snapshot();
    }
}
