package io.github.hirakuarai.codexrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hirakuarai.codexrunner.forge.RepositoryView.CommentView;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Permission;
import io.github.hirakuarai.codexrunner.testkit.scene.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A lane whose runs have a container each. */
@EnabledIf(value = "isThere", disabledReason = "podman is not there")
@Timeout(180)
class ContainerLaneTest {

    private static final Pattern APPROVE = Pattern.compile("(?m)^ ?/codex approve \\S+ [0-9a-f]{64}$");

    @TempDir
    private Path folder;

    private Scene scene;
    private Podman podman;

    static boolean isThere() throws Exception {
        return Podman.isThere();
    }

    @BeforeEach
    void setUp() throws Exception {
        scene = Scene.in(folder.toRealPath());
        podman = Podman.in(Files.createDirectory(scene.folder.resolve("podman")));
        scene.environment.putAll(podman.environment());
        lane(podman.lane(Map.of()).settings());
    }

    @AfterEach
    void tearDown() throws IOException {
        scene.close();
        assertThat(podman.containers()).isEmpty();
    }

    @Test
    void aBriefRunsThereAndPublishesWhatItWouldFromALocalLane() {
        String script =
                "set -e; test -z \"${GITHUB_TOKEN-}${DEPLOY_KEY-}\"; mkdir -p a/b; printf 'x\\r\\ny' > a/b/c.txt;"
                        + " ln -s c.txt a/b/link; echo '#!/bin/sh' > run.sh; chmod +x run.sh; echo more >> README.md";
        String outputs = "  - {type: pr, title: Add, commit_message: add, files: ['**']}\n";
        String local = scene.brief(script, outputs);
        int one = scene.issue(local);
        int other = scene.issue(local.replace("executor: devbox", "executor: box"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).containsPattern("#1 +DONE[^#]*#2 +DONE");
        assertThat(tree(one)).isEqualTo(tree(other));
        assertThat(scene.statusComment(other)).contains("a container of the files of");
    }

    /** It is shown before it runs, and an approval is for that image alone. */
    @Test
    void aBriefRunsInTheImageThatItChoseOfThoseThatTheLaneLists() throws Exception {
        String image = podman.image();
        String other = "localhost/steps@sha256:" + "0".repeat(64);
        String brief = scene.brief("cat /etc/passwd > out.txt")
                .replace("executor: devbox", "executor: box")
                .replace("steps:\n", "image: " + other + "\nsteps:\n");
        int issue = scene.issue(brief);
        assertThat(scene.run("run", "--dry-run").out()).contains("the lane box lets no brief choose its image");
        lane(podman.lane(Map.of("images", List.of(image), "mounts", List.of())).settings());
        Scene.Ran refused = scene.run("run", "--dry-run");
        assertThat(refused.out()).as(refused.err()).contains("does not allow the image " + other);
        Map<String, Object> both = Map.of("images", List.of(image, other), "mounts", List.of());
        lane(podman.lane(both).settings());
        assertThat(scene.run("run", "--dry-run").out()).contains("a container of the image " + other);
        Map<String, Object> approved = new HashMap<>(both);
        approved.put("approvals", 1);
        lane(podman.lane(approved).settings());
        scene.forge.createUser("bob", false);
        scene.forge.setPermission(Scene.REPOSITORY, "bob", Permission.WRITE);
        scene.run("run", "--execute");
        approve(issue, other);

        scene.forge.as("alice").editIssue(Scene.REPOSITORY, issue, brief.replace(other, image));
        assertThat(scene.run("run", "--execute").err()).contains("NEEDS_APPROVAL");
        approve(issue, image);
        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).contains("DONE (success)");
        assertThat(scene.statusComment(issue)).contains("a container of the image " + image);
    }

    private void approve(int issue, String image) {
        String request = scene.look().comments(issue).stream()
                .map(CommentView::body)
                .filter(body -> body.contains("a container of the image " + image))
                .findFirst()
                .orElseThrow();
        Matcher line = APPROVE.matcher(request);
        assertThat(line.find()).isTrue();
        scene.forge.as("bob").comment(Scene.REPOSITORY, issue, line.group());
    }

    @Test
    void theDemoRunsInAContainerAndSaysWhatIsMissing() throws Exception {
        String image = podman.image().replaceFirst("@.*", ":1");

        Scene.Ran ran = scene.run("demo", "--lane", "container", "--image", image);

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).contains("a container of the image " + image);
        assertThat(ran.out()).contains("DONE (success)", "/pull/");

        scene.environment.put("PATH", folder.toString());
        Scene.Ran none = scene.run("demo", "--lane", "container");
        assertThat(none.exitCode()).isNotEqualTo(ExitCode.OK);
        assertThat(none.err()).contains("podman and docker are not on the runner's PATH: install one");
    }

    /** It knows of the run from its record alone: its state folder is another. */
    @Test
    void theRecoveryOfAnotherRunnerRemovesTheContainerWithTheClaim() throws Exception {
        String configuration = Files.readString(scene.configuration) + "claims: {lease: 9s}\nlimits: {grace: 1s}\n";
        Files.writeString(scene.configuration, configuration);
        int issue = scene.issue(scene.brief("echo it runs; sleep 100; echo over > out.txt")
                .replace("executor: devbox", "executor: box"));
        try (RunnerProcess runner = RunnerProcess.start(scene, List.of(), "run", "--execute")) {
            Until.holds(runner, () -> runner.output().contains("it runs"));
            runner.kill();
        }
        assertThat(podman.containers()).hasSize(1);
        Files.writeString(
                scene.configuration, configuration.replace("id: devbox, stateDir: state", "id: other, stateDir: os"));

        Scene.Ran ran = scene.run("recover", "--wait");

        assertThat(ran.out()).as(ran.err()).contains("interrupted");
        assertThat(scene.statusComment(issue)).contains("state=FAILED");
        assertThat(podman.containers()).isEmpty();
    }

    /** The runner publishes from the clone what the container left there, and doctor says that it is no boundary. */
    @Test
    void aLaneInTheClonesOfPeopleHasAContainerForEachStep() throws IOException {
        inPlace("");
        assertThat(scene.run("doctor").cells())
                .contains(
                        "ok | lane box | ends ", "warn | lane box | is no security boundary: a person runs later what")
                .doesNotContain("box | is a security boundary");
        String script = "test ! -e ~/.gitconfig; pwd > out.txt; ! touch .git/x; echo for the next > ~/next";
        int issue = scene.issue(scene.brief(script, "  - {type: pr, title: Add, commit_message: add, files: ['**']}\n")
                .replace("executor: devbox", "executor: box"));

        Scene.Ran ran = scene.run("run", "--execute");

        assertThat(ran.out()).as(ran.err()).contains("DONE (success)");
        assertThat(scene.statusComment(issue)).contains("this machine, with containers of the files of");
        scene.git("fetch", "-q", "origin", branch(issue));
        assertThat(scene.git("show", "FETCH_HEAD:out.txt")).startsWith("/").doesNotContain("codex-runner/host");
        assertThat(scene.git("status", "--short")).isEmpty();

        inPlace("user: nobody, ");
        assertThat(scene.run("doctor").err())
                .contains(
                        "'lanes.box.user' cannot be the string 'nobody'; in-place, steps run as the runner's own user");
    }

    private void inPlace(String more) throws IOException {
        lane(podman.lane(Map.of()).settings());
        String configuration = Files.readString(scene.configuration);
        Files.writeString(
                scene.configuration, configuration.replace("  box: {", "  box: {workspace: in-place, " + more));
    }

    @Test
    void doctorLooksAtTheLaneAndAMisspeltKeyIsToldWithTheNearest() throws IOException {
        assertThat(scene.run("doctor").cells())
                .contains(
                        "ok | lane box | ends ",
                        "ok | lane box | is a security boundary: its steps see what its mounts name of this machine");

        String configuration = Files.readString(scene.configuration);
        Files.writeString(scene.configuration, configuration.replace("  box: {", "  box: {memry: 1GiB, "));
        Scene.Ran wrong = scene.run("run", "--execute");

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("memry", "did you mean 'memory'?");
    }

    /** It says what is true: a network or a mount may take the boundary away, and a lane that fails is none. */
    @Test
    void doctorSaysWhatIsLeftOfTheBoundary() throws IOException {
        lane(podman.lane(Map.of("network", "host")).settings());
        assertThat(scene.run("doctor").cells())
                .contains(
                        "warn | lane box | is no security boundary for services: network: host",
                        "fix: set network: none")
                .doesNotContain("box | is a security boundary");

        List<String> mounts = List.of("/usr:/usr:ro", "/etc/alternatives:/etc/alternatives:ro", "/run:/b:ro");
        lane(podman.lane(Map.of("mounts", mounts)).settings());
        assertThat(scene.run("doctor").cells())
                .contains("warn | lane box | is no security boundary: by its mount of /run its steps can")
                .doesNotContain("box | is a security boundary");

        lane(podman.lane(Map.of("network", "nothing-of-this-name")).settings());
        assertThat(scene.run("doctor").cells())
                .contains("fail | lane box | podman could not start", "fix: check the lane's engine, image, mounts")
                .doesNotContain("box | is a security boundary");
    }

    /** The guide's table of keys is what the schema says. */
    @Test
    void theGuideListsEveryKey() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "containers.md"));
        JsonNode keys = new JsonMapper()
                .readTree(Lane.class
                        .getClassLoader()
                        .getResourceAsStream(
                                "io/github/hirakuarai/codexrunner/executor/container/container.schema.json"))
                .get("properties");
        List<String> rows = keys.properties().stream()
                .map(key -> "| `" + key.getKey() + "` | " + defaultOf(key.getValue()) + "| "
                        + key.getValue().get("description").asString() + " |")
                .toList();
        assertThat(guide).contains(rows.stream().collect(Collectors.joining("\n")));
    }

    private static String defaultOf(JsonNode key) {
        JsonNode value = key.path("default");
        return value.isMissingNode() || value.isArray() ? "" : "`" + value.asString() + "` ";
    }

    private String tree(int issue) {
        scene.git("fetch", "-q", "origin", branch(issue));
        return scene.git("rev-parse", "FETCH_HEAD^{tree}");
    }

    private String branch(int issue) {
        return scene.look().refs("refs/heads/codex/").keySet().stream()
                .filter(ref -> ref.startsWith("refs/heads/codex/" + issue + "-"))
                .findFirst()
                .orElseThrow();
    }

    private void lane(Map<String, Object> settings) throws IOException {
        scene.configure("");
        String json = new JsonMapper().writeValueAsString(settings);
        Files.writeString(
                scene.configuration,
                Files.readString(scene.configuration)
                        .replace(
                                "devbox: {executor: local}",
                                "devbox: {executor: local}\n  box: {executor: container, " + json.substring(1)));
    }
}
