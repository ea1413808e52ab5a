package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pod that does not start, or ends before its run does: each ends the run with the cause, and none as a success. */
class PodEndsTest extends PodHarness {

    private static final Map<String, Object> LIMITED = Map.of("resources", Map.of("limits", Map.of("memory", "64Mi")));

    /** What ends a pod in the middle of a step, and the words for it. */
    @SuppressWarnings("ImmutableEnumChecker") // What the rows hold is never changed.
    enum End {
        OUT_OF_MEMORY(
                TestCluster.terminated("OOMKilled", 137, null),
                "its container was killed because it exceeded its memory limit of 64Mi"),
        CHILD_OUT_OF_MEMORY(
                TestCluster.terminated("OOMKilled", 0, null),
                "its container has ended with exit code 0; before that, processes in it were killed because they"
                        + " exceeded its memory limit of 64Mi"),
        EVICTED(
                TestCluster.failed("Evicted", "The node was low on resource: ephemeral-storage."),
                "its pod was evicted: The node was low on resource: ephemeral-storage."),
        EVICTED_WHEN_A_CHILD_WAS_OUT_OF_MEMORY(
                new PodStatusBuilder(TestCluster.terminated("OOMKilled", 137, null))
                        .withReason("Evicted")
                        .withMessage("The node was low on resource: memory.")
                        .build(),
                "its pod was evicted: The node was low on resource: memory."),
        PREEMPTED_BY_KUBELET(
                TestCluster.failed("Preempting", "Preempted in order to admit critical pod"),
                "its pod was preempted by a more important one: Preempted in order to admit critical pod"),
        PREEMPTED_BY_SCHEDULER(
                TestCluster.condition("DisruptionTarget", "True", "PreemptionByScheduler", "preempting to accommodate"),
                "its pod was preempted by a more important one: preempting to accommodate"),
        DRAINED(
                TestCluster.condition("DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting"),
                "its pod was evicted: Eviction API: evicting"),
        TAINTED(
                TestCluster.condition("DisruptionTarget", "True", "DeletionByTaintManager", "Taint manager: deleting"),
                "its pod was deleted because its node is lost or tainted: Taint manager: deleting"),
        NODE_GONE(
                TestCluster.condition("DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists"),
                "its node is gone: PodGC: node no longer exists"),
        NODE_LOST(TestCluster.failed("NodeLost", "Node n1 was lost"), "its node is lost: Node n1 was lost"),
        NODE_UNKNOWN(new PodStatusBuilder().withPhase("Unknown").build(), "its node does not answer"),
        NODE_SHUT_DOWN(
                TestCluster.failed("Terminated", "Pod was terminated in response to imminent node shutdown."),
                "its node was shut down: Pod was terminated in response to imminent node shutdown."),
        DEADLINE(
                TestCluster.failed("DeadlineExceeded", "Pod was active on the node longer"),
                "its pod ran for longer than the lane's deadline of 86400 s"),
        ANOTHER_REASON(
                TestCluster.failed("UnexpectedAdmissionError", "no device"),
                "its pod was ended (UnexpectedAdmissionError): no device"),
        FIRST_PROCESS_KILLED(TestCluster.terminated("Error", 137, null), "its container has ended with exit code 137"),
        FIRST_PROCESS_DONE(TestCluster.terminated("Completed", 0, null), "its container has ended with exit code 0"),
        SUCCEEDED(new PodStatusBuilder().withPhase("Succeeded").build(), "its pod has ended"),
        DELETED(TestCluster::vanish, "its pod was deleted, and not by the runner"),
        BEING_DELETED(
                cluster -> {
                    cluster.die(TestCluster.running());
                    cluster.change(pod -> new PodBuilder(pod)
                            .editMetadata()
                            .withDeletionTimestamp("2026-11-21T05:04:03Z")
                            .endMetadata()
                            .build());
                },
                "its pod was deleted, and not by the runner"),
        REPLACED(
                cluster -> {
                    cluster.die(TestCluster.running());
                    cluster.change(pod -> new PodBuilder(pod)
                            .editMetadata()
                            .withUid("another")
                            .endMetadata()
                            .build());
                },
                "its pod was deleted, and not by the runner");

        private final Consumer<TestCluster> event;
        private final String words;

        End(PodStatus status, String words) {
            this(cluster -> cluster.die(status), words);
        }

        End(Consumer<TestCluster> event, String words) {
            this.event = event;
            this.words = words;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPodThatEndsInAStepLosesItWithTheCause(End end) {
        Workspace workspace = open(request("~/work", cluster.lane(LIMITED)));
        Output output = new Output();
        CompletableFuture<StepExit> exit = CompletableFuture.supplyAsync(
                () -> workspace.run(shell("echo begun; sleep 60"), output, new CancellationToken()));
        until(() -> output.text().equals("begun\n"));

        end.event.accept(cluster);

        assertThat(exit.join()).isEqualTo(new StepExit.Lost(end.words));
        assertThat(catchThrowableOfType(RunnerException.class, workspace::changes))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
                .hasMessageContaining(end.words);
        // The pod is removed as it is: nothing in it is asked for anything.
        workspace.close();
        // Another's pod, in its place, is left.
        assertThat(cluster.objects()).hasSize(end == End.REPLACED ? 1 : 0);
        cluster.clear();
    }

    /** Why a pod does not start, and the words for it. */
    @SuppressWarnings("ImmutableEnumChecker") // What the rows hold is never changed.
    enum NoStart {
        INVALID_IMAGE_NAME(
                TestCluster.waiting("InvalidImageName", "couldn't parse image name"),
                ErrorCode.UNREACHABLE,
                "did not start: InvalidImageName: couldn't parse image name"),
        NO_IMAGE_ON_NODE(
                TestCluster.waiting("ErrImageNeverPull", "Container image is not present"),
                ErrorCode.UNREACHABLE,
                "did not start: ErrImageNeverPull: Container image is not present"),
        RUNS_AS_ROOT(
                TestCluster.waiting("CreateContainerConfigError", "image will run as root"),
                ErrorCode.UNREACHABLE,
                "did not start: CreateContainerConfigError: image will run as root"),
        CANNOT_PULL(
                TestCluster.waiting("ImagePullBackOff", "Back-off pulling image"),
                ErrorCode.UNREACHABLE,
                "did not start: ImagePullBackOff: Back-off pulling image"),
        NO_BASH(
                TestCluster.terminated("StartError", 128, "exec: \"bash\": executable file not found in $PATH"),
                ErrorCode.TOOL_MISSING,
                "has no bash: use another, with bash 4, git 2.30, coreutils and flock"),
        NO_BASH_YET(
                TestCluster.waiting("RunContainerError", "exec: \"bash\": executable file not found in $PATH"),
                ErrorCode.TOOL_MISSING,
                "has no bash"),
        UNSCHEDULABLE(
                TestCluster.condition("PodScheduled", "False", "Unschedulable", "0/3 nodes are available"),
                ErrorCode.UNREACHABLE,
                "did not start: it took longer than the lane's pendingTimeout of 2 s: Unschedulable: 0/3 nodes are"
                        + " available"),
        NOTHING_IS_TOLD(
                new PodStatusBuilder().withPhase("Pending").build(),
                ErrorCode.UNREACHABLE,
                "did not start: it took longer than the lane's pendingTimeout of 2 s: no node has taken it"),
        SLOW(
                TestCluster.waiting("ContainerCreating", null),
                ErrorCode.UNREACHABLE,
                "did not start: it took longer than the lane's pendingTimeout of 2 s: ContainerCreating"),
        EVICTED(
                TestCluster.failed("Evicted", "disk pressure"),
                ErrorCode.UNREACHABLE,
                "did not start: its pod was evicted: disk pressure"),
        NO_ROOM(
                TestCluster.failed("OutOfcpu", "Node didn't have enough resource: cpu"),
                ErrorCode.UNREACHABLE,
                "did not start: its pod was ended (OutOfcpu): Node didn't have enough resource: cpu"),
        OUT_OF_MEMORY(
                TestCluster.terminated("OOMKilled", 137, null),
                ErrorCode.UNREACHABLE,
                "did not start: its container was killed because it exceeded its memory limit");

        private final PodStatus status;
        private final ErrorCode code;
        private final String words;

        NoStart(PodStatus status, ErrorCode code, String words) {
            this.status = status;
            this.code = code;
            this.words = words;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPodThatDoesNotStartIsToldAndDeleted(NoStart none) {
        cluster.starting(look -> none.status);

        RunnerException told = catchThrowableOfType(
                RunnerException.class,
                () -> executor().open(request("~/work", cluster.lane(Map.of("pendingTimeout", "2s")))));

        assertThat(told).hasMessageContaining(none.words);
        assertThat(told.code()).isEqualTo(none.code);
    }

    @Test
    void anImageThatComesLateIsWaitedFor() {
        cluster.starting(look -> look < 3
                ? TestCluster.waiting("ErrImagePull", "timeout")
                : look < 4 ? TestCluster.waiting("ImagePullBackOff", "Back-off") : TestCluster.running());
        try (Workspace workspace = open()) {
            assertThat(run(workspace, "echo here").output()).isEqualTo("here\n");
        }
    }

    @Test
    void aPodThatSomebodyDeletesBeforeItRunsIsTold() {
        cluster.starting(look -> {
            // Not on the server's own thread.
            new Thread(cluster::vanish, "somebody").start();
            return TestCluster.waiting("ContainerCreating", null);
        });
        assertThat(catchThrowableOfType(RunnerException.class, () -> open()))
                .hasMessageEndingWith("did not start: it was deleted, and not by the runner");
    }

    @Test
    void processesThatTheKernelKilledAreToldWithTheLimit() {
        Pod pod = new PodDraft(
                        PodSettings.of(cluster.lane(LIMITED)), cluster.client().getKubernetesSerialization())
                .pod(request().run(), TestCluster.NAMESPACE);
        assertThat(new PodState(pod, PodSettings.of(cluster.lane(LIMITED))).ended())
                .isEmpty();
        try (Workspace workspace = open(request("~/work", cluster.lane(LIMITED)))) {
            assertThat(workspace.gitNotes()).isEmpty();
        }
    }
}
