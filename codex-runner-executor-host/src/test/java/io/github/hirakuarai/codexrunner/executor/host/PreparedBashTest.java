package io.github.hirakuarai.codexrunner.executor.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bash of a step was started before the step was known: a script cannot tell it from {@code bash SCRIPT}. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PreparedBashTest extends ExecutorHarness {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** All that a bash knows of itself, but for what differs between any two, and the lock and the mark of the run's processes. */
    private static final String DESCRIBE = """
            echo "[$?] [$_] [$-] [$#] [$!] [$LINENO] [$SHLVL] [$BASH_SUBSHELL] [${BASH_SOURCE[*]##*/}] [${0##*/}] [$SECONDS]"
            declare -p | grep -vE '^declare [-a-z]+ (_|BASHPID|BASH_ARG[CV]|BASH_SOURCE|BASH_LINENO|EPOCH[A-Z]*|PPID|S?RANDOM|SECONDS|PWD|CODEX_TREE|LINENO)='
            declare -F; alias; trap; umask; ulimit -a; shopt; set -o; hash; dirs; jobs; type -a cat
            ls /proc/$$/fd >descriptors; grep -vE '^(20[01]|25.)$' descriptors; rm descriptors
            [[ $$ == "$BASHPID" ]] && echo same process
            nonsense-of-a-command
            echo $((1 / 0))
            """;

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return Hosts.executor(stateDir, home, Keeper.TreeMode.CGROUP, Map.of("PATH", "/usr/bin:/bin"));
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return Hosts.lane(mode);
    }

    private static Stream<Map<String, String>> environments() {
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("PATH", "/usr/bin:/bin");
        usual.put("HOME", "/");
        usual.put("SHELL", "/bin/bash");
        usual.put("LANG", "C.UTF-8");
        usual.put("GREETING", "こんにちは 'x' \"y\" $HOME `z` \\ \n!");
        usual.put("length", "1");
        usual.put("text", "2");
        Map<String, String> unusual = new LinkedHashMap<>(usual);
        unusual.remove("LANG");
        unusual.putAll(Map.of("LC_ALL", "C", "TERM", "xterm", "IGNORED", "", "TMOUT", "9", "PS", "%"));
        Map<String, String> special = new LinkedHashMap<>(usual);
        special.putAll(Map.of("SECONDS", "5", "GLOBIGNORE", "*.x", "BASH_COMPAT", "5.0", "POSIXLY_CORRECT", "1"));
        return Stream.of(usual, unusual, special);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void aScriptFindsTheBashThatItWouldFindAnyway(Map<String, String> environment) throws Exception {
        Path script = Files.writeString(folder.resolve("step.sh"), DESCRIBE);
        ProcessBuilder plainly = new ProcessBuilder("/usr/bin/bash", script.toString())
                .directory(fixture.root().toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        plainly.environment().clear();
        plainly.environment().putAll(environment);
        Process process = plainly.start();
        List<String> expected = lines(new String(process.getInputStream().readAllBytes(), UTF_8));
        List<String> expectedErrors = lines(new String(process.getErrorStream().readAllBytes(), UTF_8));

        try (Workspace workspace = open()) {
            run(workspace, "cd /; export LEFT=1");
            Ran ran = run(workspace, step(new Action.Shell(DESCRIBE), environment, LONG));

            assertThat(String.join("\n", lines(ran.stdout()))).isEqualTo(String.join("\n", expected));
            assertThat(lines(ran.stderr())).isEqualTo(expectedErrors);
            assertThat(expected).hasSizeGreaterThan(100).contains("same process");
        }
    }

    @Test
    void aBashThatIsThereNoMoreIsToldAndNotWaitedFor() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.copy(Path.of("/usr/bin/bash"), own.resolve("bash"), StandardCopyOption.COPY_ATTRIBUTES);
        try (Executor executor = Hosts.executor(
                        Files.createDirectory(folder.resolve("another")),
                        folder.toRealPath(),
                        Keeper.TreeMode.CGROUP,
                        Map.of("PATH", own + ":/usr/bin:/bin"));
                Workspace workspace = executor.open(request())) {
            workspace.checkout(fixture.mirror(), fixture.second());
            assertThat(run(workspace, "rm \"$BASH\"").exit()).isEqualTo(new StepExit.Exited(0));
            // The bash of one more step was started before.
            run(workspace, ":");
            run(workspace, ":");

            assertThat(run(workspace, ":").exit())
                    .isInstanceOfSatisfying(
                            StepExit.NotStarted.class,
                            exit -> assertThat(exit.why()).contains("bash could not be started"));
        }
    }

    @Test
    void itsTimeBeginsWithTheStep() {
        try (Workspace workspace = open()) {
            long begun = System.nanoTime();
            run(workspace, "while ((SECONDS < 2)); do read -t 0.1 <> <(:); done");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(run(workspace, "echo $SECONDS").stdout()).isEqualTo("0\n");
        }
    }

    /** Without the folders in which the two scripts stand. */
    private static List<String> lines(String text) {
        return text.replaceAll("\\S*/step\\.sh", "step.sh").lines().toList();
    }
}
