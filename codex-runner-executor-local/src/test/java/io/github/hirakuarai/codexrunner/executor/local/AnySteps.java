package io.github.hirakuarai.codexrunner.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps that do anything to the clone: afterwards it stands as before, or it is told what does not and the next brief is held.
 * {@code -Dsteps.tries=1000} looks harder; {@code -Dsteps.seed=N} tries one again.
 */
abstract class AnySteps extends ExecutorHarness {

    /** {@code @} is one of the paths below, {@code %} a mode. */
    private static final List<String> ACTIONS = List.of(
            "echo more >> @",
            "echo new > @",
            "rm -rf @",
            "mkdir -p @/deep/er",
            "rm -rf @; mkdir -p @/sub; echo x > @/sub/file",
            "chmod % @",
            "chmod -R a-w @",
            "chmod -R % @",
            "rm -rf @; ln -s /tmp @",
            "rm -rf @; ln -s nowhere @",
            "rm -rf @; mkfifo @",
            "mv @ @",
            "cp -a @ @",
            "git init -q @",
            "git clone -q . @; echo x > @",
            "git init -q src; git -C src add -A; git -C src commit -qm x",
            "touch $'caf\\xe9' $'new\\nline' $'\\x01' ' ' '\"' '*' -- -n",
            "mkdir $'d\\xe9'; echo x > $'d\\xe9/\\xff'",
            "mkdir -p many && (cd many && seq 1 2000 | xargs touch)",
            "truncate -s 3G sparse",
            "truncate -s 3G src/app.txt",
            "printf '*\\n' >> .gitignore; echo x > hidden; git init -q hidden-one",
            "printf '* text eol=crlf filter=mine\\n' > .gitattributes; git config filter.mine.clean 'tr a-z A-Z'",
            "touch .git/HEAD.lock .git/index.lock .git/config.lock .git/packed-refs.lock .git/refs/heads/main.lock",
            "rm -f .git/index",
            "rm -f .git/index; mkdir .git/index",
            "rm -f .git/index; mkfifo .git/index",
            "mkfifo .git/objects/pack/pack-1.idx .git/refs/heads/pipe",
            "printf garbage > .git/index",
            "printf garbage > .git/HEAD",
            "printf garbage > .git/packed-refs",
            "printf '[core' > .git/config",
            "rm -rf .git/hooks .git/info .git/logs",
            "rm -f .git/HEAD; mkdir .git/HEAD",
            "rm -f .git/config; ln -s /dev/null .git/config",
            "mkdir -p .git/hooks; printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/*",
            "echo build-of-mine > .git/info/exclude; echo '* ident' > .git/info/attributes",
            "git config core.bare true",
            "git config core.worktree /tmp",
            "git config core.hooksPath /tmp; git config core.fsmonitor false; git config core.autocrlf true",
            "git config core.ignoreCase true; git config core.fileMode false; git config core.symlinks false",
            "git config core.sparseCheckout true; echo /src > .git/info/sparse-checkout; git read-tree -mu HEAD",
            "git add -A; git commit -qm more",
            "git commit -qm x --allow-empty; git branch -f main HEAD; git tag -f v1",
            "git tag -d v1; git branch -D other; git branch new-one",
            "git checkout -q other",
            "git checkout -q --detach; git commit -qm x --allow-empty",
            "git checkout -q --orphan nothing; git rm -rfq .",
            "git symbolic-ref HEAD refs/heads/none",
            "git update-ref -d HEAD",
            "git update-ref -d refs/heads/main",
            "echo x > README.md; git stash -q",
            "git stash drop -q",
            "git stash pop -q",
            "git worktree add -q --detach ../linked-$RANDOM",
            "git worktree add -q --detach inside",
            "git rm -rq --cached .",
            "git update-index --assume-unchanged src/app.txt; echo x > src/app.txt",
            "git update-index --skip-worktree src/app.txt; rm -f src/app.txt",
            "git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,sub",
            "git add -N @",
            "git merge -q --no-commit --no-ff other",
            "git bisect start; git bisect bad",
            "git cherry-pick other",
            "git rebase -q other",
            "git gc -q --prune=now",
            "git pack-refs --all",
            "git repack -adq; git prune-packed",
            "git config extensions.worktreeConfig true; git config --worktree core.bare false",
            "echo ref: refs/heads/main > .git/refs/heads/loop",
            "git clean -fdq; git reset -q --hard other",
            "chmod 000 .",
            "chmod 500 .git .git/objects .git/refs",
            "chmod 000 .git/HEAD .git/index .git/config .git/packed-refs",
            "rm -rf .git",
            "mv .git .git-of-mine; git init -q",
            "mv .git ../moved; ln -s ../moved .git",
            "rm -rf .git/objects",
            "rm -rf .git/refs",
            "rm -rf ./.git/worktrees",
            "cd ..; mv demo demo2; mkdir demo",
            "chown -R 1234 @ .git/hooks",
            "chown 1234 . .git");

    private static final List<String> PATHS = List.of(
            "README.md",
            "src",
            "src/app.txt",
            "src/new.txt",
            "bin",
            "bin/tool",
            "link",
            ".gitignore",
            "new",
            "new/file",
            "'two words'",
            "of-the-user/empty",
            "src/deep/file");

    private static final List<String> MODES = List.of("000", "400", "444", "500", "600", "644", "700", "755", "777");

    static LongStream seeds() {
        Long one = Long.getLong("steps.seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Integer.getInteger("steps.tries", 8));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCloneStandsAsBeforeOrIsTold(long seed) throws Exception {
        Random random = new Random(seed);
        List<List<String>> steps = new ArrayList<>();
        for (int step = 0; step <= random.nextInt(2); step++) {
            List<String> actions = new ArrayList<>();
            for (int n = 0; n <= random.nextInt(4); n++) {
                actions.add("(" + action(random) + ")");
            }
            steps.add(actions);
        }
        inClone("git branch other; git tag v1; git config user.name P; git config user.email p@x.org;"
                + " mkdir -p build of-the-user/empty; echo cached > build/cache; echo kept > a.log;"
                + " echo other >> src/app.txt; git stash -q; git checkout -q other; echo o > o; git add o;"
                + " git commit -qm other; git checkout -q main; chmod 600 README.md");
        SortedMap<String, String> before = state();

        List<String> told = new ArrayList<>();
        Workspace workspace = open();
        try {
            for (List<String> actions : steps) {
                run(workspace, String.join("\n", actions));
                if (random.nextBoolean()) {
                    tolerated(told, workspace::changes);
                }
            }
            tolerated(told, () -> told.addAll(workspace.putBack(random.nextBoolean(), 20)));
        } finally {
            tolerated(told, workspace::close);
        }

        String what = "seed " + seed + ": " + steps + " told " + told;
        if (isHeld()) {
            assertThat(told).as(what).isNotEmpty();
        } else {
            assertThat(state()).as(what).containsAllEntriesOf(before);
            assertThat(state().keySet()).as(what).isEqualTo(before.keySet());
        }
    }

    private static String action(Random random) {
        StringBuilder action = new StringBuilder();
        for (char c : ACTIONS.get(random.nextInt(ACTIONS.size())).toCharArray()) {
            switch (c) {
                case '@' -> action.append(PATHS.get(random.nextInt(PATHS.size())));
                case '%' -> action.append(MODES.get(random.nextInt(MODES.size())));
                default -> action.append(c);
            }
        }
        return action.toString();
    }

    /** What it says when it fails is told on the issue, too. */
    private static void tolerated(List<String> told, Runnable work) {
        try {
            work.run();
        } catch (RunnerException e) {
            told.add(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the next brief is refused, which needs a reason that is told. */
    private boolean isHeld() {
        try {
            executor().inspect(request());
            return false;
        } catch (WorkspaceUnavailableException e) {
            return true;
        }
    }

    /** Files, modes, index, refs, stash, worktrees, hooks and configuration. */
    private SortedMap<String, String> state() throws IOException {
        SortedMap<String, String> state = new TreeMap<>(fixture.snapshot());
        state.put("(modes)", inClone("find . -path ./.git -prune -o ! -type l -printf '%m %y %p\\n' | sort"));
        state.put("(status)", inClone("git status --porcelain --ignored; git ls-files -s"));
        state.put("(refs)", inClone("git for-each-ref refs/heads/main refs/heads/other refs/tags/v1; git stash list"));
        state.put("(worktrees)", inClone("git worktree list --porcelain | grep ^worktree"));
        state.put(
                "(git)",
                inClone("cat .git/config; find .git/hooks .git/info -type f -printf '%m %p\\n' | sort;"
                        + " find .git/hooks .git/info -type f | sort | xargs cat; find .git -name '*.lock'"
                        + " ! -name codex-runner.lock"));
        return state;
    }

    private String inClone(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(fixture.root().toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toRealPath().toString(),
                        "GIT_CONFIG_COUNT", "1",
                        "GIT_CONFIG_KEY_0", "safe.directory",
                        "GIT_CONFIG_VALUE_0", "*"));
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
