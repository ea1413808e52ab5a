package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.executor.host.Host;
import io.github.hirakuarai.codexrunner.executor.host.HostAccess;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pods of clusters, one for each run. The lanes of one cluster share a client. */
final class KubernetesAccess implements HostAccess {

    /** Whoever only looks at a lane is told soon that its API server does not answer. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<List<@Nullable String>, Cluster> clusters = new HashMap<>();

    /** @param clock tells how long ago a pod has ended */
    KubernetesAccess(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isMadeForEachRun(Lane lane) {
        return true;
    }

    @Override
    public String name(Lane lane) {
        return "a pod of the image " + PodSettings.of(lane).image();
    }

    @Override
    public String hint(Lane lane) {
        return "the image " + PodSettings.of(lane).image() + " needs bash 4, git 2.30, coreutils and flock";
    }

    @Override
    public Host open(Lane lane, @Nullable RunId run) {
        PodSettings settings = PodSettings.of(lane);
        return run == null
                ? new PodToLook(() -> pod(settings, new RunId("look-" + UUID.randomUUID()), LOOK))
                : pod(settings, run, settings.pendingTimeout());
    }

    @Override
    public Optional<Host> find(Lane lane, RunId run) {
        PodSettings settings = PodSettings.of(lane);
        return pod(settings, run, settings.pendingTimeout()).found();
    }

    private RunPod pod(PodSettings settings, RunId run, Duration patience) {
        return new RunPod(cluster(settings), settings, run, clock, patience);
    }

    private synchronized Cluster cluster(PodSettings settings) {
        return clusters.computeIfAbsent(
                Arrays.asList(settings.kubeconfig(), settings.context()),
                key -> Cluster.of(settings.kubeconfig(), settings.context()));
    }

    @Override
    public synchronized void close() {
        clusters.values().forEach(Cluster::close);
        clusters.clear();
    }
}
