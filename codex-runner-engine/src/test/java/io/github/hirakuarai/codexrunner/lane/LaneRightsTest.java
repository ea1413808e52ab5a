package io.github.hirakuarai.codexrunner.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.context.AttemptFailed;
import io.github.hirakuarai.codexrunner.model.Action;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.Output;
import io.github.hirakuarai.codexrunner.model.Priority;
import io.github.hirakuarai.codexrunner.model.Reason;
import io.github.hirakuarai.codexrunner.model.ReasonCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Step;
import io.github.hirakuarai.codexrunner.spi.CommitPlan;
import io.github.hirakuarai.codexrunner.spi.OutputPlan;
import io.github.hirakuarai.codexrunner.spi.ReportPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneRightsTest {

    private static final Action SHELL = new Action.Shell("true");
    private static final Output OUTPUT = new Output("webhook", Map.of());

    @Test
    void aLaneThatNarrowsNothingAllowsEverything() {
        LaneRights rights = rights("");

        assertThat(rights.objections(brief(SHELL, Map.of("PATH", "x", "GIT_DIR", "y"))))
                .isEmpty();
        assertThat(rights.objections(OUTPUT, plan(null, "a.txt"), "main")).isEmpty();
        assertThat(rights.base("anything/at/all")).isEmpty();
    }

    @Test
    void aReadOnlyLaneDeliversNothingThatChangesTheRepositoryWhateverItsType() {
        LaneRights rights = rights("permissions: read");

        assertThat(messages(rights.objections(OUTPUT, plan(null, "a.txt"), "main")))
                .containsExactly("the lane test is read-only and delivers no webhook");
        assertThat(rights.objections(OUTPUT, new OutputPlan("tell somebody", null), "main"))
                .isEmpty();
        assertThatThrownBy(() -> rights.require(OUTPUT, plan(null, "a.txt"), "main"))
                .isInstanceOf(AttemptFailed.class);
    }

    @Test
    void anImageIsOneOfThoseThatTheLaneLists() {
        String listed = "debian@sha256:" + "0".repeat(64);
        String other = "debian@sha256:" + "1".repeat(64);
        Lane none = Lane.of("test", "container", Lane.WorkspaceMode.ISOLATED, Map.of("image", "debian:12"));
        Lane lane = Lane.of(
                "test",
                "container",
                Lane.WorkspaceMode.ISOLATED,
                Map.of("rootfs", "/srv/system", "images", List.of(listed)));

        assertThat(messages(new LaneRights(none).objections(withImage(listed))))
                .containsExactly("the lane test lets no brief choose its image: remove image from the brief, or list it"
                        + " in the lane's images");
        assertThat(new LaneRights(none).objections(withImage(null))).isEmpty();
        assertThat(messages(new LaneRights(lane).objections(withImage(other))))
                .containsExactly("the lane test does not allow the image " + other + "; it allows " + listed);
        assertThat(new LaneRights(lane).objections(withImage(listed))).isEmpty();
        assertThat(lane.withImage(listed).settings())
                .containsEntry("image", listed)
                .doesNotContainKey("rootfs");
    }

    @Test
    void aReadOnlyLaneWorksInADisposableClone() {
        assertThat(lane("permissions: read").workspace()).isEqualTo(Lane.WorkspaceMode.ISOLATED);
        assertThat(lane("").workspace()).isEqualTo(Lane.WorkspaceMode.IN_PLACE);
    }

    @Test
    void repositoriesMayBeNarrowed() {
        assertThat(rights("allow: {repositories: [Octo/App]}").objections(brief(SHELL, Map.of())))
                .isEmpty();
        assertThat(codes(rights("allow: {repositories: [octo/other]}").objections(brief(SHELL, Map.of()))))
                .containsExactly(ReasonCode.LANE_NOT_ALLOWED);
        assertThat(rights("allow: {repositories: []}").objections(brief(SHELL, Map.of())))
                .isNotEmpty();
        assertThatThrownBy(() -> rights("allow: {repositories: []}").require(new RepositoryName("octo", "app"), "main"))
                .isInstanceOf(AttemptFailed.class);
    }

    @Test
    void branchesMayBeNarrowedAndAnOutputsOwnBaseToo() {
        LaneRights rights = rights("allow: {branches: [main, 'release/*']}");

        assertThat(rights.base("main")).isEmpty();
        assertThat(rights.base("release/1")).isEmpty();
        for (String other : List.of("mainline", "Main", "dev", "feature/main", "release")) {
            assertThat(rights.base(other)).as(other).isPresent();
        }
        assertThat(rights.objections(OUTPUT, plan(null, "a"), "main")).isEmpty();
        assertThat(rights.objections(OUTPUT, plan("release/2", "a"), "main")).isEmpty();
        assertThat(rights.objections(OUTPUT, plan("production", "a"), "main")).isNotEmpty();
        assertThat(rights.objections(
                        new Output("merge", Map.of("base", "production")), new OutputPlan("merges", null), "main"))
                .isNotEmpty();
        assertThatThrownBy(() -> rights.require(new RepositoryName("octo", "app"), "dev"))
                .isInstanceOf(AttemptFailed.class);
    }

    @Test
    void outputsMayBeNarrowed() {
        LaneRights rights = rights("allow: {outputs: [comment]}");

        assertThat(rights.objections(brief(SHELL, Map.of(), OUTPUT))).isNotEmpty();
        assertThat(rights.objections(brief(SHELL, Map.of(), new Output("comment", Map.of()))))
                .isEmpty();
        assertThatThrownBy(() -> rights.require(OUTPUT, new OutputPlan("tells", null), "main"))
                .isInstanceOf(AttemptFailed.class);
    }

    @Test
    void whatCanBeNoAllowedPathIsRefusedBeforeTheSteps() {
        LaneRights rights = rights("allow: {paths: ['infra/k8s/overlays/dev/**', docs]}");

        for (String entry : List.of("infra/k8s/overlays/dev/a.yml", "infra", "**", "infra/*/x", "docs/a.md", "docs")) {
            assertThat(rights.objections(OUTPUT, plan(null, entry), "main"))
                    .as(entry)
                    .isEmpty();
        }
        for (String entry : List.of("src/a.txt", "infra/k8s/overlays/prod/**", "README.md")) {
            assertThat(rights.objections(OUTPUT, plan(null, entry), "main"))
                    .as(entry)
                    .isNotEmpty();
        }
        CommitPlan report = new CommitPlan("m", List.of(), true, new ReportPlan("reports/x.md", null, Set.of()));
        assertThat(rights.objections(OUTPUT, new OutputPlan("report", report), "main"))
                .isNotEmpty();
    }

    @Test
    void aWorkflowIsRefusedBeforeTheSteps() {
        Output workflow = new Output("pr", Map.of("files", List.of(".GITHUB/workflows/*.yml")));

        assertThat(rights("").objections(brief(SHELL, Map.of(), workflow))).isNotEmpty();
        assertThat(rights("workflows: true").objections(brief(SHELL, Map.of(), workflow)))
                .isEmpty();
    }

    @Test
    void kindsOfStepMayBeNarrowed() {
        LaneRights rights = rights("allow: {steps: [make, python]}");

        assertThat(rights.objections(brief(new Action.Make(List.of("test", "docs/build-all")), Map.of())))
                .isEmpty();
        assertThat(rights.objections(brief(new Action.Python("1"), Map.of()))).isEmpty();
        assertThat(messages(rights.objections(brief(SHELL, Map.of()))))
                .containsExactly("the lane test does not allow shell steps; it allows make, python");
        Brief refused = brief(SHELL, Map.of());
        assertThatThrownBy(() -> rights.require(refused, refused.steps().get(0)))
                .isInstanceOf(AttemptFailed.class);
    }

    @Test
    void aLaneThatNarrowsKubectlRunsNothingThatGoesAroundIt() {
        Action get = new Action.Kubectl(List.of("get", "pods"));
        Action delete = new Action.Kubectl(List.of("delete", "pods"));
        LaneRights rights = rights("allow: {kubectl: {verbs: [get, describe, wait]}}");

        assertThat(rights.objections(brief(get, Map.of()))).isEmpty();
        assertThat(rights.objections(brief(delete, Map.of()))).isNotEmpty();
        for (Action around : List.of(SHELL, new Action.Python("1"), new Action.Make(List.of("x")))) {
            assertThat(rights.objections(brief(around, Map.of())))
                    .as(around.kind())
                    .isNotEmpty();
        }
        LaneRights both = rights("allow: {kubectl: {verbs: [get]}, steps: [kubectl, make]}");
        assertThat(both.objections(brief(new Action.Make(List.of("x")), Map.of())))
                .isEmpty();
        assertThat(both.objections(brief(delete, Map.of()))).isNotEmpty();
    }

    @Test
    void aLaneMayNarrowTheVariables() {
        LaneRights rights = rights("allow: {env: [LOG_LEVEL, PATH]}");

        assertThat(rights.objections(brief(SHELL, Map.of("LOG_LEVEL", "x", "PATH", "y"))))
                .isEmpty();
        assertThat(rights.objections(brief(SHELL, Map.of("OTHER", "x")))).isNotEmpty();
        assertThat(rights.objections(stepSets("OTHER"))).isNotEmpty();
    }

    @Test
    void aLaneThatRestrictsStepsTakesNoVariablesUnlessItListsThem() {
        assertThat(rights("allow: {steps: [shell]}").objections(brief(SHELL, Map.of("X", "x"))))
                .isNotEmpty();
        assertThat(rights("allow: {steps: [shell]}").objections(stepSets("X"))).isNotEmpty();
        assertThat(rights("allow: {steps: [shell], env: [X]}").objections(brief(SHELL, Map.of("X", "x"))))
                .isEmpty();
        assertThat(rights("allow: {kubectl: {verbs: [get]}}")
                        .objections(brief(new Action.Kubectl(List.of("get", "pods")), Map.of("X", "x"))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "Path",
                "gh_token",
                "HOME",
                "SHELL",
                "IFS",
                "KUBECONFIG",
                "GH_TOKEN",
                "LD_PRELOAD",
                "DYLD_INSERT_LIBRARIES",
                "BASH_ENV",
                "GIT_SSH_COMMAND",
                "PYTHONPATH",
                "PYTHON",
                "NODE_OPTIONS",
                "PERL5OPT",
                "RUBYOPT",
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "SHELLOPTS",
                "KUBECTL_EXTERNAL_DIFF",
                "MAKEFLAGS",
                "MAKE"
            })
    void aVariableThatControlsTheProgramsIsNeverTakenWhereStepsAreRestricted(String name) {
        LaneRights rights = rights("allow: {steps: [shell, make], env: [" + name + "]}");

        assertThat(rights.objections(brief(SHELL, Map.of(name, "x")))).isNotEmpty();
        for (String word : List.of(name + "=x", name + ":=x", name + " ?= x")) {
            assertThat(rights.objections(brief(new Action.Make(List.of("all", word)), Map.of())))
                    .as(word)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".SHELLFLAGS=-c 'touch x' --",
                ".RECIPEPREFIX=x",
                "MODE=x",
                "NODE_OPTIONS=--require ./evil.js",
                "SAFE:=1",
                "SAFE::=1",
                "SAFE?=1",
                "SAFE+=1",
                "SAFE!=touch x",
                "SAFE =1",
                " SAFE=1",
                "override SAFE=1",
                "SAFE=$(shell touch x)",
                "SAFE=${shell touch x}",
                "SAFE=x; touch x",
                "SAFE=x\ntouch x",
                "SAFE=x`touch x`",
                "SAFE=x && touch x",
                "SAFE=x | sh",
                "SAFE=x > x",
                "SAFE='x",
                "SAFE=\"x",
                "SAFE=x\\",
                "SAFE=x # y",
                "SAFE=*",
                "-f/x",
                "--eval=x:",
                "-",
                "",
                "../x",
                "/bin/x",
                "$(shell touch x)",
                "a;touch x",
                "a b",
                "lib(member)",
                "a:b",
                "%",
                "~root",
                "a\u202eb"
            })
    void whereStepsAreRestrictedMakeTakesTargetsAndListedVariables(String word) {
        LaneRights rights = rights("allow: {steps: [make], env: [SAFE]}");

        assertThat(rights.objections(brief(new Action.Make(List.of("all", word)), Map.of())))
                .as(word)
                .isNotEmpty();
        assertThat(rights("").objections(brief(new Action.Make(List.of("all", word)), Map.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "SAFE=", "SAFE=a b/c-1.2:3,x=y", "SAFE=値", "文書/a.md", "test-all"})
    void aTargetAndAListedVariableAreAllowed(String word) {
        assertThat(rights("allow: {steps: [make], env: [SAFE]}")
                        .objections(brief(new Action.Make(List.of("all", word)), Map.of())))
                .isEmpty();
    }

    @Test
    void makeExpandsItsEnvironmentToo() {
        LaneRights rights = rights("allow: {steps: [make, shell], env: [SAFE]}");
        Action make = new Action.Make(List.of("all"));

        assertThat(rights.objections(brief(make, Map.of("SAFE", "$(shell touch x)"))))
                .isNotEmpty();
        assertThat(rights.objections(stepSets(make, "SAFE", "x; touch x"))).isNotEmpty();
        assertThat(rights.objections(stepSets(make, "SAFE", "x"))).isEmpty();
        assertThat(rights.objections(brief(SHELL, Map.of("SAFE", "a; b")))).isEmpty();
    }

    private static OutputPlan plan(String base, String... files) {
        return new OutputPlan("commits", new CommitPlan("m", List.of(files), false).into(base));
    }

    private static Brief brief(Action action, Map<String, String> env, Output... outputs) {
        return new Brief(
                "test",
                new RepositoryName("octo", "app"),
                "main",
                "~/work",
                List.of(new Step("step", action, null, Map.of(), false, false)),
                List.of(outputs),
                null,
                null,
                Priority.NORMAL,
                null,
                null,
                env,
                null);
    }

    private static Brief withImage(String image) {
        Brief plain = brief(SHELL, Map.of());
        return new Brief(
                plain.lane(),
                plain.repository(),
                plain.branch(),
                plain.workdir(),
                plain.steps(),
                List.of(),
                null,
                null,
                plain.priority(),
                null,
                null,
                Map.of(),
                image);
    }

    private static Brief stepSets(String name) {
        return stepSets(SHELL, name, "x");
    }

    private static Brief stepSets(Action action, String name, String value) {
        Brief plain = brief(SHELL, Map.of());
        return new Brief(
                plain.lane(),
                plain.repository(),
                plain.branch(),
                plain.workdir(),
                List.of(new Step("step", action, null, Map.of(name, value), false, false)),
                List.of(),
                null,
                null,
                plain.priority(),
                null,
                null,
                Map.of(),
                null);
    }

    private static LaneRights rights(String keys) {
        return new LaneRights(lane(keys));
    }

    private static Lane lane(String keys) {
        String text = "repositories: [octo/app]\nlanes:\n  test:\n    executor: local\n"
                + (keys.isEmpty() ? "" : "    " + keys + "\n");
        return new ConfigReader(Map.of("HOME", "/home/x"), "host", Clock.systemUTC())
                .read(text, Path.of("/etc/codex-runner.yaml"))
                .lanes()
                .get("test");
    }

    private static List<String> messages(List<Reason> reasons) {
        return reasons.stream().map(Reason::message).toList();
    }

    private static List<ReasonCode> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }
}
