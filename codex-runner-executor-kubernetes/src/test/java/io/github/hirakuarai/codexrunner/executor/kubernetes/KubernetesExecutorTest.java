package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.hirakuarai.codexrunner.config.ConfigReader;
import io.github.hirakuarai.codexrunner.config.PluginKeys;
import io.github.hirakuarai.codexrunner.executor.host.HostExecutor;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.model.StepExit;
import io.github.hirakuarai.codexrunner.spi.CancellationToken;
import io.github.hirakuarai.codexrunner.spi.Workspace;
import io.github.hirakuarai.codexrunner.spi.WorkspaceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a pod holds beyond the contract of steps: its files come and go whole, it is a boundary, and nothing of it is left. */
class KubernetesExecutorTest extends PodHarness {

    @Test
    void filesGoInAndComeBackWhole() throws Exception {
        try (Workspace workspace = open()) {
            Ran ran = run(
                    workspace,
                    "git log --oneline | wc -l; git status --short; cat src/new.txt; head -c 30000000 /dev/urandom >"
                            + " big; sha256sum big | cut -c1-64; printf 'a\\0b' > 'odd '$'\\n"
                            + "''name'; ln -s big to-big");
            assertThat(ran.exit()).as(ran.output()).isEqualTo(new StepExit.Exited(0));
            assertThat(ran.output()).startsWith("1\nnew\n");
            assertThat(changes(workspace)).containsExactly("A RE big 30000000", "A RE odd \nname 3", "A SY to-big 3");
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(readBytes(workspace, "big")));
            assertThat(ran.output()).endsWith(sum + "\n");
            assertThat(read(workspace, "odd \nname")).isEqualTo("a\0b");
        }
    }

    /** More than a connection takes at once, in the other direction. */
    @Test
    @Tag("slow")
    void aLargeBaseGoesIn() throws Exception {
        String script = "cd \"$1\" && git clone -q mirror.git large && cd large && head -c 20000000 /dev/urandom > big"
                + " && git add big && git -c user.name=a -c user.email=a@b commit -qm big && git push -q"
                + " && git rev-parse HEAD && sha256sum big";
        Process git = new ProcessBuilder(
                        "bash", "-c", script, "bash", folder.toRealPath().toString())
                .start();
        List<String> told =
                new String(git.getInputStream().readAllBytes(), UTF_8).lines().toList();
        try (Workspace workspace = open(request(), told.get(0))) {
            assertThat(run(workspace, "sha256sum big").output()).isEqualTo(told.get(1) + "\n");
        }
    }

    @Test
    void theOperatorsSecurityFieldsWinOverTheTemplate() throws Exception {
        Path template = folder.resolve("template.yaml");
        Files.writeString(template, """
            apiVersion: v1
            kind: Pod
            metadata:
              name: another
              labels: {team: a}
              annotations: {codex-runner/run: forged}
            spec:
              hostNetwork: true
              hostPID: true
              hostIPC: true
              automountServiceAccountToken: true
              restartPolicy: Always
              activeDeadlineSeconds: 1
              priorityClassName: low
              securityContext: {runAsUser: 0, runAsNonRoot: false, seccompProfile: {type: Unconfined}, runAsGroup: 0,
                fsGroup: 2000, supplementalGroups: [0, 3000], sysctls: [{name: kernel.shm_rmid_forced, value: "0"}],
                appArmorProfile: {type: Unconfined}, seLinuxOptions: {type: spc_t}, windowsOptions: {hostProcess: true}}
              containers:
                - name: steps
                  image: another
                  command: [sleep]
                  env: [{name: HOME, value: /root}, {name: PROXY, value: here}]
                  securityContext: {privileged: true, allowPrivilegeEscalation: true, runAsUser: 0,
                    capabilities: {add: [SYS_ADMIN]}, readOnlyRootFilesystem: true, procMount: Unmasked,
                    appArmorProfile: {type: Unconfined}, seLinuxOptions: {type: spc_t}, windowsOptions: {hostProcess: true}}
                - name: side
                  image: side
                  securityContext: {privileged: true}
              initContainers:
                - name: first
                  image: first
                  securityContext: {privileged: true, seccompProfile: {type: Unconfined}}
            """);
        Lane lane = cluster.lane(Map.of(
                "podTemplate",
                template.toString(),
                "resources",
                Map.of("requests", Map.of("cpu", 1.5), "limits", Map.of("memory", "1Gi")),
                "nodeSelector",
                Map.of("disk", "ssd"),
                "tolerations",
                List.of(Map.of("key", "gpu", "operator", "Exists", "effect", "NoSchedule")),
                "imagePullSecrets",
                List.of("registry"),
                "serviceAccount",
                "steps",
                "deadline",
                "2h",
                "pull",
                "always"));

        Pod pod = new PodDraft(PodSettings.of(lane), cluster.client().getKubernetesSerialization())
                .pod(new RunId("20261121T050403Z-7-body-00AB01"), "briefs");

        assertThat(pod.getMetadata().getName()).isEqualTo("codex-runner-20261121t050403z-7-body-00ab01");
        assertThat(pod.getMetadata().getLabels()).containsEntry("team", "a");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry(PodDraft.RUN, "20261121T050403Z-7-body-00AB01");
        var spec = pod.getSpec();
        assertThat(List.of(spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC()))
                .containsOnly(false);
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(7200);
        assertThat(spec.getPriorityClassName()).isEqualTo("low");
        assertThat(spec.getServiceAccountName()).isEqualTo("steps");
        assertThat(spec.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(spec.getTolerations().get(0).getKey()).isEqualTo("gpu");
        assertThat(spec.getImagePullSecrets().get(0).getName()).isEqualTo("registry");
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(1000);
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(spec.getSecurityContext().getFsGroup()).isEqualTo(2000);
        assertThat(spec.getSecurityContext().getSupplementalGroups()).containsExactly(3000L);
        assertThat(Serialization.asYaml(spec))
                .doesNotContain("sysctls", "appArmor", "seLinux", "windowsOptions", "procMount", "runAsGroup");
        List<Container> containers = new ArrayList<>(spec.getContainers());
        containers.addAll(spec.getInitContainers());
        assertThat(containers).hasSize(3).allSatisfy(container -> {
            var context = container.getSecurityContext();
            assertThat(context.getPrivileged()).isFalse();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getRunAsNonRoot()).isTrue();
            assertThat(context.getCapabilities().getAdd()).isEmpty();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        });
        Container steps = spec.getContainers().get(0);
        assertThat(steps.getImage()).isEqualTo("registry.example.org/steps:1");
        assertThat(steps.getImagePullPolicy()).isEqualTo("Always");
        assertThat(steps.getCommand()).startsWith("bash", "-c");
        assertThat(steps.getSecurityContext().getRunAsUser()).isEqualTo(1000);
        assertThat(steps.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(steps.getEnv()).extracting("name").containsExactly("PROXY", "XDG_STATE_HOME", "HOME");
        assertThat(steps.getResources().getRequests().get("cpu").toString()).isEqualTo("1.5");
        assertThat(steps.getResources().getLimits().get("memory").toString()).isEqualTo("1Gi");
    }

    @Test
    void whatIsWrongInTheConfigurationIsSaidWithTheKey() throws Exception {
        Path broken = folder.resolve("broken.yaml");
        Files.writeString(broken, "spec: [");
        assertRefused(Map.of("podTemplate", broken.toString()), "lanes.pods.podTemplate cannot be read as a pod: ");
        assertRefused(Map.of("podTemplate", "/nowhere.yaml"), "lanes.pods.podTemplate cannot be read as a pod: ");
        assertRefused(Map.of("deadline", "soon"), "lanes.pods.deadline must be a duration, such as 24h: soon");
        assertRefused(
                Map.of("context", "other"), "the kubeconfig has no context other: see kubectl config get-contexts");
        assertRefused(Map.of("kubeconfig", "/nowhere"), "the kubeconfig /nowhere cannot be read: ");
        Lane lane = cluster.lane(Map.of());
        Lane root = new Lane(
                lane.name(), lane.executor(), lane.workspace(), true, List.of(), false, Set.of(), "0", lane.settings());
        assertThatThrownBy(() -> executor().open(request("~/work", root)))
                .hasMessage("lanes.pods.user must be the number of a user other than root's 0: 0");
    }

    /** Before a pod is asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources: {limits: {memory: 1Gix}} | lanes.pods.resources.limits.memory",
                "resources: {requests: {cpu: -1}} | lanes.pods.resources.requests.cpu",
                "deadline: soon | lanes.pods.deadline",
                "pendingTimeout: 5 min | lanes.pods.pendingTimeout",
            })
    void whatTheClusterWouldRefuseIsToldWithItsPlace(String key, String name) {
        assertThatThrownBy(() -> keys(key).require())
                .hasMessageMatching("(?s).*/runner.yaml:2:\\d+: error: '" + name + "'.*");
        keys("resources: {limits: {memory: 1Gi, cpu: 500m, storage: 1e3}, requests: {cpu: 1.5, memory: '.5G'}}")
                .require();
    }

    private static PluginKeys keys(String key) {
        String text = "repositories: [octo/app]\nlanes: {pods: {executor: kubernetes, image: a, " + key + "}}\n";
        PluginKeys keys = new PluginKeys(new ConfigReader(Map.of("HOME", "/home/a"), "here", Clock.systemUTC())
                .read(text, Path.of("/etc/runner.yaml")));
        keys.lane("pods", "the plugin", new KubernetesExecutorFactory().laneSchema());
        return keys;
    }

    @Test
    void aTemplateThatWouldUndoTheBoundaryIsRefusedWithThePaths() throws Exception {
        Path template = folder.resolve("template.yaml");
        Files.writeString(template, """
            metadata:
              finalizers: [example.org/stay]
              ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: b}]
              annotations: {container.apparmor.security.beta.kubernetes.io/steps: unconfined}
            spec:
              shareProcessNamespace: true
              ephemeralContainers: [{name: more, image: more}]
              volumes:
                - {name: host, hostPath: {path: /}}
                - {name: token, projected: {sources: [{serviceAccountToken: {path: token}}]}}
                - {name: fine, configMap: {name: a}}
              containers:
                - {name: side, image: a, ports: [{containerPort: 80, hostPort: 80}], readinessProbe: {tcpSocket: {port: 80}}}
                - {name: steps, lifecycle: {postStart: {exec: {command: [a]}}}, livenessProbe: {exec: {command: [a]}}}
            """);

        assertRefused(
                Map.of("podTemplate", template.toString()),
                "lanes.pods.podTemplate must not have metadata.finalizers, metadata.ownerReferences,"
                        + " metadata.annotations.container.apparmor.security.beta.kubernetes.io/steps,"
                        + " spec.ephemeralContainers, spec.shareProcessNamespace, spec.volumes.host.hostPath,"
                        + " spec.volumes.token.projected.sources.serviceAccountToken, spec.containers.side.ports.hostPort,"
                        + " spec.containers.steps.lifecycle, spec.containers.steps.probes: " + template);
    }

    /** Nobody waits for a lane's whole time for starting to learn that its cluster is away. */
    @Test
    void aLookAtAClusterThatIsAwayIsOverInSeconds() throws Exception {
        Path kubeconfig = folder.resolve("away");
        Files.writeString(
                kubeconfig, Files.readString(cluster.kubeconfig()).replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:1"));
        Instant begin = Instant.now();

        assertThatThrownBy(() -> executor()
                        .reach(cluster.lane(Map.of("kubeconfig", kubeconfig.toString(), "pendingTimeout", "40s"))))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE))
                .hasMessageEndingWith("no connection to the API server");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    /** Somebody deleted the run's pod and put another in its place. */
    @Test
    void aPodThatIsNotTheOneThatWasMadeIsNotDeleted() throws Exception {
        WorkspaceRequest request = request();
        Workspace workspace = open(request);
        cluster.change(pod -> new PodBuilder(pod)
                .editMetadata()
                .withUid("another")
                .endMetadata()
                .build());

        workspace.close();

        assertThat(cluster.objects()).hasSize(1);
        cluster.change(pod -> pod);
        cluster.clear();
    }

    /** It put something else in the place of its supervisor, which says that it runs, for ever. */
    @Test
    @Tag("slow")
    void aPodWhoseSupervisorIsGivenUpIsRemoved() throws Exception {
        Workspace workspace = open();
        CancellationToken cancellation = new CancellationToken();
        Output output = new Output();
        String replace = "f=$(echo \"$XDG_STATE_HOME\"/codex-runner/host/runs/*); printf '%s\\n'"
                + " '[[ $1 != read ]] || { echo codex-runner: running >&2; exit; }; exec sleep 300' > $f/supervisor.sh;"
                + " kill -STOP $(cut -d' ' -f2 $f/supervisor); echo begun; sleep 300";
        CompletableFuture<StepExit> exit =
                CompletableFuture.supplyAsync(() -> workspace.run(shell(replace), output, cancellation));
        until(() -> output.text().equals("begun\n"));
        cancellation.cancel("enough");

        assertThat(exit.join()).isEqualTo(new StepExit.Cancelled("enough"));

        assertThat(cluster.objects()).isEmpty();
        assertThat(workspace.changes()).isEmpty();
        assertThat(workspace.gitNotes())
                .singleElement()
                .asString()
                .endsWith("was removed, with all that the steps changed");
        workspace.close();
    }

    /** Somebody deleted the run's pod and put another in its place, between two commands. */
    @Test
    void noCommandGoesIntoAPodThatIsNotTheOneThatWasMade() throws Exception {
        Workspace workspace = open();
        cluster.change(pod -> new PodBuilder(pod)
                .editMetadata()
                .withUid("another")
                .endMetadata()
                .build());

        assertThat(run(workspace, "touch " + folder.resolve("ran")).exit())
                .isEqualTo(new StepExit.Lost("its pod was deleted, and not by the runner"));
        assertThat(folder.resolve("ran")).doesNotExist();

        workspace.close();
        cluster.change(pod -> pod);
        cluster.clear();
    }

    @Test
    void whatTheKernelCountedIsToldWithTheLimit() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path cat = Files.writeString(
                bin.resolve("cat"),
                "#!/bin/bash\n[[ $1 != */memory.events ]] || { printf 'oom 2\\noom_kill 2\\n'; exit; }\nexec /bin/cat \"$@\"\n");
        Files.setPosixFilePermissions(cat, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path template = folder.resolve("path.yaml");
        Files.writeString(
                template,
                "spec: {containers: [{name: steps, env: [{name: PATH, value: '" + bin + ":" + System.getenv("PATH")
                        + "'}]}]}\n");
        Map<String, Object> keys =
                Map.of("podTemplate", template.toString(), "resources", Map.of("limits", Map.of("memory", "64Mi")));
        try (Workspace workspace = open(request("~/work", cluster.lane(keys)))) {
            assertThat(workspace.gitNotes())
                    .containsExactly("the pod killed processes of the steps: together they exceeded its memory limit of"
                            + " 64Mi");
        }
    }

    private void assertRefused(Map<String, Object> keys, String message) {
        assertThatThrownBy(() -> executor().open(request("~/work", cluster.lane(keys))))
                .isInstanceOfSatisfying(
                        RunnerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith(message);
    }

    @Test
    void aRunnerThatComesBackGoesOnInTheSamePod() {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        run(left, "echo kept > out.txt");
        String state = left.state().orElseThrow();

        try (HostExecutor next = another()) {
            Workspace resumed = next.resume(request, state).orElseThrow();
            assertThat(run(resumed, "cat out.txt").output()).isEqualTo("kept\n");
            assertThat(cluster.processes()).hasSize(1);
            resumed.close();
        }
    }

    @Test
    void aRunWhosePodIsGoneIsNotTakenUp() {
        WorkspaceRequest request = request();
        Workspace left = open(request);
        run(left, "true");
        String state = left.state().orElseThrow();
        cluster.vanish();

        try (HostExecutor next = another()) {
            assertThat(next.resume(request, state)).isEmpty();
        }
    }

    @Test
    void whatADeadRunnerLeftIsGoneWhenTheRunIsRecovered() {
        WorkspaceRequest request = request();
        run(open(request), "true");
        assertThat(cluster.objects()).hasSize(1);

        executor().open(request).close();

        assertThat(cluster.objects()).isEmpty();
        assertThat(cluster.processes()).hasSize(1);
    }

    @Test
    void whatARunOfAnotherRunnerLeftIsDiscardedUnlessItStillWorks() throws Exception {
        WorkspaceRequest working = request();
        WorkspaceRequest over = withLease(request(), Duration.ofMillis(500));
        Workspace kept = open(working);
        executor().open(over);
        try (HostExecutor other = another()) {
            other.discard(over.lane(), new RunId("20261121T050403Z-7-body-ffffff"));
            other.discard(over.lane(), working.run());
            until(() -> {
                other.discard(over.lane(), over.run());
                return cluster.objects().size() < 2;
            });
        }
        assertThat(cluster.objects())
                .singleElement()
                .extracting(pod -> pod.getMetadata().getName())
                .isEqualTo(PodDraft.name(working.run()));
        kept.close();
    }

    private static WorkspaceRequest withLease(WorkspaceRequest request, Duration lease) {
        return new WorkspaceRequest(
                request.run(),
                request.lane(),
                request.workdir(),
                request.cloneUrl(),
                request.branch(),
                request.grace(),
                lease);
    }

    /** It is in the way of none: the name alone proves nothing. */
    @Test
    void aPodOfTheSameNameThatIsNotTheRunsIsRefusedAndLeft() {
        WorkspaceRequest request = request();
        Pod others = new PodBuilder(new PodDraft(
                                PodSettings.of(request.lane()), cluster.client().getKubernetesSerialization())
                        .pod(request.run(), TestCluster.NAMESPACE))
                .editMetadata()
                .addToAnnotations(PodDraft.RUN, "another")
                .endMetadata()
                .build();
        cluster.client().resource(others).create();

        assertThatThrownBy(() -> executor().open(request))
                .hasMessageEndingWith(" in the namespace briefs does not belong to this run: delete it");

        assertThat(cluster.objects()).hasSize(1);
        cluster.vanish();
    }

    @Test
    void podsThatEndedLongAgoAreDeletedByTheNextRunAndOthersLeft() {
        for (String name : List.of("long-ago", "just-now", "running")) {
            cluster.client()
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(TestCluster.NAMESPACE)
                            .addToLabels(PodDraft.MANAGED, PodDraft.MANAGER)
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName(PodDraft.CONTAINER)
                            .withCommand("true")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
        }
        cluster.change(pod -> {
            String name = pod.getMetadata().getName();
            return name.startsWith(PodDraft.MANAGER) || name.equals("running")
                    ? pod
                    : new PodBuilder(pod)
                            .withStatus(TestCluster.terminated("Completed", 0, null))
                            .editStatus()
                            .editContainerStatus(0)
                            .editState()
                            .editTerminated()
                            .withFinishedAt(name.equals("long-ago") ? "2020-01-01T00:00:00Z" : "2100-01-01T00:00:00Z")
                            .endTerminated()
                            .endState()
                            .endContainerStatus()
                            .endStatus()
                            .build();
        });
        open().close();

        assertThat(cluster.objects())
                .extracting(pod -> pod.getMetadata().getName())
                .containsOnly("just-now", "running");
        cluster.vanish();
    }

    @Test
    void aLookMakesAPodOnlyWhenItAsksSomething() {
        assertThat(executor().inspect(request("~/work"))).isEqualTo("~/work");
        assertThat(cluster.processes()).isEmpty();
        assertThat(executor().reach(lane(Lane.WorkspaceMode.ISOLATED)).get(0)).startsWith("ends ");
        assertThat(executor().host(lane(Lane.WorkspaceMode.ISOLATED)))
                .isEqualTo("a pod of the image registry.example.org/steps:1");
        assertThat(cluster.processes()).hasSize(1);
    }

    /** The client's classes take seconds to load, for which a brief would be held: the lane would look silent. */
    @Test
    void aLookThatAsksNothingMakesNoClient() {
        Lane lane = cluster.lane(Map.of("kubeconfig", "/nowhere"));
        assertThat(executor().inspect(request("~/work", lane))).isEqualTo("~/work");
        assertThatThrownBy(() -> executor().reach(lane))
                .hasMessageStartingWith("the kubeconfig /nowhere cannot be read: ");
        assertThatThrownBy(() -> executor().inspect(request("~/work", cluster.lane(Map.of("deadline", "soon")))))
                .hasMessage("lanes.pods.deadline must be a duration, such as 24h: soon");
    }

    @Test
    void theRoleAllowsWhatIsAskedForAndNothingElse() throws Exception {
        try (Workspace workspace = open()) {
            run(workspace, "true");
        }
        WorkspaceRequest request = request();
        run(open(request), "true");
        executor().open(request).close();
        Set<String> asked = new HashSet<>();
        for (String line : cluster.requests()) {
            String path = line.replaceFirst("^[A-Z]+ /api/v1/namespaces/briefs/pods", "");
            asked.add(
                    path.endsWith("/exec")
                            ? "get pods/exec"
                            : switch (line.substring(0, line.indexOf(' '))) {
                                case "POST" -> "create pods";
                                case "DELETE" -> "delete pods";
                                case "GET" -> path.isEmpty() ? "list pods" : "get pods";
                                default -> line;
                            });
        }
        Set<String> allowed = new HashSet<>();
        for (PolicyRule rule : role().getRules()) {
            assertThat(rule.getApiGroups()).containsExactly("");
            rule.getResources()
                    .forEach(resource -> rule.getVerbs().forEach(verb -> allowed.add(verb + " " + resource)));
        }
        assertThat(allowed.remove("create pods/exec")).as("for Kubernetes 1.35").isTrue();
        assertThat(asked).isEqualTo(allowed);
    }

    private static Role role() throws Exception {
        for (String document : Files.readString(Path.of("..", "deploy", "kubernetes", "role.yaml"))
                .split("(?m)^---$", -1)) {
            if (document.contains("kind: Role\n")) {
                return Serialization.unmarshal(document, Role.class);
            }
        }
        throw new AssertionError("no role");
    }

    @Test
    @Tag("slow")
    void twentyRunsAtOnceTakeFourThreadsEachAtMost() throws Exception {
        open().close();
        Set<Thread> before = Set.copyOf(runners());
        CountDownLatch running = new CountDownLatch(20);
        CountDownLatch counted = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(20);
        List<CompletableFuture<String>> runs = new ArrayList<>();
        for (int run = 0; run < 20; run++) {
            WorkspaceRequest request = request();
            runs.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (Workspace workspace = open(request)) {
                            running.countDown();
                            counted.await();
                            return run(workspace, "cat src/new.txt").output();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    callers));
        }
        running.await();
        Set<Thread> now = new HashSet<>(runners());
        now.removeAll(before);
        counted.countDown();
        assertThat(runs.stream().map(CompletableFuture::join)).hasSize(20).containsOnly("new\n");
        callers.shutdown();
        assertThat(now).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void aQuotaIsNotTakenForAMissingRight() {
        Cluster real = new Cluster(cluster.client());

        assertThat(real.failed(
                        "create pods",
                        "briefs",
                        new KubernetesClientException("pods \"a\" is forbidden: exceeded quota: compute", 403, null)))
                .hasMessageStartingWith("could not create pods in the namespace briefs of ")
                .hasMessageEndingWith(": pods \"a\" is forbidden: exceeded quota: compute");
        assertThat(real.failed(
                        "create pods",
                        "briefs",
                        new KubernetesClientException(
                                "pods is forbidden: User \"a\" cannot create resource \"pods\"", 403, null)))
                .hasMessageContaining("give it the role");
    }

    /** The guide's table of keys is what the schema says. */
    @Test
    void theGuideListsEveryKey() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "kubernetes.md"));
        JsonNode keys = new JsonMapper()
                .readTree(new KubernetesExecutorFactory().laneSchema())
                .get("properties");
        for (var key : keys.properties()) {
            JsonNode standard = key.getValue().path("default");
            assertThat(guide)
                    .contains("\n| `" + key.getKey() + "` | "
                            + (standard.isString() ? "`" + standard.asString() + "` " : "") + "| "
                            + key.getValue().get("description").asString() + " |\n");
        }
    }

    /** Without the threads of the cluster. */
    private static Set<Thread> runners() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> thread.getName().matches("relay|kubelet|vert\\.x.*|process reaper.*|.*netty.*"));
        return threads;
    }
}
