package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Wrong calls: each ends with the right code and one line that names the cause and what to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongUsageTest {

    private static final int USAGE = ExitCode.USAGE;
    private static final int UNAVAILABLE = ExitCode.UNAVAILABLE;

    @TempDir
    static Path folder;

    private Scene scene;

    @BeforeAll
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("brief.yaml"), "executor: devbox\n");
        Files.writeString(folder.resolve("broken.yaml"), "repositories: [octo/app\n");
        Files.writeString(folder.resolve("latin.yaml"), "x: \u00e9\n", StandardCharsets.ISO_8859_1);
        String configuration = Files.readString(scene.configuration);
        Files.writeString(folder.resolve("executor.yaml"), configuration.replace("executor: local", "executor: locl"));
        Files.writeString(folder.resolve("unknown.yaml"), configuration + "lanse: {}\n");
        Files.writeString(
                folder.resolve("host.yaml"),
                configuration.replaceFirst("apiUrl: [^}]+", "apiUrl: \"https://nowhere.invalid\""));
        try (ServerSocket free = new ServerSocket(0)) {
            Files.writeString(
                    folder.resolve("port.yaml"),
                    configuration.replaceFirst(
                            "apiUrl: [^}]+", "apiUrl: \"http://127.0.0.1:" + free.getLocalPort() + "\""));
        }
        Files.writeString(folder.resolve("path.yaml"), configuration.replace("/api/v3", "/api/v4"));
        Files.writeString(
                folder.resolve("two.yaml"),
                configuration.replaceFirst("repositories: \\[", "repositories: [octo/lib, "));
    }

    @AfterAll
    void tearDown() {
        scene.close();
    }

    /** @param says parts of the message, separated by {@code |} */
    private record Wrong(String call, int exitCode, String says) {}

    private static final List<Wrong> CALLS = List.of(
            new Wrong("stauts", USAGE, "unknown command 'stauts'; did you mean 'status'?|codex-runner --help"),
            new Wrong("frobnicate", USAGE, "unknown command 'frobnicate'; see `codex-runner --help`"),
            new Wrong("help statsu", USAGE, "unknown command 'statsu'; did you mean 'status'?"),
            new Wrong("--verison", USAGE, "unknown option '--verison'; did you mean '--version'?"),
            new Wrong("run --lnae devbox", USAGE, "unknown option '--lnae'; did you mean '--lane'?|run --help"),
            new Wrong("run --frobnicate", USAGE, "unknown option '--frobnicate'; see"),
            new Wrong("--config nosuch.yaml status", USAGE, "nosuch.yaml|`codex-runner init`"),
            new Wrong("-q --format jsn run", USAGE, "--format must be text or json, not 'jsn'; did you mean 'json'?"),
            new Wrong("--config two.yaml", USAGE, "missing command; see `codex-runner --help`"),
            new Wrong("--config two.yaml stauts", USAGE, "unknown command 'stauts'; did you mean 'status'?"),
            new Wrong("--lane devbox run", USAGE, "'--lane' belongs after the command: codex-runner run --lane devbox"),
            new Wrong("demo --repo folder", USAGE, "folder: it is not a Git repository"),
            new Wrong("demo --port 99999", USAGE, "--port must be a port from 1 to 65535, or 0|not 99999"),
            new Wrong("demo --port -1", USAGE, "--port must be a port from 1 to 65535"),
            new Wrong("demo --repo nosuch", USAGE, "cannot use|nosuch"),
            new Wrong(
                    "init --config new.yaml --repo octo/app --app --app-port 99999",
                    USAGE,
                    "--app-port must be a port"),
            new Wrong("init --config new.yaml --repo octo/app --app-port -5", USAGE, "--app-port must be a port"),
            new Wrong("init --config new.yaml --repo github.com/foo", USAGE, "invalid --repo 'github.com/foo'"),
            new Wrong("init --config new.yaml --repo octo/app --lane Bad", USAGE, "invalid --lane 'Bad': "),
            new Wrong("init --config new.yaml --repo octo/app --lane ", USAGE, "--lane"),
            new Wrong("init --config new.yaml --repo octo/app --api-url foo", USAGE, "invalid --api-url 'foo': "),
            new Wrong("init --config new.yaml --repo octo/app --api-url http://x.org", USAGE, "invalid --api-url"),
            new Wrong(
                    "init --config new.yaml --repo octo/app --repo https://git.example.org/a/b",
                    USAGE,
                    "different servers"),
            new Wrong("init --config nosuch/new.yaml --repo octo/app", USAGE, "nosuch"),
            new Wrong("init --config folder --repo octo/app", USAGE, "folder exists already"),
            new Wrong("runs latest --log -1", USAGE, "--log must be the number of a step, not -1"),
            new Wrong("audit --since yesterday", USAGE, "invalid --since 'yesterday'"),
            new Wrong("completion fish", USAGE, "no completion for 'fish'; write bash or zsh"),
            new Wrong(
                    "status --config executor.yaml",
                    USAGE,
                    "lanes.devbox.executor: unknown plugin 'locl'|did you mean 'local'?"),
            new Wrong("run -x", USAGE, "unknown option '-x'; see"),
            new Wrong("run –dry-run", USAGE, "unknown option '–dry-run'; write '--dry-run', with hyphens"),
            new Wrong("run —max=3", USAGE, "unknown option '—max=3'; write '--max=3', with hyphens"),
            new Wrong("status 1 2", USAGE, "put quotes around"),
            new Wrong("run --max 99999999999", USAGE, "--max must be a whole number"),
            new Wrong("run --issue -1", USAGE, "--issue must be the number of an issue, not -1"),
            new Wrong("run extra", USAGE, "unexpected argument 'extra'"),
            new Wrong("run --max many", USAGE, "--max must be a whole number, not 'many'"),
            new Wrong("run --max 0", USAGE, "--max must be 1 or more, not 0"),
            new Wrong("run --issue abc", USAGE, "--issue must be a whole number, not 'abc'"),
            new Wrong("run --issue 0", USAGE, "--issue must be the number of an issue, not 0"),
            new Wrong("run --issue", USAGE, "--issue needs a value"),
            new Wrong("run --format jsn", USAGE, "--format must be text or json, not 'jsn'; did you mean 'json'?"),
            new Wrong(
                    "run --dry-run --execute",
                    USAGE,
                    "--dry-run and --execute cannot be used together; give one of them"),
            new Wrong("run --max 1 --max 2", USAGE, "--max is given twice; give it once"),
            new Wrong("run --lane devbx", USAGE, "unknown lane 'devbx' in --lane; did you mean 'devbox'?"),
            new Wrong("run --lane cluster", USAGE, "unknown lane 'cluster' in --lane; the configuration has devbox"),
            new Wrong("run --repo octo", USAGE, "invalid --repo 'octo'; write it as owner/name"),
            new Wrong("run --repo octo/ap", USAGE, "'octo/ap' in --repo; did you mean 'octo/app'?"),
            new Wrong("run --brief nonsense", USAGE, "invalid brief ID 'nonsense'; write it like owner/name#774-c12"),
            new Wrong("run --file nosuch.yaml", USAGE, "nosuch.yaml"),
            new Wrong("run --file brief.yaml --execute", USAGE, "--file works with --dry-run or --preview only"),
            new Wrong("status octo/ap#1", USAGE, "the repository of 'octo/ap#1'; did you mean 'octo/app'?"),
            new Wrong("status --history", USAGE, "--history needs the ID of a brief"),
            new Wrong("status 1 2", USAGE, "unexpected argument '2'"),
            new Wrong("status 9 --config two.yaml", USAGE, "ambiguous brief ID '9'; write octo/lib#9 or octo/app#9"),
            new Wrong("retry", USAGE, "ID is missing; see `codex-runner retry --help`"),
            new Wrong("cancel #x", USAGE, "invalid brief ID '#x'"),
            new Wrong("runs nosuch", USAGE, "unknown run 'nosuch'|`codex-runner runs` lists the runs"),
            new Wrong("runs --log 1", USAGE, "--log needs a run"),
            new Wrong("runs --html", USAGE, "--html needs a run"),
            new Wrong("validate", USAGE, "FILE is missing"),
            new Wrong("validate nosuch.md", USAGE, "nosuch.md"),
            new Wrong("validate folder", USAGE, "folder"),
            new Wrong("schema breif", USAGE, "'breif'; did you mean 'brief'?"),
            new Wrong("init --config new.yaml", USAGE, "missing --repo|not a clone with a remote 'origin'"),
            new Wrong("init --config new.yaml --repo octo", USAGE, "invalid --repo 'octo'|paste its address"),
            new Wrong("status --config nosuch.yaml", USAGE, "nosuch.yaml|`codex-runner init`"),
            new Wrong(
                    "status --config folder", USAGE, "folder is a folder, not a configuration file|codex-runner.yaml"),
            new Wrong("status --config broken.yaml", USAGE, "broken.yaml:2:1: error: not YAML"),
            new Wrong("status --config latin.yaml", USAGE, "latin.yaml|UTF-8"),
            new Wrong("status --config unknown.yaml", USAGE, "unknown field 'lanse'; did you mean 'lanes'?"),
            new Wrong("status --config path.yaml", UNAVAILABLE, "repository octo/app does not exist|github.apiUrl"),
            new Wrong(
                    "run --execute --config path.yaml",
                    UNAVAILABLE,
                    "repository octo/app does not exist|github.apiUrl"),
            new Wrong("status --config host.yaml", UNAVAILABLE, "unknown host nowhere.invalid"),
            new Wrong("status --config port.yaml", UNAVAILABLE, "127.0.0.1:|refuses connections|port"));

    @TestFactory
    Stream<DynamicTest> eachWrongCallNamesTheCauseAndWhatToDo() {
        return CALLS.stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.call, () -> {
                    Scene.Ran ran = scene.run(wrong.call.split(" "));

                    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(wrong.exitCode);
                    assertThat(ran.out()).isEmpty();
                    String message =
                            ran.err().lines().reduce((first, second) -> second).orElse("");
                    assertThat(ran.err()).startsWith("codex-runner: ").contains(wrong.says.split("\\|"));
                    assertThat(message).doesNotContain("Exception", "null").hasSizeLessThan(300);
                }));
    }

    @Test
    void aWrongJavaHomeIsNamed() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jdk11/bin"));
        Files.createSymbolicLink(old.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        Files.writeString(old.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

        assertThat(launched(folder.resolve("nosuch").toString()))
                .containsExactly(
                        "2",
                        "codex-runner: JAVA_HOME is " + folder.resolve("nosuch")
                                + ", which has no bin/java; set it to the folder of a JDK 17 or newer, or unset it");
        assertThat(launched(old.getParent().toString()))
                .containsExactly(
                        "2",
                        "codex-runner: Java 11.0.2 in " + old.getParent() + " is too old; install a JDK 17 or newer,"
                                + " or set JAVA_HOME to the folder of one");
        assertThat(launched(System.getProperty("java.home"))).containsExactly("0");
    }

    /** The exit code of the part of the launcher that finds Java, and what it says. */
    private static List<String> launched(String javaHome) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "../codex-runner-dist/src/main/sh/java.sh");
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.redirectErrorStream(true).start();
        List<String> all = new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
        all.add(0, Integer.toString(process.waitFor()));
        return all;
    }

    @Test
    void withoutAConfigurationInitIsNamed() {
        Scene.Ran ran = scene.runIn(folder.resolve("folder"), Map.of("HOME", folder.toString()), "status");

        assertThat(ran.exitCode()).isEqualTo(USAGE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("no configuration found", "`codex-runner init`");
    }

    @Test
    void withoutATokenNothingIsAskedOfTheForge() {
        scene.issue(scene.brief("echo hi"));
        String token = scene.environment.remove("GITHUB_TOKEN");
        int requests = scene.forge.requests().size();
        try {
            for (String call : List.of(
                    "run",
                    "run --dry-run",
                    "run --preview",
                    "run --execute",
                    "status",
                    "status " + Scene.REPOSITORY + "#1",
                    "status octo/other#1",
                    "watch",
                    "retry " + Scene.REPOSITORY + "#1",
                    "pause",
                    "recover",
                    "recover --dry-run")) {
                Scene.Ran ran = scene.run(call.split(" "));

                assertThat(ran.exitCode()).as(call + ran.out() + ran.err()).isEqualTo(USAGE);
                assertThat(ran.err())
                        .as(call)
                        .contains(call.contains("other") ? "unknown repository" : "no GitHub token found");
                assertThat(scene.forge.requests()).as(call).hasSize(requests);
            }
        } finally {
            scene.environment.put("GITHUB_TOKEN", token);
        }
    }

    @Test
    void withoutATokenEachWayToGiveOneIsNamed() {
        String token = scene.environment.remove("GITHUB_TOKEN");
        try {
            scene.issue(scene.brief("echo hi"));
            Scene.Ran ran = scene.run("run", "--execute");

            assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(USAGE);
            assertThat(ran.err()).contains("no GitHub token found", "GITHUB_TOKEN", "gh auth login");
        } finally {
            scene.environment.put("GITHUB_TOKEN", token);
        }
    }

    @Test
    void aConfigurationThatMayNotBeReadSaysSo() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.yaml"), "x: 1\n");
        Files.setPosixFilePermissions(secret, java.util.Set.of());
        assumeTrue(!Files.isReadable(secret), "root reads everything");

        assertThat(scene.run("status", "--config", "secret.yaml").err()).contains("permission denied", "readable");
    }
}
