package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.github.hirakuarai.codexrunner.model.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A cluster of one node: the API server is fabric8's mock server with its objects, the kubelet is ours, and its containers are
 * real processes of this machine. It can be made to misbehave.
 */
final class TestCluster implements AutoCloseable {

    /** It tells every request. Kept, because a logger that nobody holds forgets its level. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    static final String NAMESPACE = "briefs";

    private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";

    private final Path folder;
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final Relay relay;
    private final Map<String, PodProcesses> pods = new ConcurrentHashMap<>();
    private final List<PodProcesses> all = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final List<ExecSocket.Fault> faults = new ArrayList<>();
    private final Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
    private volatile Function<Integer, PodStatus> starting = look -> running();
    private volatile UnaryOperator<Pod> changed = UnaryOperator.identity();
    private volatile ExecSocket.Fault always = ExecSocket.Fault.NONE;

    /** Answers the next requests of a kind itself. */
    private record Answer(Predicate<String> of, AtomicInteger times, int code, boolean after) {}

    TestCluster(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Kubelet(), false);
        server.init();
        client = server.createClient();
        relay = new Relay(server.getPort());
        Files.writeString(kubeconfig(), """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
              - name: test
                cluster: {server: "http://127.0.0.1:%d"}
            contexts:
              - name: test
                context: {cluster: test, user: test, namespace: %s}
            users:
              - name: test
                user: {token: not-a-secret}
            """.formatted(relay.port(), NAMESPACE));
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** A lane on the cluster, with more keys. */
    Lane lane(Map<String, Object> more) {
        Map<String, Object> keys = new LinkedHashMap<>(Map.of(
                "kubeconfig",
                kubeconfig().toString(),
                "image",
                "registry.example.org/steps:1",
                "pendingTimeout",
                "20s"));
        keys.putAll(more);
        return new Lane(
                "pods", "kubernetes", Lane.WorkspaceMode.ISOLATED, true, List.of(), false, Set.of(), null, keys);
    }

    Relay network() {
        return relay;
    }

    /** The cluster's objects, past everything that misbehaves. */
    KubernetesClient client() {
        return client;
    }

    List<Pod> objects() {
        return client.pods().inNamespace(NAMESPACE).list().getItems();
    }

    /** "POST /api/v1/namespaces/briefs/pods", and so on, without what stands after a question mark. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The pods' processes, of all that were ever made. */
    List<PodProcesses> processes() {
        return List.copyOf(all);
    }

    /** What the status of a pod is at the first, second, … look; a container that runs when it is left alone. */
    void starting(Function<Integer, PodStatus> status) {
        starting = status;
    }

    /** What is seen of every pod from now on. */
    void change(UnaryOperator<Pod> change) {
        changed = change;
    }

    /** The next execs go wrong in these ways, one after another. */
    void next(ExecSocket.Fault... next) {
        synchronized (faults) {
            faults.addAll(Arrays.asList(next));
        }
    }

    /** All execs go wrong. */
    void always(ExecSocket.Fault fault) {
        always = fault;
    }

    /** Answers the next requests whose method and path begin like this with an error. */
    void refuse(String beginning, int times, int code) {
        answers.add(new Answer(request -> request.startsWith(beginning), new AtomicInteger(times), code, false));
    }

    void refuseExec(int times, int code) {
        answers.add(new Answer(request -> request.endsWith("/exec"), new AtomicInteger(times), code, false));
    }

    void refuseList(int times, int code) {
        answers.add(new Answer(request -> request.equals("GET " + PODS), new AtomicInteger(times), code, false));
    }

    /** Forgets faults that nobody has met. */
    void forget() {
        synchronized (faults) {
            faults.clear();
        }
    }

    /** Removes what a runner could not. */
    void clear() {
        vanish();
    }

    /** Carries the next requests out and answers with an error all the same. */
    void loseAnswer(String beginning, int times, int code) {
        answers.add(new Answer(request -> request.startsWith(beginning), new AtomicInteger(times), code, true));
    }

    /** Deletes a pod as a person or the cluster does: at once, with all its processes. */
    void vanish() {
        for (Pod pod : objects()) {
            client.resource(pod).withGracePeriod(0).delete();
        }
        all.forEach(PodProcesses::kill);
    }

    /** Ends the container as the kernel or the kubelet does, with a status. */
    void die(PodStatus status) {
        change(pod -> new PodBuilder(pod).withStatus(status).build());
        pods.values().forEach(PodProcesses::kill);
        pods.clear();
    }

    static PodStatus running() {
        return status(
                "Running",
                new ContainerStateBuilder().withNewRunning().endRunning().build());
    }

    static PodStatus waiting(String reason, String message) {
        return status(
                "Pending",
                new ContainerStateBuilder()
                        .withNewWaiting()
                        .withReason(reason)
                        .withMessage(message)
                        .endWaiting()
                        .build());
    }

    static PodStatus terminated(String reason, int code, String message) {
        return status(
                "Failed",
                new ContainerStateBuilder()
                        .withNewTerminated()
                        .withReason(reason)
                        .withExitCode(code)
                        .withMessage(message)
                        .endTerminated()
                        .build());
    }

    static PodStatus failed(String reason, String message) {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    static PodStatus condition(String type, String status, String reason, String message) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .build();
    }

    private static PodStatus status(String phase, ContainerState state) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .addNewContainerStatus()
                .withName(PodDraft.CONTAINER)
                .withState(state)
                .endContainerStatus()
                .build();
    }

    @Override
    public void close() throws IOException {
        relay.close();
        client.close();
        server.destroy();
        all.forEach(PodProcesses::kill);
    }

    /** Serves what is more than objects. */
    private final class Kubelet extends Dispatcher {

        private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            String line = request.getMethod() + " " + path;
            boolean outside = "not-a-secret".equals(token(request));
            if (outside) {
                requests.add(line);
                for (Answer answer : answers) {
                    if (answer.of.test(line) && answer.times.getAndDecrement() > 0) {
                        if (answer.after) {
                            serve(request, line, true);
                        }
                        return error(answer.code);
                    }
                }
            }
            return serve(request, line, outside);
        }

        private static String token(RecordedRequest request) {
            String header = request.getHeader("Authorization");
            return header == null ? "" : header.replace("Bearer ", "");
        }

        private MockResponse serve(RecordedRequest request, String line, boolean outside) {
            if (line.endsWith("/exec")) {
                return exec(request);
            }
            MockResponse response = objects.dispatch(request);
            if (response.code() >= 300) {
                return response;
            }
            if (line.equals("POST " + PODS)) {
                begin(Serialization.unmarshal(body(response), Pod.class));
                return response;
            }
            if (line.startsWith("DELETE " + PODS + "/")) {
                PodProcesses ended = pods.remove(line.substring(line.lastIndexOf('/') + 1));
                if (ended != null) {
                    ended.end();
                }
                return response;
            }
            if (outside && line.startsWith("GET " + PODS + "/")) {
                return response.setBody(Serialization.asJson(seen(Serialization.unmarshal(body(response), Pod.class))));
            }
            if (outside && line.equals("GET " + PODS)) {
                PodList list = Serialization.unmarshal(body(response), PodList.class);
                list.setItems(list.getItems().stream().map(changed).toList());
                return response.setBody(Serialization.asJson(list));
            }
            return response;
        }

        private static String body(MockResponse response) {
            return new String(response.getBody().getBytes(), UTF_8);
        }

        private Pod seen(Pod pod) {
            int look = looks.computeIfAbsent(pod.getMetadata().getName(), name -> new AtomicInteger())
                    .incrementAndGet();
            return changed.apply(
                    new PodBuilder(pod).withStatus(starting.apply(look)).build());
        }

        private void begin(Pod pod) {
            try {
                String unique = "pod-" + made.incrementAndGet();
                PodProcesses processes = new PodProcesses(pod, folder, unique);
                pods.put(pod.getMetadata().getName(), processes);
                all.add(processes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private MockResponse exec(RecordedRequest request) {
            String[] parts = request.getPath().split("\\?", 2);
            String name = parts[0].replaceFirst(".*/pods/", "").replace("/exec", "");
            List<String> command = Arrays.stream(parts[1].split("&"))
                    .filter(parameter -> parameter.startsWith("command="))
                    .map(parameter -> URLDecoder.decode(parameter.substring("command=".length()), UTF_8))
                    .toList();
            PodProcesses pod = pods.get(name);
            if (pod == null || !pod.isAlive()) {
                return error(404);
            }
            ExecSocket.Fault fault;
            synchronized (faults) {
                fault = faults.isEmpty() ? always : faults.remove(0);
            }
            return new MockResponse().withWebSocketUpgrade(new ExecSocket(pod, command, fault));
        }

        private static MockResponse error(int code) {
            return new MockResponse()
                    .setResponseCode(code)
                    .setHeader("Content-Type", "application/json")
                    .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
                            + ",\"message\":\"the test says " + code + "\"}");
        }
    }
}
