package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps do to the git folder besides refs, and what comes of it when the runner, or the putting back, is killed. */
@Timeout(120)
class LocalGitFolderTest extends OrdinaryUser {

    /** The user's, of a submodule: what git would run there is as it was. What the steps added is not taken for another's. */
    @Test
    void theGitFoldersOfSubmodulesStandAsBefore() throws Exception {
        withSubmodule();
        String look =
                "cat .git/modules/sub/config; ls .git/modules .git/modules/sub/hooks; git -C sub status --porcelain";
        inClone("mkdir -p .git/modules/sub/hooks");
        String before = inClone(look);
        try (Workspace workspace = open(request(), head())) {
            run(
                    workspace,
                    "git -C sub config core.fsmonitor /bin/false; echo exit 1 > .git/modules/sub/hooks/post-checkout;"
                            + " git init -q --bare .git/modules/other; git init -q --bare .git/modules/sub/modules/inner");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(inClone(look)).isEqualTo(before);
        assertThat(fixture.root().resolve(".git/modules/sub/modules/inner")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"rm -rf .git/modules/sub", "mv .git/modules/sub .git/modules/moved", "rm -rf .git/modules"})
    void aGitFolderOfASubmoduleThatIsGoneIsToldAndNothingElseIsRemoved(String script) throws Exception {
        withSubmodule();
        try (Workspace workspace = open(request(), head())) {
            run(workspace, script);
            assertThat(workspace.putBack(true, 20))
                    .anySatisfy(told -> assertThat(told).contains(".git/modules/sub", "git submodule update --init"));
        }
        assertThat(Files.exists(fixture.root().resolve(".git/modules/moved"))).isEqualTo(script.startsWith("mv"));
    }

    /** Commits that came without their parents end the history of the refs that stay. */
    @Test
    void whatAStepFetchedWithoutItsParentsBreaksNothing() throws Exception {
        inClone("git clone -q . ../other; for i in 1 2; do git -C ../other commit -q --allow-empty -m new-$i; done");
        try (Workspace workspace = open()) {
            run(workspace, "git fetch -q --depth=1 file://$HOME/work/other main:refs/remotes/origin/fetched");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(
                        inClone(
                                "git log --format=%s refs/remotes/origin/fetched; git fsck --connectivity-only 2>&1 | grep -v dangling"))
                .isEqualTo("new-2\n");
    }

    @ParameterizedTest
    @CsvSource({
        "mkfifo ../pipe; git config include.path $PWD/../pipe, includes",
        "rm .git/config; mkfifo .git/config, .git/config",
        "rm -f .git/packed-refs; mkfifo .git/packed-refs, .git/packed-refs",
    })
    void aPipeThatAnInterruptedRunLeftIsToldNotWaitedFor(String script, String told) throws Exception {
        String before = inClone("cat .git/config");
        Workspace interrupted = open();
        run(interrupted, script + "; echo x > x");
        killSupervisor();

        assertThatThrownBy(() -> open().close())
                .isInstanceOf(WorkspaceUnavailableException.class)
                .hasMessageContaining(told);
        inClone(
                "rm -f ../pipe .git/packed-refs; [[ ! -p .git/config ]] || rm .git/config; git config --unset include.path");
        inClone("[[ -f .git/config ]] || printf '" + before + "' > .git/config");
        open().close();

        assertThat(inClone("cat .git/config; git status --porcelain")).isEqualTo(before);
        assertThatThrownBy(interrupted::close).isInstanceOf(RunnerException.class);
    }

    /** At each of the commands of git with which it puts the clone back. */
    @Test
    void aPuttingBackThatIsKilledIsFinishedByTheNextRun() throws Exception {
        Path home = folder.toRealPath();
        Path programs = Files.createDirectory(home.resolve("programs"));
        Path countdown = home.resolve("countdown");
        // Kills the host.sh that starts it, which takes itself for one process and may be several.
        Files.writeString(programs.resolve("git"), """
                #!/bin/bash
                if [[ -s %1$s ]]; then
                    read -r left <%1$s
                    echo $((left - 1)) >%1$s
                    for ((pid = PPID; left == 1 && pid > 1; pid = parent)); do
                        grep -qz '^host.sh$' /proc/$pid/cmdline || break
                        parent=$(ps -o ppid= -p $pid)
                        kill -KILL $pid
                    done
                fi
                exec /usr/bin/git "$@"
                """.formatted(countdown));
        assertThat(programs.resolve("git").toFile().setExecutable(true, false)).isTrue();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", programs + ":" + environment.get("PATH"));
        inClone("git branch other; echo ignored > a.log; chmod 600 README.md; mkdir empty");
        String look =
                "cat .git/HEAD .git/config .git/logs/HEAD; git status --porcelain; git for-each-ref refs/heads/main"
                        + " refs/heads/other; find . -path ./.git -prune -o -printf '%m %y %p\\n' | sort";
        String before = inClone(look);
        int kills = 0;
        try (Executor executor = Lanes.executor(home, home, environment)) {
            for (boolean killed = true; killed; kills++) {
                handOver();
                Workspace workspace = executor.open(request());
                workspace.checkout(fixture.mirror(), fixture.second());
                run(
                        workspace,
                        "echo x > x; rm README.md; git branch -f other HEAD; git config a.b c; mkdir -p d/e; echo 1 > d/e/"
                                + kills);
                inClone("echo " + (kills + 1) + " > ../../countdown; chmod 666 ../../countdown");
                try {
                    workspace.putBack(false, 20);
                    killed = false;
                } catch (RunnerException e) {
                    killed = true;
                }
                Files.delete(countdown);
                workspace.close();
                executor.open(request()).close();
                assertThat(inClone(look)).as("killed at %d", kills + 1).isEqualTo(before);
                assertThat(fixture.at(BRANCH, "x")).isEqualTo("x\n");
                assertThat(fixture.at(BRANCH, "d/e/" + kills))
                        .as("killed at %d", kills + 1)
                        .isEqualTo("1\n");
            }
        }
        assertThat(kills).isGreaterThan(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git config core.ignoreCase true",
                "git config core.ignoreCase true; git mv src/new.txt src/NEW.txt"
            })
    void whatAStepSaysOfLettersNobodyElseBelieves(String script) throws Exception {
        try (Workspace workspace = open()) {
            run(workspace, script + "; echo upper > README.MD");
            List<String> changes = changes(workspace);
            assertThat(changes).contains("A RE README.MD 6");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }
        assertThat(fixture.clean()).isTrue();
    }

    private String head() throws Exception {
        return inClone("git rev-parse HEAD").strip();
    }
}
