package io.github.hirakuarai.codexrunner.executor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pod of one run. The first command finds or makes it. */
final class RunPod implements Host {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** An image that cannot be pulled may be there in a moment: this part of the time for starting is waited for it. */
    private static final int PULL_PART = 5;

    /** So long a pod that has ended is left to whoever may still ask why. */
    private static final Duration LEFT = Duration.ofHours(1);

    /** More than the kernel's counters take. */
    private static final int COUNTERS = 64 << 10;

    /** So often a pod that changes is deleted. */
    private static final int DELETIONS = 5;

    private static final Duration NOTE = Duration.ofSeconds(30);

    /** The kernel's count of processes that it killed for memory. */
    private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill [1-9]");

    private final Cluster cluster;
    private final PodSettings settings;
    private final RunId run;
    private final Clock clock;
    private final String namespace;
    private final String name;
    private final Duration patience;
    /** Of the pod that was found or made. */
    private volatile @Nullable String uid;

    private boolean made;

    /** @param patience how long an API server that does not answer is asked to make the pod */
    RunPod(Cluster cluster, PodSettings settings, RunId run, Clock clock, Duration patience) {
        this.cluster = cluster;
        this.settings = settings;
        this.run = run;
        this.clock = clock;
        this.patience = patience;
        this.namespace = cluster.namespace(settings);
        this.name = PodDraft.name(run);
    }

    @Override
    public Process start(List<String> command) throws IOException {
        makeOnce();
        requireTheOne();
        try {
            return PodCommand.start(cluster.client(), namespace, name, command);
        } catch (WebSocketHandshakeException e) {
            int code = e.getResponse().code();
            if (code == 401 || code == 403) {
                throw cluster.failed(
                        "run commands in pods",
                        namespace,
                        new KubernetesClientException(String.valueOf(e.getMessage()), code, null));
            }
            throw new IOException("the API server answered " + code, e);
        }
    }

    /**
     * Requires that the pod is still the one that was found or made: somebody may have put another in its place. Exec has no
     * precondition, so one that comes in the moment after this is not noticed.
     */
    private void requireTheOne() throws IOException {
        Optional<Pod> there;
        try {
            there = get();
        } catch (KubernetesClientException e) {
            throw new IOException("the API server answered " + e.getCode(), e);
        }
        if (there.filter(this::isTheOne).isEmpty()) {
            throw new IOException("its pod was deleted, and not by the runner");
        }
    }

    /** The pod, when it is there and the run's own. */
    synchronized Optional<Host> found() {
        try {
            return get().filter(this::isOurs).map(pod -> {
                made = true;
                uid = pod.getMetadata().getUid();
                return this;
            });
        } catch (KubernetesClientException e) {
            throw cluster.failed("read pods", namespace, e);
        }
    }

    private boolean isOurs(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        return annotations != null && run.value().equals(annotations.get(PodDraft.RUN));
    }

    private PodResource resource() {
        return cluster.client().pods().inNamespace(namespace).withName(name);
    }

    private synchronized void makeOnce() {
        if (uid == null) {
            sweep();
            Pod pod = make(System.nanoTime() + patience.toNanos());
            awaitRunning(pod, System.nanoTime() + settings.pendingTimeout().toNanos());
            uid = pod.getMetadata().getUid();
        }
    }

    /** Creates the pod. One that is there is the run's own, from before the runner or its connection was lost. */
    private Pod make(long deadline) {
        Pod draft = new PodDraft(settings, cluster.client().getKubernetesSerialization()).pod(run, namespace);
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                made = true;
                return cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .resource(draft)
                        .create();
            } catch (KubernetesClientException e) {
                if (e.getCode() == 409) {
                    Optional<Pod> there = takeUp(get());
                    if (there.isPresent()) {
                        return there.get();
                    }
                } else if (!Cluster.isPassing(e)) {
                    throw cluster.failed("create pods", namespace, e);
                }
                if (System.nanoTime() > deadline) {
                    throw cluster.failed("create pods", namespace, e);
                }
            }
            pause = pause(pause);
        }
    }

    /** The pod that has the run's name, if it can be used; empty when it is gone, or is going. */
    private Optional<Pod> takeUp(Optional<Pod> there) {
        if (there.isEmpty()) {
            return there;
        }
        Pod pod = there.get();
        if (!isOurs(pod)) {
            made = false;
            throw new RunnerException(
                    ErrorCode.REFUSED,
                    "the pod " + name + " in the namespace " + namespace + " does not belong to this run: delete it");
        }
        if (state(pod).ended().isEmpty()) {
            return there;
        }
        // Nothing of it can be taken up. Who asks for its steps learns from the new one that they are gone.
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            deleteEnded(pod);
        }
        return Optional.empty();
    }

    private void awaitRunning(Pod pod, long deadline) {
        Duration pause = FIRST_PAUSE;
        long stuck = 0;
        Pod last = pod;
        while (!state(last).isRunning()) {
            PodState state = state(last);
            if (state.isWithoutBash()) {
                throw new RunnerException(
                        ErrorCode.TOOL_MISSING,
                        "the image " + settings.image()
                                + " has no bash: use another, with bash 4, git 2.30, coreutils and flock");
            }
            Optional<String> ended = state.ended();
            if (ended.isPresent()) {
                throw unstarted(ended.get());
            }
            long now = System.nanoTime();
            stuck = !state.isStuck() ? 0 : stuck == 0 ? now : stuck;
            boolean tooLong =
                    stuck != 0 && now - stuck > settings.pendingTimeout().toNanos() / PULL_PART;
            if (state.isHopeless() || tooLong) {
                throw unstarted(state.pending());
            }
            if (now > deadline) {
                throw unstarted("it took longer than the lane's pendingTimeout of "
                        + settings.pendingTimeout().toSeconds() + " s: " + state.pending());
            }
            pause = pause(pause);
            try {
                last = get().orElseThrow(() -> unstarted("it was deleted, and not by the runner"));
            } catch (KubernetesClientException e) {
                if (!Cluster.isPassing(e)) {
                    throw cluster.failed("read pods", namespace, e);
                }
                // The API server is away: the time for starting goes on.
            }
        }
    }

    private RunnerException unstarted(String why) {
        return new RunnerException(
                ErrorCode.UNREACHABLE, "the pod of the image " + settings.image() + " did not start: " + why);
    }

    /** Deletes what runners that are gone have left. */
    private void sweep() {
        try {
            for (Pod pod : cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .withLabel(PodDraft.MANAGED, PodDraft.MANAGER)
                    .list()
                    .getItems()) {
                if (state(pod)
                        .endedAt()
                        .filter(end -> end.isBefore(clock.instant().minus(LEFT)))
                        .isPresent()) {
                    deleteEnded(pod);
                }
            }
        } catch (KubernetesClientException e) {
            // The next run's turn. What stands in the way of this run is told by its own request.
        }
    }

    /** Deletes a pod of which nothing can be taken up. */
    private void deleteEnded(Pod pod) {
        try {
            delete(pod);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                throw cluster.failed("delete pods", namespace, e);
            }
            // It is looked at again.
        }
    }

    private Optional<Pod> get() {
        return Optional.ofNullable(resource().get());
    }

    private PodState state(Pod pod) {
        return new PodState(pod, settings);
    }

    @Override
    public Optional<String> ended() {
        String expected = uid;
        if (expected == null) {
            return Optional.empty();
        }
        try {
            Optional<Pod> pod = get();
            return pod.isEmpty() || !expected.equals(pod.get().getMetadata().getUid())
                    ? Optional.of("its pod was deleted, and not by the runner")
                    : state(pod.get()).ended();
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> note() {
        try {
            Process counters = start(List.of(
                    "bash",
                    "-c",
                    "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null; true"));
            counters.getOutputStream().close();
            // Steps may have put another program in the place of bash: it gets a moment, and room for what is asked
            // for.
            CompletableFuture.delayedExecutor(NOTE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(counters::destroy);
            String text = new String(counters.getInputStream().readNBytes(COUNTERS), UTF_8);
            counters.destroy();
            return KILLED.matcher(text).find()
                    ? Optional.of("the pod killed processes of the steps: together they exceeded its memory limit"
                            + (settings.memory() == null ? "" : " of " + settings.memory()))
                    : Optional.empty();
        } catch (IOException | RunnerException e) {
            return Optional.empty();
        }
    }

    private static Duration pause(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException(ErrorCode.UNREACHABLE, "the runner's thread was interrupted", e);
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    @Override
    public synchronized void close() {
        if (made) {
            made = false;
            try {
                boolean over = false;
                for (int tries = 0; tries < DELETIONS && !over; tries++) {
                    over = seen().map(this::delete).orElse(true);
                }
            } catch (KubernetesClientException e) {
                // It ends by itself, and a later run deletes what is left of it.
            }
        }
    }

    /** The pod that was made or found; empty when it is gone. */
    private Optional<Pod> seen() {
        try {
            return get().filter(this::isTheOne);
        } catch (KubernetesClientException e) {
            // Who cannot look deletes what has the name.
            resource().withGracePeriod(1).delete();
            return Optional.empty();
        }
    }

    /** Whether a pod is the one that was made or found: somebody may have put another in its place. */
    private boolean isTheOne(Pod pod) {
        return isOurs(pod) && (uid == null || pod.getMetadata().getUid().equals(uid));
    }

    /** Deletes a pod as it was seen. False when it has changed since. */
    private boolean delete(Pod pod) {
        try {
            cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .resource(pod)
                    .lockResourceVersion()
                    .delete();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                return false;
            }
            throw e;
        }
    }
}
