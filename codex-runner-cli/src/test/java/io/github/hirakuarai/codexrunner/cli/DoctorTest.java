package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.Fault;
import io.github.hirakuarai.codexrunner.forge.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code doctor}: what it finds wrong, and that it only looks. */
@Timeout(60)
class DoctorTest {

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void whereAllIsWellNothingFailsAndNothingIsLeftBehind() throws Exception {
        Map<String, Long> files = scene.files();
        int writes = scene.writes().size();

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.cells())
                .contains("ok | token | found; it belongs to the account runner\n")
                .contains("ok | clock | agrees")
                .contains("ok | octo/app | the account may write")
                .contains("ok | octo/app git | accepts pushes, also atomic ones of several refs")
                .contains("ok | state folder | ")
                .contains("ok | lane devbox | runs on devbox")
                .contains("ok | lane devbox | ends ")
                .doesNotContain("fail | ");
        assertThat(scene.writes()).hasSize(writes);
        assertThat(scene.files()).isEqualTo(files);
    }

    @Test
    void missingLabelsAreNamedWithTheHint() {
        assertThat(scene.run("doctor").out())
                .containsPattern(
                        "warn {2}octo/app labels +missing: codex:enabled.*codex:failed\n +fix: .*init --labels");
        scene.issue("makes one label");
        assertThat(scene.run("doctor").out()).contains("missing: codex:auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "{\"push\": null}"})
    void permissionsThatTellNothingAreNoRefusal(String permissions) {
        scene.forge.faults().every(Faults.request("GET", ".*/repos/octo/app"), Fault.altered(repository -> {
            ((ObjectNode) repository).set("permissions", JsonMapper.shared().readTree(permissions));
            return repository;
        }));

        assertThat(scene.run("doctor").cells())
                .contains("warn | octo/app | the forge does not show the account's permission")
                .doesNotContain("fail | octo/app");
    }

    @Test
    void noTokenAndAWrongOneAreToldApart() {
        String token = scene.environment.remove("GITHUB_TOKEN");
        Scene.Ran none = scene.run("doctor");
        scene.environment.put("GITHUB_TOKEN", "ghp_thisTokenWasRevokedLongAgo0123456789");
        Scene.Ran wrong = scene.run("doctor");

        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.cells()).contains("fail | token | no GitHub token found", "fix: set GITHUB_TOKEN");
        for (Scene.Ran ran : List.of(none, wrong)) {
            assertThat(ran.cells())
                    .as("nothing is concluded from calls that failed for want of a token")
                    .contains("warn | forge | not checked without a token")
                    .doesNotContain(" | octo/app", " | clock")
                    .contains("ok | lane devbox | runs on devbox");
        }
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(wrong.cells())
                .contains("fail | token | 127.0.0.1:", "does not accept it (status 401)")
                .doesNotContain("ghp_this")
                .doesNotContain(token);
    }

    @Test
    void aRateLimitIsNoMissingRepository() {
        scene.forge.setRateLimit(0);

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.cells())
                .containsPattern("fail \\| forge \\| 127.0.0.1:[0-9]+ limits the number of requests until"
                        + " [0-9-]{10} [0-9:]{8} UTC\n")
                .contains("fix: run `codex-runner doctor` again after that")
                .doesNotContain("is not there");
    }

    @Test
    void anAccountThatMayOnlyReadFailsForWhatItCannotDo() {
        scene.environment.put("GITHUB_TOKEN", scene.forge.user("mallory").token());

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.cells())
                .contains("fail | octo/app | the account can only read: it cannot claim")
                .contains("fail | octo/app git | the token lacks the permission Contents: Read and write");
    }

    @Test
    void aLaneWhoseApproversCanNeverBeEnoughFails() throws IOException {
        String configuration = Files.readString(scene.configuration);
        for (String approvers : List.of("approvers: [bob]", "approvers: [bob, bob]", "approvers: []")) {
            Files.writeString(
                    scene.configuration,
                    configuration.replace("{executor: local}", "{executor: local, approvals: 2, " + approvers + "}"));

            assertThat(scene.run("doctor").cells())
                    .as(approvers)
                    .contains("fail | lane devbox | needs 2 approvals, and its approvers are only ");
        }
        for (String enough : List.of("approvers: [bob, carol]", "approvers: [octo/team]")) {
            Files.writeString(
                    scene.configuration,
                    configuration.replace("{executor: local}", "{executor: local, approvals: 2, " + enough + "}"));

            assertThat(scene.run("doctor").cells()).as(enough).doesNotContain("needs 2 approvals");
        }
    }

    @Test
    void whatALaneListsAndNeverAllowsIsAWarning() throws IOException {
        String configuration = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration,
                configuration.replace(
                        "{executor: local}",
                        "{executor: local, allow: {steps: [make], env: [PATH, MODE], outputs: [prs, comment]}}"));

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.cells())
                .contains("warn | lane devbox | allow.env lists PATH, which no brief may set")
                .contains("warn | lane devbox | allow.outputs lists prs, which is no known type of output")
                .contains("known types: comment, pr, report")
                .doesNotContain("lists MODE", "lists comment");
        Files.writeString(
                scene.configuration,
                configuration.replace("{executor: local}", "{executor: local, allow: {env: [PATH]}}"));
        assertThat(scene.run("doctor").cells()).doesNotContain("lists PATH");
    }

    @Test
    void aSecretThatIsTooShortToBeMaskedIsAWarning() throws IOException {
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration).replaceFirst("secrets: \\[", "secrets: [PIN, UNSET, "));
        scene.environment.put("PIN", "471");

        assertThat(scene.run("doctor").cells())
                .contains("warn | secrets | the value of PIN is not masked: it is shorter than 4 characters")
                .doesNotContain("471 ", "UNSET is");
    }

    @Test
    void aServerThatIsNotAtomicIsAWarning() {
        scene.forge.setAtomicPush(false);

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(ran.cells()).contains("warn | octo/app git | accepts pushes, but not");
    }

    @Test
    void recordsThatStandThereAreCounted() {
        scene.issue(scene.brief("echo ok > out.txt"));
        scene.run("run", "--execute");

        assertThat(scene.run("doctor").cells()).contains("ok | octo/app records | 1 under refs/codex/briefs/");
    }

    @Test
    void aWrongPathOfTheApiIsNoMissingRepository() throws IOException {
        Files.writeString(
                scene.configuration, Files.readString(scene.configuration).replace("/api/v3", "/api/v4"));

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.cells())
                .containsPattern("fail \\| github.apiUrl +\\| no API there: .*/api/v4 answers every request with 404")
                .doesNotContain("the token cannot see it");
    }

    @Test
    void aForgeThatIsNotThereIsOneLineOfTheReport() {
        scene.forge.close();

        Scene.Ran ran = scene.run("doctor", "-q");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.cells()).containsOnlyOnce("fail | forge | 127.0.0.1").doesNotContain("ok | ");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aClockThatIsWrongIsAWarning() {
        ForgeProbe forge = new ForgeProbe(
                scene.forge.apiUrl(), () -> Optional.of(scene.environment.get("GITHUB_TOKEN")), scene.environment);
        CliContext context = Main.context(System.out, System.err, scene.environment, scene.folder);
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));

        assertThat(new ForgeCheckup(ConfigFile.read(context, null), forge, behind).look())
                .anySatisfy(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.warn);
                    assertThat(finding.message()).containsPattern("is (299|300|301) s behind");
                });
    }

    @Test
    void aForgeThatStumblesIsTold() {
        scene.forge.faults().every(Faults.request("GET", "/api/v3/repos/octo/app"), Fault.answer(503, Map.of()));

        Scene.Ran ran = scene.run("doctor");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.cells()).contains("fail | octo/app | the forge answers 503");
    }

    @Test
    void theScopesOfAClassicTokenAreRead() {
        scene.forge
                .faults()
                .every(
                        Faults.request("GET", "/api/v3/repos/octo/app"),
                        Fault.answer(200, Map.of("x-oauth-scopes", "gist, read:org")));

        assertThat(scene.run("doctor").cells()).contains("fail | octo/app | the token lacks the scope repo");
    }

    @Test
    void whatAFineGrainedTokenLacksIsNamedInTheWordsOfGitHub() {
        scene.forge.faults().every(Faults.request("GET", ".*/issues"), Fault.answer(403, Map.of()));
        scene.forge.faults().every(Faults.request("GET", ".*/pulls"), Fault.answer(403, Map.of()));

        assertThat(scene.run("doctor").cells())
                .contains("the token lacks the permission Issues: Read and write")
                .contains("the token lacks the permission Pull requests: Read and write");
    }

    @Test
    void theCharacterSetFreeSpaceAndClonesAreLookedAt() throws Exception {
        scene.configure("""
              work: {executor: local, workdirs: ["%s/**"]}
              empty: {executor: local, workdirs: ["%s/**"]}
            limits: {minFree: 100000GiB}
            """.formatted(scene.folder, Files.createDirectory(scene.folder.resolve("nothing"))));

        assertThat(scene.run("doctor").cells())
                .contains("fail | free space | ", "less than limits.minFree (100000 GiB): no brief starts")
                .contains("ok | lane work | has a clone of octo/app")
                .contains("warn | lane empty | no clone of octo/app in ", "fix: git clone ");
        assertThat(HostCheckup.locale("ANSI_X3.4-1968").hint()).isEqualTo("set LC_ALL=C.UTF-8");
        assertThat(HostCheckup.locale("UTF-8").hint()).isNull();
    }

    @Test
    void whatIsMissingOnThisMachineIsNamed() throws Exception {
        Files.writeString(scene.folder.resolve("state"), "a file where the folder should be");
        scene.configure("""
              elsewhere: {executor: ssh, host: 127.0.0.1, port: 1, user: nobody}
              narrow: {executor: local, workdirs: ["~/nowhere/**"]}
            """);
        scene.environment.put("PATH", folder.toString());

        Scene.Ran ran = scene.run("doctor", "--format", "json");

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.USAGE);
        assertThat(new JsonMapper().readTree(ran.out()).get("checks"))
                .anyMatch(check -> check.get("verdict").stringValue().equals("fail")
                        && check.get("subject").stringValue().equals("state folder"))
                .anyMatch(check -> check.get("verdict").stringValue().equals("fail")
                        && check.get("message").stringValue().contains("bash"))
                .anyMatch(check -> check.get("verdict").stringValue().equals("fail")
                        && check.get("subject").stringValue().equals("lane elsewhere"))
                .anyMatch(check -> check.get("verdict").stringValue().equals("warn")
                        && check.get("message").stringValue().contains("nowhere"));
    }
}
