package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person may work in another worktree of the clone while a brief runs, and nobody can tell that from what the steps do. */
class LocalWorktreesTest extends OrdinaryUser {

    private static final String PERSON =
            "export GIT_AUTHOR_NAME=P GIT_AUTHOR_EMAIL=p@x.org GIT_COMMITTER_NAME=P" + " GIT_COMMITTER_EMAIL=p@x.org; ";

    private Path elsewhere;

    @BeforeEach
    void addWorktree() throws IOException {
        elsewhere = fixture.root().resolveSibling("elsewhere");
        inClone("git worktree add -q -b mine " + elsewhere);
    }

    @Test
    void workInAnotherWorktreeStaysAndIsTold() throws Exception {
        List<String> told;
        try (Workspace workspace = open()) {
            run(
                    workspace,
                    PERSON + "cd " + elsewhere + " && echo 1 > work && git add . && git commit -qm 'an hour of work'"
                            + " && echo 2 > README.md && git stash -q && git worktree add -q -b later ../later"
                            + " && git config user.email changed@me");
            told = workspace.putBack(true, 20);
        }
        assertThat(inClone(
                        "git log -1 --format=%s mine; git stash list | wc -l; git -C ../later log -1 --format=%s later"
                                + "; git reflog mine | wc -l; git -C ../elsewhere status --porcelain"))
                .isEqualTo("an hour of work\n1\nan hour of work\n2\n");
        assertThat(String.join("\n", told))
                .contains("refs/heads/mine was moved from ", "the worktree later was added", ".git/config was changed");
        assertThat(told).hasSize(3);
        assertThat(fixture.clean()).isTrue();
        open().close();
    }

    @Test
    void workInTheMainWorktreeStaysWhenTheBriefRunsInALinkedOne() throws Exception {
        try (Workspace workspace = open(request(elsewhere.toString()))) {
            run(
                    workspace,
                    PERSON + "cd " + fixture.root()
                            + " && echo 1 > work && git add . && git commit -qm 'an hour of work'");
            assertThat(workspace.putBack(true, 20)).singleElement().asString().contains("refs/heads/main was moved");
        }
        assertThat(inClone("git log -1 --format=%s; git reflog -1 --format=%gs; git status --porcelain"))
                .isEqualTo("an hour of work\ncommit: an hour of work\n");
    }

    @Test
    void aBranchOfAnotherWorktreeThatIsGoneComesBack() throws Exception {
        String before = fixture.branch("mine");
        try (Workspace workspace = open()) {
            run(workspace, "rm -f .git/refs/heads/mine; git pack-refs --all");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(fixture.branch("mine")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"worktrees/elsewhere/index.lock", "worktrees/elsewhere/HEAD.lock"})
    void aLockOfAnotherWorktreeStays(String lock) throws Exception {
        try (Workspace workspace = open()) {
            run(workspace, "touch .git/" + lock);
            workspace.putBack(true, 20);
        }
        assertThat(fixture.root().resolve(".git/" + lock)).exists();
    }

    @Test
    void aLockThatAProcessHasOpenStays() throws Exception {
        Path lock = fixture.root().resolve(".git/shallow.lock");
        Path old = fixture.root().resolve(".git/packed-refs.lock");
        Process git = null;
        try (Workspace workspace = open()) {
            run(workspace, "touch .git/packed-refs.lock");
            git = start("exec 9>\"$0\"; echo ready; read -r", lock.toString());
            assertThat(git.getInputStream().read()).isEqualTo('r');
            workspace.putBack(true, 20);
            assertThat(lock).exists();
            assertThat(old).doesNotExist();
        } finally {
            if (git != null) {
                git.getOutputStream().close();
                assertThat(git.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
            Files.deleteIfExists(lock);
        }
    }

    /** A process of the lane's user. */
    private static Process start(String script, String word) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("runuser", "-u", Nobody.NAME, "--"));
        }
        command.addAll(List.of("bash", "-c", script, word));
        return new ProcessBuilder(command).start();
    }
}
