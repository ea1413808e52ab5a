package io.github.hirakuarai.codexrunner.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.model.FileChange;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.StagedFiles;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.spi.WorkspaceUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requirements for executors that work in a clone in place: what is seen, checked out and published there is what the user's
 * own git would see, check out and add.
 */
public abstract class ExecutorGitContract extends ExecutorHarness {

    /** A file of each kind, by the attributes that its extension has. */
    private static final String ATTRIBUTES = """
        *.plain -text
        *.text text
        *.auto text=auto
        *.lf text eol=lf
        *.crlf text eol=crlf
        *.utf16 text working-tree-encoding=UTF-16LE-BOM
        *.ident ident
        *.binary binary
        *.exported export-ignore
        """;

    private static final List<String> KINDS =
            List.of("plain", "text", "auto", "lf", "crlf", "ident", "binary", "exported", "none");

    private static final String STEP = """
        for kind in plain text auto lf crlf ident binary exported none; do
            printf 'more\\r\\nlines\\n' >> a.$kind
            printf 'new\\r\\n$Id$\\r\\n' > new.$kind
        done
        printf 'more\\n' | iconv -t UTF-16LE >> a.utf16
        chmod +x a.plain; chmod +x new.text; ln -s a.plain link-of-mine; printf x > a.swp
        """;

    private static final String WRITTEN = "one\r\ntwo\n$Id$\nthree\n";

    /** Makes the contract. */
    protected ExecutorGitContract() {}

    /** Settings of the user's; none: those that git finds in its other places for them. */
    @ParameterizedTest
    @Values({
        "[core]\n\tautocrlf = true\n",
        "[core]\n\tautocrlf = input\n",
        "[core]\n\tautocrlf = false\n\teol = crlf\n",
        "[core]\n\tautocrlf = false\n\teol = lf\n",
        "[core]\n\tfilemode = false\n",
        "[core]\n\tsymlinks = false\n",
        "[core]\n\tignorecase = true\n\tprecomposeunicode = true\n",
        "[core]\n\texcludesFile = ~/ignored\n\tattributesFile = ~/attributes\n",
        "[includeIf \"gitdir:~/work/\"]\n\tpath = included\n",
        "[include]\n\tpath = ~/included\n",
        "",
        "[core]\n\tsplitIndex = true\n\tuntrackedCache = true\n[feature]\n\tmanyFiles = true\n",
        "[filter \"up\"]\n\tclean = tr a-z A-Z\n\tsmudge = tr A-Z a-z\n\trequired = true\n",
    })
    protected void whatIsPublishedIsWhatGitAddRecords(String settings) throws Exception {
        CloneFixture.write(folder, ".gitconfig", settings);
        CloneFixture.write(folder, ".config/git/config", settings.isEmpty() ? "[core]\n\tautocrlf = true\n" : "");
        CloneFixture.write(folder, ".config/git/ignore", "*.swp\n");
        CloneFixture.write(folder, ".config/git/attributes", "*.none text\n");
        CloneFixture.write(folder, "included", "[core]\n\tautocrlf = input\n");
        CloneFixture.write(folder, "ignored", "*.swp\n");
        CloneFixture.write(folder, "attributes", "*.none eol=lf\n");
        CloneFixture.write(fixture.root(), ".gitattributes", ATTRIBUTES + "*.up filter=up\n");
        for (String kind : KINDS) {
            CloneFixture.write(fixture.root(), "a." + kind, WRITTEN);
        }
        CloneFixture.write(fixture.root(), "a.up", "up\n");
        Files.write(fixture.root().resolve("a.utf16"), utf16("one\ntwo\n"));
        String base = commitAll();
        // The files as git checks them out.
        shell(fixture.root(), "rm a.*; git checkout -q .");
        SortedMap<String, String> before = fixture.snapshot();
        Path twin = fixture.root().resolveSibling("twin");
        git("clone", "-q", fixture.root().toString(), twin.toString());

        SortedMap<String, String> published = new TreeMap<>();
        try (Workspace workspace = open(request(), base)) {
            assertThat(workspace.changes()).isEmpty();
            assertThat(run(workspace, STEP + "echo upper >> a.up").exit()).isEqualTo(new StepExit.Exited(0));
            List<String> paths =
                    workspace.changes().stream().map(FileChange::path).toList();
            try (StagedFiles staged = workspace.stage(paths)) {
                staged.entries().forEach(entry -> published.put(entry.path(), mode(entry.mode()) + " " + entry.blob()));
            }
        }

        shell(twin, STEP + "echo upper >> a.up; git add --all");
        SortedMap<String, String> added = new TreeMap<>();
        for (String line : git(
                        twin, "-c", "core.quotePath=false", "diff", "--cached", "--raw", "--no-renames", "--no-abbrev")
                .lines()
                .toList()) {
            String[] words = line.split("[ \t]", -1);
            added.put(words[5], words[1] + " " + words[3]);
        }
        assertThat(published).isEqualTo(added);
        assertThat(published).hasSizeGreaterThan(15);
        // What git ignores stays.
        assertThat(fixture.snapshot()).containsAllEntriesOf(before);
        assertThat(git("status", "--porcelain")).isEmpty();
    }

    private static String mode(FileChange.Mode mode) {
        return switch (mode) {
            case REGULAR -> "100644";
            case EXECUTABLE -> "100755";
            case SYMLINK -> "120000";
            case SUBMODULE -> "160000";
        };
    }

    private static byte[] utf16(String text) {
        return ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
    }

    @Test
    protected void aFileThatOnlyLooksChangedIsClean() throws Exception {
        CloneFixture.write(folder, ".gitconfig", "[core]\n\tautocrlf = true\n");
        CloneFixture.write(folder, ".config/git/ignore", "*.swp\n");
        CloneFixture.write(fixture.root(), ".gitattributes", "*.c ident\n");
        CloneFixture.write(fixture.root(), "a.c", "$Id: 0123 $\r\n");
        String base = commitAll();
        Files.delete(fixture.root().resolve("a.c"));
        git("checkout", "-q", "a.c");
        CloneFixture.write(fixture.root(), "a.swp", "x");
        shell(fixture.root(), "touch -d 2001-01-01 a.c README.md");

        executor().inspect(request());
        try (Workspace workspace = open(request(), base)) {
            run(workspace, "touch -d 2002-02-02 a.c");
            assertThat(workspace.changes()).isEmpty();
        }
        assertThat(fixture.root().resolve("a.swp")).exists();
    }

    @Test
    protected void anotherLocaleChangesNoName() throws Exception {
        SortedMap<String, String> before = fixture.snapshot();
        try (Workspace workspace = open()) {
            run(workspace, "export LC_ALL=C; touch 日本.txt; mkdir 報告; echo x > 報告/a.md");
            assertThat(changes(workspace)).containsExactly("A RE 報告/a.md 2", "A RE 日本.txt 0");
            assertThat(read(workspace, "報告/a.md")).isEqualTo("x\n");
        }
        assertThat(fixture.snapshot()).isEqualTo(before);
    }

    @Test
    protected void contentThatAFilterOfTheUserKeepsElsewhereStaysInPlace() throws Exception {
        Path clean = program("clean", """
            file=$(mktemp); cat > "$file"; id=$(sha256sum < "$file"); id=${id%% *}
            mkdir -p ~/store; size=$(stat -c %s "$file"); mv "$file" ~/store/$id
            printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' $id $size
            """);
        Path smudge = program("smudge", "cat ~/store/$(sed -n 's/^oid sha256://p')\n");
        // As git-lfs does it, under a name that the system's configuration has no program for.
        CloneFixture.write(
                folder,
                ".gitconfig",
                "[filter \"store\"]\n\tclean = " + clean + "\n\tsmudge = " + smudge + "\n\trequired = true\n");
        CloneFixture.write(fixture.root(), ".gitattributes", "*.psd filter=store -text\n");
        CloneFixture.write(fixture.root(), "a.psd", "large\n");
        commitAll();
        CloneFixture.write(fixture.root(), "newer", "newer\n");
        String base = commitAll();
        git("reset", "-q", "--hard", "HEAD~1");
        SortedMap<String, String> before = fixture.snapshot();

        try (Workspace workspace = open(request(), base)) {
            assertThat(run(workspace, "cat a.psd; echo larger > a.psd").output())
                    .isEqualTo("large\n");
            assertThat(read(workspace, "a.psd")).startsWith("version https://git-lfs");
        }

        assertThat(fixture.snapshot()).isEqualTo(before).containsEntry("a.psd", "large\n");
    }

    @Test
    protected void aFilterThatOnlyTheCloneDefinesIsNotRun() throws Exception {
        Path evil = program("evil", "touch ~/ran; cat\n");
        CloneFixture.write(fixture.root(), ".gitattributes", "*.x filter=mine\n");
        CloneFixture.write(fixture.root(), "a.x", "a\n");
        String base = commitAll();
        git("config", "filter.mine.clean", evil.toString());
        git("config", "filter.mine.smudge", evil.toString());
        Files.deleteIfExists(folder.resolve("ran"));
        try (Workspace workspace = open(request(), base)) {
            run(workspace, "echo b > a.x");
            assertThat(read(workspace, "a.x")).isEqualTo("b\n");
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    /** The file has the size and, in whole seconds, the time that git has noted of it. */
    @Test
    protected void aFileThatIsRewrittenAtOnceIsSeen() throws Exception {
        int rounds = Integer.getInteger("codex.rounds", 2);
        for (int round = 0; round < rounds; round++) {
            try (Workspace workspace = open()) {
                run(workspace, "printf 'newer' > rewritten; printf 'NEW\\n' > src/new.txt; git add src/new.txt");
                assertThat(changes(workspace)).contains("M RE src/new.txt 4");
                assertThat(read(workspace, "src/new.txt")).isEqualTo("NEW\n");
            }
        }
    }

    @Test
    protected void thePlaceOfTheRuleThatIgnoresAFileIsKnown() throws Exception {
        CloneFixture.write(folder, ".config/git/ignore", "# mine\n*.swp\n");
        CloneFixture.write(fixture.root(), ".git/info/exclude", "\n\nexcluded\n");
        try (Workspace workspace = open()) {
            run(workspace, "mkdir build; echo x > build/x; echo x > a.log");
            assertThat(workspace.changes()).isEmpty();
            assertThat(workspace.ignoreRule("a.log")).hasValue(".gitignore:1");
            assertThat(workspace.ignoreRule("build/x")).hasValue(".gitignore:2");
            assertThat(workspace.ignoreRule("excluded")).hasValue("info/exclude:3");
            assertThat(workspace.ignoreRule("a.swp").orElseThrow()).endsWith(".config/git/ignore:2");
            assertThat(workspace.ignoreRule("README.md")).isEmpty();
        }
    }

    /** Files of the user's are nobody's change only because the rule that kept them out of sight is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"rm .gitignore", "mv .gitignore rules", "echo '!*' >> .gitignore", ":"})
    protected void whatWasIgnoredBeforeStaysWhereItIs(String script) throws Exception {
        CloneFixture.write(fixture.root(), "a.log", "the user's\n");
        CloneFixture.write(fixture.root(), "build/cache", "the user's\n");
        SortedMap<String, String> before = fixture.snapshot();
        git("checkout", "-q", "--detach");
        git("rm", "-q", ".gitignore");
        String base = script.equals(":") ? commitAll("-a") : fixture.second();
        git("checkout", "-q", "-f", "main");
        assertThat(fixture.snapshot()).isEqualTo(before);

        try (Workspace workspace = open(request(), base)) {
            run(workspace, script + "; echo made > made; echo touched >> build/cache");
            assertThat(workspace.changes().stream().map(FileChange::path))
                    .contains("made", "build/cache")
                    .doesNotContain("a.log");
            assertThat(workspace.putBack(true, 20)).isEmpty();
        }

        before.put("build/cache", "the user's\ntouched\n");
        assertThat(fixture.snapshot()).isEqualTo(before);
        assertThat(git("status", "--porcelain")).isEmpty();
        assertThat(fixture.at(BRANCH, "made")).isEqualTo("made\n");
        assertThat(fixture.at(BRANCH, "a.log")).isNull();
    }

    /** What steps may leave besides changed files. */
    @ParameterizedTest
    @Values({
        "mkdir -p m/x; echo a > m/x/f; chmod -R a-w m",
        "chmod 500 src; chmod 400 README.md; chmod 000 .",
        "chmod 000 .git/objects .git/refs .git; chmod 500 .",
        "git clone -q . helper; echo x > helper/more",
        "git init -q nested; echo x > nested/x",
        "git init -q src; echo hidden > src/hidden",
        "touch $'caf\\xe9' $'new\\nline' ' ' '\"' -- -n",
        "touch .git/HEAD.lock .git/index.lock .git/refs/heads/main.lock .git/packed-refs.lock .git/config.lock",
        "mkfifo pipe src/.gitignore .git/objects/pack/pack-1.idx; rm .git/index; mkfifo .git/index",
        "rm .git/index; mkdir .git/index",
        "mkdir -p empty/deep; rm -r src; mkdir src; ln -s /tmp elsewhere",
        "rm -r src; ln -s /tmp src",
        "git config core.bare true; git config include.path /nowhere; rm -r .git/hooks .git/info",
        "echo y > .git/info/exclude; mkdir -p .git/hooks; echo exit 1 > .git/hooks/pre-commit",
        "git commit -qm x --allow-empty; git branch -f main HEAD; git tag -d v1; git branch -D other",
        "echo x > README.md; git stash -q; git stash drop -q; echo y > README.md; git stash -q",
        "git worktree add -q --detach ../linked; git worktree add -q --detach inside",
        "git checkout -q --orphan nothing; git rm -rfq .; rm -rf src",
        "git rm -q --cached README.md; git update-index --assume-unchanged src/app.txt; echo x > src/app.txt",
        "git update-index --skip-worktree src/app.txt; rm src/app.txt; printf garbage > .git/index",
        "printf garbage > .git/HEAD; rm -rf .git/logs; printf '[core' > .git/config",
        "rm .git/HEAD; ln -s refs/heads/main .git/HEAD; echo x > x",
        "rm .git/HEAD; ln -s /dev/zero .git/HEAD; ln -s /dev/zero .git/refs/heads/z",
        "mkfifo ../pipe; for f in HEAD config packed-refs; do rm -f .git/$f; ln -s ../../pipe .git/$f; done",
        "cp -a .git ../evil; echo $PWD/../evil > .git/commondir; echo x > x",
        "cp -a .git/objects ../evil; echo $PWD/../evil > .git/objects/info/alternates; echo x > x",
        "rm -f .git/codex-runner.lock; mkdir .git/codex-runner.lock; git update-ref -d refs/notes/commits",
        "mkfifo ../pipe; git config include.path $PWD/../pipe",
        "mkfifo ../pipe; git config -f ../more includeIf.gitdir:~/.path pipe; git config include.path ../../more",
        "git init -q .git/modules/new/one; git -C .git/modules/new/one config core.fsmonitor /bin/false",
        "git rev-parse HEAD > .git/shallow",
        "echo garbage > .git/shallow",
        "git config core.ignoreCase true; mv README.md readme.md; mv src SRC; git add -A",
        "git commit -qm x --allow-empty; git reset -q --hard main; git reflog expire --expire=now --all",
    })
    protected void theCloneStandsAsBefore(String script) throws Exception {
        git("branch", "other");
        git("tag", "v1");
        git("notes", "add", "-m", "mine");
        CloneFixture.write(fixture.root(), "README.md", "stashed\n");
        git("stash", "-q");
        Files.createDirectories(fixture.root().resolve("of-the-user/empty"));
        SortedMap<String, String> before = state();

        List<String> told;
        try (Workspace workspace = open()) {
            run(workspace, script);
            workspace.changes();
            assertThat(workspace.diff(10_000)).isNotNull();
            workspace.gitNotes();
            told = workspace.putBack(false, 20);
        }

        assertThat(told).isEmpty();
        assertThat(state()).isEqualTo(before);
        executor().inspect(request());
    }

    /** Files, modes, refs, stash, hooks and configuration. */
    private SortedMap<String, String> state() throws Exception {
        SortedMap<String, String> state = new TreeMap<>(fixture.snapshot());
        state.put(
                "(modes)",
                shell(fixture.root(), "find . -path ./.git -prune -o ! -type l -printf '%m %y %p\\n' | sort"));
        state.put("(git)", shell(fixture.root(), """
            git status --porcelain; git stash list; git worktree list | grep -c .; git for-each-ref | grep -v codex/
            cat .git/config; find .git/hooks .git/info -type f | sort | xargs cat; find .git -name '*.lock' ! -name codex-runner.lock
            find .git -name codex-runner.lock ! -type f
            cat .git/shallow .git/logs/HEAD .git/logs/refs/heads/main; ls .git/modules
            """));
        return state;
    }

    @Test
    protected void aLargeFileCostsNoMoreThanToLookAtIt() throws Exception {
        Instant begin = Instant.now();
        try (Workspace workspace = open()) {
            run(workspace, "truncate -s 3G sparse; echo x > x");
            assertThat(changes(workspace)).containsExactly("A RE sparse 3221225472", "A RE x 2");
            assertThat(workspace.diff(10_000)).contains("sparse", "+x");
        }
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(fixture.root().resolve("sparse")).doesNotExist();
        assertThat(fixture.clean()).isTrue();
    }

    @Test
    protected void aGitFolderThatTheStepsReplacedIsToldAndHoldsTheNextBrief() {
        Workspace workspace = open();
        run(workspace, "rm -rf .git; git init -q; git remote add origin " + CloneFixture.URL);
        assertThatThrownBy(() -> workspace.putBack(false, 20))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("deleted or replaced");
        workspace.close();
        assertThatThrownBy(() -> executor().inspect(request()))
                .isInstanceOfSatisfying(
                        WorkspaceUnavailableException.class,
                        e -> assertThat(e.reason().code()).isEqualTo(ReasonCode.WORKDIR_DIRTY))
                .hasMessageContaining("the steps deleted or replaced");
    }

    @Test
    protected void ofTheBranchesOfRunsThatSucceededTheNewestStay() {
        for (String outcome : List.of("failed", "1", "2", "3")) {
            try (Workspace workspace = open(onBranch(BRANCH + outcome), fixture.second())) {
                assertThat(workspace.putBack(!outcome.equals("failed"), 2)).isEmpty();
            }
        }
        assertThat(fixture.branch(BRANCH + "failed")).isNotNull();
        assertThat(fixture.branch(BRANCH + "1")).isNull();
        assertThat(fixture.branch(BRANCH + "2")).isNotNull();
        assertThat(fixture.branch(BRANCH + "3")).isNotNull();
    }

    private WorkspaceRequest onBranch(String branch) {
        WorkspaceRequest like = request();
        return new WorkspaceRequest(
                like.run(), like.lane(), like.workdir(), like.cloneUrl(), branch, like.grace(), like.lease());
    }

    private Path program(String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + script);
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        return program;
    }

    /** Commits what stands in the clone, and brings it to the mirror; returns the commit. */
    private String commitAll() {
        git("add", "--all");
        return commitAll("--all");
    }

    private String commitAll(String option) {
        git("commit", "-qm", "more", option);
        git("push", "-q", "--force", fixture.mirror().toString(), "HEAD:refs/heads/more");
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) {
        return git(fixture.root(), arguments);
    }

    private String git(Path place, String... arguments) {
        StringBuilder script = new StringBuilder("git -c user.name=P -c user.email=p@x.org");
        for (String argument : arguments) {
            script.append(" '").append(argument.replace("'", "'\\''")).append('\'');
        }
        return shell(place, script.toString());
    }

    /** Runs a script on this machine, as a user would; standard output and error together. */
    private String shell(Path place, String script) {
        try {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                    .directory(place.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("HOME", folder.toRealPath().toString());
            builder.environment().put("LC_ALL", "C.UTF-8");
            // The clone may be another user's by now.
            builder.environment()
                    .putAll(Map.of(
                            "GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "safe.directory", "GIT_CONFIG_VALUE_0", "*"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
