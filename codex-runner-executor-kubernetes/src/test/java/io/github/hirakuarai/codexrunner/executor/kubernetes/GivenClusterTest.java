package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.Executor;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import io.github.hirakuarai.codexrunner.testkit.contract.ExecutorHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real API server, scheduler and kubelet answer, and what becomes of it. */
@EnabledIfSystemProperty(named = GivenCluster.IMAGE, matches = ".+", disabledReason = "only in the profile kubernetes")
@Timeout(300)
class GivenClusterTest extends ExecutorHarness {

    @Override
    protected Executor makeExecutor(Path stateDir, Path home) {
        return PodHarness.another();
    }

    @Override
    protected Lane lane(Lane.WorkspaceMode mode) {
        return GivenCluster.lane(Map.of());
    }

    @Test
    void filesGoInAndComeBackWholeAndNothingOfTheClusterIsSeen() throws Exception {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "git log --oneline | wc -l; cat src/new.txt; id -u; ls /var/run/secrets 2>&1 | tail -1;"
                            + " grep -E 'CapEff|NoNewPrivs' /proc/self/status; head -c 30000000 /dev/urandom > big;"
                            + " sha256sum big | cut -c1-64");
            assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
            assertThat(ran.output())
                    .startsWith("1\nnew\n1000\n")
                    .contains("No such file", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(readBytes(workspace, "big")));
            assertThat(ran.output()).endsWith(sum + "\n");
        }
    }

    @Test
    void aRunnerThatComesBackGoesOnInTheSamePodAndAnotherLeavesIt() throws Exception {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        run(left, "echo kept > out.txt");
        String state = left.state().orElseThrow();
        try (HostExecutor next = PodHarness.another()) {
            next.discard(request.lane(), request.run());
            Workspace resumed = next.resume(request, state).orElseThrow();
            assertThat(run(resumed, "cat out.txt").output()).isEqualTo("kept\n");
            resumed.close();
            assertThat(next.resume(request, state)).isEmpty();
        }
    }

    /** Each outcome as the cluster tells it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "image § localhost/there-is-none:1 § did not start: (ErrImagePull|ImagePullBackOff): .*",
                "image § localhost/Wrong:1 § did not start: InvalidImageName: .*",
                "resources § 900000Gi § .*it took longer than the lane's pendingTimeout .*Unschedulable: .*",
                "path § /nowhere § the image .* has no bash: use another.*",
                "serviceAccount § there-is-none § could not create pods in .*error looking up service account.*"
            })
    void whyAPodDoesNotStartIsSaid(String key, String value, String message) throws Exception {
        Object set = key.equals("resources") ? Map.of("requests", Map.of("memory", value)) : value;
        Map<String, Object> keys = Map.of(key, set, "pendingTimeout", "20s");
        if (key.equals("path")) {
            Path template = folder.resolve("template.yaml");
            Files.writeString(
                    template,
                    "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: steps\n      env: [{name: PATH, value: "
                            + value + "}]\n");
            keys = Map.of("podTemplate", template.toString());
        }
        WorkspaceRequest request = request("~/work", GivenCluster.lane(keys));
        assertThatThrownBy(() -> open(request).close())
                .extracting(Throwable::getMessage)
                .asString()
                .containsPattern(message);
        executor().discard(request.lane(), request.run());
    }

    /** None of these is a success, and each is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "head -c 900M /dev/zero | tail > /dev/null § its memory limit of 64Mi",
                "tail /dev/zero; kill -TERM 1; sleep 60 § has ended with exit code 0; before that, processes in it were killed",
                "exec sleep 60 § ran for longer than the lane's deadline",
                "kill -TERM 1; sleep 60 § has ended"
            })
    void whyAPodEndsInAStepIsSaid(String script, String message) {
        String deadline = message.contains("deadline") ? "25s" : "1h";
        Lane lane = GivenCluster.lane(
                Map.of("deadline", deadline, "resources", Map.of("limits", Map.of("memory", "64Mi"))));
        try (Workspace workspace = open(request("~/work", lane))) {
            Ran ran = run(workspace, script);
            assertThat(ran.exit().succeeded()).isFalse();
            assertThat(ran.exit().text() + String.join(" ", notes(workspace))).contains(message);
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining(message);
        }
    }

    private static List<String> notes(Workspace workspace) {
        try {
            return workspace.gitNotes();
        } catch (RuntimeException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void aPodThatSomebodyDeletesInAStepIsLost() throws Exception {
        WorkspaceRequest request = request();
        try (Workspace workspace = open(request);
                Cluster cluster = Cluster.of(System.getenv("KUBECONFIG"), null)) {
            var pod = cluster.client()
                    .pods()
                    .inNamespace(cluster.client().getNamespace())
                    .withName(PodDraft.name(request.run()));
            Thread somebody = new Thread(() -> pod.withGracePeriod(0).delete());
            somebody.start();
            Ran ran = run(workspace, "sleep 120");
            somebody.join();
            assertThat(ran.exit()).isInstanceOf(StepExit.Lost.class);
            assertThat(ran.exit().text()).contains("its pod was deleted, and not by the runner");
        } catch (RunnerException e) {
            assertThat(e).as("nothing there can be closed any more").hasMessageContaining("its pod was deleted");
        }
    }
}
