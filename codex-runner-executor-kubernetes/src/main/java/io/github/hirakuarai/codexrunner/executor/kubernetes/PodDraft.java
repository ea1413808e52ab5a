package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the pod of a run: the lane's template, the lane's keys over it, and over these what makes the pod a boundary. */
record PodDraft(PodSettings settings, KubernetesSerialization serialization) {

    /** The container of the steps. */
    static final String CONTAINER = "steps";

    /** The label that all pods of runners have, with {@link #MANAGER} as its value. */
    static final String MANAGED = "app.kubernetes.io/managed-by";

    static final String MANAGER = "codex-runner";

    /** The annotation with the run's id, as it is. */
    static final String RUN = "codex-runner/run";

    /** Holds the clone and the logs of the steps: it can be written whatever the image, and goes with the pod. */
    static final String VOLUME = "/codex-runner";

    /** A name in Kubernetes has at most so many characters where it is a label, too. */
    private static final int LONGEST_NAME = 63;

    /**
     * Waits for the processes that steps leave behind. Ends ten minutes after the last supervisor has, which is when the
     * runner has gone and the lease is over: nobody needs the pod then.
     */
    private static final String FIRST_PROCESS = """
        trap 'exit 0' TERM
        mkdir -p "$HOME"
        for ((idle = 0; idle < 30; idle++)); do
            sleep 20 &
            wait $!
            for alive in "$XDG_STATE_HOME"/codex-runner/host/runs/*/alive; do
                [[ ! -e $alive ]] || flock -n "$alive" true || idle=0
            done
        done\
        """;

    /** The name of a run's pod, which is always the same. */
    static String name(RunId run) {
        String name = MANAGER + "-" + run.value().toLowerCase(Locale.ROOT);
        // The random digits are at the end.
        String cut = name.length() <= LONGEST_NAME
                ? name
                : MANAGER + "-x" + name.substring(name.length() - LONGEST_NAME + MANAGER.length() + 2);
        return cut.replaceAll("-+$", "x");
    }

    /** Writes the pod. */
    Pod pod(RunId run, String namespace) {
        Pod template = template();
        PodSpec spec = template.getSpec() == null ? new PodSpec() : template.getSpec();
        return new PodBuilder(template)
                .editOrNewMetadata()
                .withName(name(run))
                .withGenerateName(null)
                .withNamespace(namespace)
                .addToLabels(MANAGED, MANAGER)
                .addToAnnotations(RUN, run.value())
                .endMetadata()
                .withSpec(spec(spec))
                .build();
    }

    private PodSpec spec(PodSpec template) {
        PodSpecBuilder spec = new PodSpecBuilder(template);
        boolean hasOurs = spec.buildContainers().stream().anyMatch(PodDraft::isOurs);
        if (!hasOurs) {
            spec.addToContainers(0, new ContainerBuilder().withName(CONTAINER).build());
        }
        spec.withContainers(spec.buildContainers().stream()
                        .map(container -> isOurs(container) ? steps(container) : container)
                        .map(this::bounded)
                        .toList())
                .withInitContainers(
                        spec.buildInitContainers().stream().map(this::bounded).toList())
                .removeMatchingFromVolumes(volume -> MANAGER.equals(volume.getName()))
                .addToVolumes(new VolumeBuilder()
                        .withName(MANAGER)
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build())
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(settings.deadline().toSeconds())
                .withTerminationGracePeriodSeconds(5L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostNetwork(false)
                .withHostPID(false)
                .withHostIPC(false)
                .withSecurityContext(bounded(template.getSecurityContext()));
        if (settings.keys().get("serviceAccount") instanceof String account) {
            spec.withServiceAccountName(account);
        }
        settings.map("nodeSelector")
                .forEach((label, value) -> spec.addToNodeSelector(String.valueOf(label), String.valueOf(value)));
        settings.list("imagePullSecrets")
                .forEach(secret -> spec.addToImagePullSecrets(new LocalObjectReference(String.valueOf(secret))));
        settings.list("tolerations")
                .forEach(toleration -> spec.addToTolerations(serialization.convertValue(toleration, Toleration.class)));
        return spec.build();
    }

    private static boolean isOurs(Container container) {
        return CONTAINER.equals(container.getName());
    }

    private Container steps(Container template) {
        ContainerBuilder container = new ContainerBuilder(template)
                .withImage(settings.image())
                .withImagePullPolicy(settings.pull())
                .withCommand("bash", "-c", FIRST_PROCESS)
                .withArgs()
                .withWorkingDir("/")
                .removeMatchingFromEnv(
                        variable -> Map.of("HOME", "", "XDG_STATE_HOME", "").containsKey(variable.getName()))
                .addToEnv(
                        new EnvVarBuilder()
                                .withName("XDG_STATE_HOME")
                                .withValue(VOLUME)
                                .build(),
                        // A user whom the image does not know has none.
                        new EnvVarBuilder()
                                .withName("HOME")
                                .withValue(VOLUME + "/home")
                                .build())
                .removeMatchingFromVolumeMounts(mount -> VOLUME.equals(mount.getMountPath()))
                .addToVolumeMounts(new VolumeMountBuilder()
                        .withName(MANAGER)
                        .withMountPath(VOLUME)
                        .build());
        Map<?, ?> resources = settings.map("resources");
        if (!resources.isEmpty()) {
            container
                    .editOrNewResources()
                    .addToRequests(quantities(resources.get("requests")))
                    .addToLimits(quantities(resources.get("limits")))
                    .endResources();
        }
        return container
                .editOrNewSecurityContext()
                .withRunAsUser(settings.user())
                .endSecurityContext()
                .build();
    }

    /** A new one, which has of the template's only groups for its volumes. */
    private PodSecurityContext bounded(@Nullable PodSecurityContext template) {
        PodSecurityContext context = new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(settings.user())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
        if (template != null) {
            context.setRunAsGroup(notRoot(template.getRunAsGroup()));
            context.setFsGroup(notRoot(template.getFsGroup()));
            context.setFsGroupChangePolicy(template.getFsGroupChangePolicy());
            context.setSupplementalGroups(Stream.ofNullable(template.getSupplementalGroups())
                    .flatMap(List::stream)
                    .filter(group -> group != 0)
                    .toList());
        }
        return context;
    }

    private static @Nullable Long notRoot(@Nullable Long id) {
        return id == null || id == 0 ? null : id;
    }

    /** With a new security context, which has of the template's only the user and whether files are read-only. */
    private Container bounded(Container container) {
        SecurityContext template = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
        return new ContainerBuilder(container)
                .withNewSecurityContext()
                .withRunAsUser(template.getRunAsUser())
                .withRunAsGroup(notRoot(template.getRunAsGroup()))
                .withReadOnlyRootFilesystem(template.getReadOnlyRootFilesystem())
                .withRunAsNonRoot(true)
                .withPrivileged(false)
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .build();
    }

    /** Refuses what would undo the boundary, or keep a pod from ending, and is not for the runner to take out in silence. */
    private void requireBounded(Pod pod, String file) {
        List<String> refused = new ArrayList<>();
        ObjectMeta meta = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
        PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
        refuse(refused, "metadata.finalizers", !meta.getFinalizers().isEmpty());
        refuse(refused, "metadata.ownerReferences", !meta.getOwnerReferences().isEmpty());
        Stream.ofNullable(meta.getAnnotations())
                .flatMap(annotations -> annotations.keySet().stream())
                .filter(name -> name.startsWith("container.apparmor.") || name.startsWith("seccomp.security."))
                .forEach(name -> refused.add("metadata.annotations." + name));
        refuse(
                refused,
                "spec.ephemeralContainers",
                !spec.getEphemeralContainers().isEmpty());
        refuse(refused, "spec.shareProcessNamespace", Boolean.TRUE.equals(spec.getShareProcessNamespace()));
        for (Volume volume : spec.getVolumes()) {
            String path = "spec.volumes." + volume.getName();
            refuse(refused, path + ".hostPath", volume.getHostPath() != null);
            refuse(
                    refused,
                    path + ".projected.sources.serviceAccountToken",
                    volume.getProjected() != null
                            && volume.getProjected().getSources().stream()
                                    .anyMatch(source -> source.getServiceAccountToken() != null));
        }
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .forEach(container -> {
                    String path = "spec.containers." + container.getName();
                    refuse(
                            refused,
                            path + ".ports.hostPort",
                            container.getPorts().stream().anyMatch(port -> port.getHostPort() != null));
                    // They would run in, or end, what the runner has to itself.
                    refuse(refused, path + ".lifecycle", isOurs(container) && container.getLifecycle() != null);
                    refuse(
                            refused,
                            path + ".probes",
                            isOurs(container)
                                    && Stream.of(
                                                    container.getLivenessProbe(),
                                                    container.getReadinessProbe(),
                                                    container.getStartupProbe())
                                            .anyMatch(Objects::nonNull));
                });
        if (!refused.isEmpty()) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "lanes." + settings.lane() + ".podTemplate must not have " + String.join(", ", refused) + ": "
                            + file);
        }
    }

    private static void refuse(List<String> refused, String path, boolean isThere) {
        if (isThere) {
            refused.add(path);
        }
    }

    private static Map<String, Quantity> quantities(@Nullable Object written) {
        Map<String, Quantity> quantities = new HashMap<>();
        if (written instanceof Map<?, ?> map) {
            map.forEach((name, value) -> quantities.put(String.valueOf(name), Quantity.parse(String.valueOf(value))));
        }
        return quantities;
    }

    private Pod template() {
        String file = settings.podTemplate();
        if (file == null) {
            return new Pod();
        }
        try (InputStream text = Files.newInputStream(Path.of(file))) {
            Pod pod = serialization.unmarshal(text, Pod.class);
            if (pod != null) {
                requireBounded(pod, file);
                return pod;
            }
        } catch (RunnerException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new RunnerException(
                    ErrorCode.CONFIGURATION,
                    "lanes." + settings.lane() + ".podTemplate cannot be read as a pod: " + file + ": "
                            + Cluster.line(e),
                    e);
        }
        throw new RunnerException(
                ErrorCode.CONFIGURATION, "lanes." + settings.lane() + ".podTemplate holds no pod: " + file);
    }
}
