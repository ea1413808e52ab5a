package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code init}: the first configuration and the labels. */
class InitTest {

    private static final String[] LABELS = {
        "codex:enabled", "codex:auto", "codex:new", "codex:running", "codex:done", "codex:failed"
    };

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.in(folder.toRealPath());
        Files.delete(scene.configuration);
    }

    @AfterEach
    void tearDown() {
        scene.close();
    }

    @Test
    void whatItWritesIsReadAndRunsABrief() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        Scene.Ran ran = init();

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .startsWith("wrote " + scene.configuration)
                .contains("created label codex:enabled in octo/app");
        assertThat(scene.look().labels()).contains(LABELS);
        RunnerConfig config =
                ConfigFile.read(Main.context(System.out, System.err, scene.environment, scene.folder), null);
        assertThat(config.watch().since()).isBetween(before, Instant.now());
        assertThat(config.lanes()).containsOnlyKeys("devbox");
        scene.issue(scene.brief("echo hello > out.txt"));
        assertThat(scene.run("run", "--execute").out()).contains("DONE (success)");
        assertThat(scene.run("doctor").cells()).contains("ok | octo/app labels | all exist");
    }

    @Test
    void theRepositoryIsTakenFromTheRemoteOfTheCloneAndClonedOnRequest() throws Exception {
        Scene.Ran ran = scene.runIn(
                scene.clone,
                scene.environment,
                "init",
                "--lane",
                "devbox",
                "--workdirs",
                scene.folder + "/work/**",
                "--clone",
                "--config",
                scene.configuration.toString(),
                "--api-url",
                scene.forge.apiUrl().toString());

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.out())
                .contains("clone in " + scene.folder + "/work/app\n")
                .contains("\nnext: codex-runner doctor --config " + scene.configuration);
        assertThat(scene.folder.resolve("work/app/README.md")).exists();
        assertThat(scene.folder.resolve("work/app/.git/config"))
                .content()
                .doesNotContain(scene.environment.get("GITHUB_TOKEN"));
        assertThat(scene.run("doctor").cells()).contains("ok | lane devbox | has a clone of octo/app");
    }

    @ParameterizedTest
    @CsvSource({
        "octo/app, , octo/app",
        "https://github.com/octo/app, github.com, octo/app",
        "https://github.com/octo/app.git, github.com, octo/app",
        "https://www.github.com/octo/app/issues/3?x=1#y, github.com, octo/app",
        "https://user:secret@git.example.org/octo/app.git/, git.example.org, octo/app",
        "git@github.com:octo/app.git, github.com, octo/app",
        "ssh://git@git.example.org:2222/octo/app, git.example.org, octo/app",
        "http://127.0.0.1:8080/octo/app.git, 127.0.0.1:8080, octo/app",
        "github.com/octo/app, github.com, octo/app",
        "www.github.com/octo/app/issues/3, github.com, octo/app",
        "git.example.org:8443/octo/app.git, git.example.org:8443, octo/app",
        "octo, , ",
        "https://github.com/octo, , ",
    })
    void aRepositoryIsReadAsItIsPasted(String pasted, @Nullable String host, @Nullable String name) {
        Optional<ForgeAddress> address = ForgeAddress.parse(pasted);
        assertThat(address.map(one -> one.repository().toString())).isEqualTo(Optional.ofNullable(name));
        assertThat(address.map(ForgeAddress::host)).isEqualTo(Optional.ofNullable(host));
    }

    @Test
    void theAddressOfAForgeOnThisMachineIsTakenAsItIs() {
        assertThat(ForgeAddress.parse("http://127.0.0.1:8080/octo/app")
                        .orElseThrow()
                        .apiUrl())
                .contains("http://127.0.0.1:8080/api/v3");
        assertThat(ForgeAddress.parse("http://ghe.example.org/octo/app")
                        .orElseThrow()
                        .apiUrl())
                .contains("https://ghe.example.org/api/v3");
    }

    @Test
    void whatCannotBeClonedLeavesNoConfigurationBehindSoThatInitCanBeRepeated() {
        Scene.Ran ran = scene.run(
                "init",
                "--repo",
                scene.forge.webUrl() + "octo/app",
                "--workdirs",
                scene.clone + "/README.md/**",
                "--clone");

        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.err()).contains("cannot clone into ", "--workdirs");
        assertThat(ran.out()).isEmpty();
        assertThat(scene.configuration).doesNotExist();
    }

    @Test
    void aConfigurationThatIsThereStaysAsItIs() throws Exception {
        Files.writeString(scene.configuration, "mine\n");

        Scene.Ran ran = init();

        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err().lines()).singleElement().asString().contains("--labels");
        assertThat(scene.configuration).hasContent("mine");
        assertThat(scene.writes()).isEmpty();
    }

    @Test
    void withoutATokenOnlyTheFileIsWrittenAndLabelsFollowLater() {
        String token = scene.environment.remove("GITHUB_TOKEN");

        Scene.Ran first = init();
        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
        assertThat(first.err()).contains("init --labels");
        assertThat(scene.run("init", "--labels").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scene.writes()).isEmpty();

        scene.environment.put("GITHUB_TOKEN", token);
        scene.forge.createLabel(Scene.REPOSITORY, "codex:auto", "ffffff", "mine");
        JsonNode json = new JsonMapper()
                .readTree(scene.run("init", "--labels", "--format", "json").out());

        assertThat(json.get("configuration").isNull()).isTrue();
        assertThat(json.get("labels")).hasSize(6);
        assertThat(json.get("labels"))
                .filteredOn(label -> !label.get("made").booleanValue())
                .singleElement()
                .satisfies(label -> assertThat(label.get("name").stringValue()).isEqualTo("codex:auto"));
        assertThat(scene.look().labels()).contains(LABELS);
    }

    @Test
    void whatMakesNoConfigurationLeavesNoFile() {
        assertThat(scene.run("init").err()).contains("--repo");
        assertThat(scene.run("init", "--repo", "octo").exitCode()).isEqualTo(ExitCode.USAGE);
        Scene.Ran lane = scene.run("init", "--repo", "octo/app", "--lane", "No such: name");
        assertThat(lane.exitCode()).as(lane.err()).isEqualTo(ExitCode.USAGE);

        assertThat(scene.configuration).doesNotExist();
    }

    @Test
    void whatTheForgeRefusesIsFoundBeforeAnythingIsWrittenSoThatInitCanBeRepeated() {
        String token = scene.environment.put("GITHUB_TOKEN", "ghp_expired");
        assertThat(init().err()).contains("does not accept the token (status 401)", "GITHUB_TOKEN");
        assertThat(scene.configuration).doesNotExist();
        scene.environment.put("GITHUB_TOKEN", token);

        String api = scene.forge.apiUrl().toString();
        Scene.Ran nosuch = scene.run("init", "--repo", "octo/nosuch", "--api-url", api);
        assertThat(nosuch.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(nosuch.err()).contains("cannot read octo/nosuch (status 404)", "--repo");
        Scene.Ran host = scene.run("init", "--repo", "octo/app", "--api-url", "https://nowhere.invalid/api/v3");
        assertThat(host.err()).contains("nowhere.invalid is an unknown host");
        assertThat(scene.configuration).doesNotExist();

        assertThat(init().exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void anAccountThatMayMakeNoLabelsIsTold() {
        scene.environment.put("GITHUB_TOKEN", scene.forge.user("mallory").token());

        Scene.Ran ran = init();

        assertThat(ran.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("Issues: Read and write")
                .contains("init --labels");
        assertThat(scene.configuration).exists();
    }

    private Scene.Ran init() {
        return scene.run(
                "init",
                "--repo",
                "octo/app",
                "--lane",
                "devbox",
                "--workdirs",
                scene.folder + "/**",
                "--api-url",
                scene.forge.apiUrl().toString());
    }
}
