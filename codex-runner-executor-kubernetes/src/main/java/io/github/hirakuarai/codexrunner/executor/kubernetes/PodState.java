package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's status says, in words for users.
 *
 * @param settings the lane's, for its limits
 */
record PodState(Pod pod, PodSettings settings) {

    /** Why a container does not start, whatever is waited for. */
    private static final Set<String> FINAL =
            Set.of("InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError");

    /** Why a container does not start, but may. */
    private static final Set<String> PULLING = Set.of(
            "ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "CreateContainerError", "RunContainerError");

    /** The exit code of a process that SIGKILL ended. */
    private static final int KILLED = 137;

    /** Whether the container of the steps runs. */
    boolean isRunning() {
        return state().map(ContainerState::getRunning).isPresent();
    }

    /** Why the pod has ended, or is about to; empty when it has not. */
    Optional<String> ended() {
        String reason = Objects.requireNonNullElse(status().getReason(), "");
        String told = switch (reason) {
            case "" -> disruption().orElse("");
            case "Evicted" -> "its pod was evicted" + message();
            case "Preempting" -> "its pod was preempted by a more important one" + message();
            case "DeadlineExceeded" ->
                "its pod ran for longer than the lane's deadline of "
                        + settings.deadline().toSeconds() + " s";
            case "NodeLost" -> "its node is lost" + message();
            case "Terminated", "NodeShutdown" -> "its node was shut down" + message();
            default -> "its pod was ended (" + reason + ")" + message();
        };
        if (!told.isEmpty()) {
            return Optional.of(told);
        }
        Optional<ContainerStateTerminated> terminated = terminated();
        if (terminated.filter(PodState::isKilledForMemory).isPresent()) {
            return Optional.of("its container was killed because it" + memory());
        }
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("its pod was deleted, and not by the runner");
        }
        if (terminated.isPresent()) {
            ContainerStateTerminated end = terminated.get();
            return Optional.of("its container has ended with exit code " + end.getExitCode()
                    + (isOutOfMemory(end)
                            ? "; before that, processes in it were killed because they" + memory()
                            : detail(end.getMessage())));
        }
        return switch (Objects.requireNonNullElse(status().getPhase(), "")) {
            case "Unknown" -> Optional.of("its node does not answer");
            case "Failed", "Succeeded" -> Optional.of("its pod has ended" + message());
            default -> Optional.empty();
        };
    }

    /** A container of which any process was killed for memory is called {@code OOMKilled}, however it ended later. */
    private static boolean isOutOfMemory(ContainerStateTerminated end) {
        return "OOMKilled".equals(end.getReason());
    }

    private static boolean isKilledForMemory(ContainerStateTerminated end) {
        return isOutOfMemory(end) && Objects.equals(end.getExitCode(), KILLED);
    }

    private String memory() {
        return " exceeded its memory limit" + (settings.memory() == null ? "" : " of " + settings.memory());
    }

    /** Whether the container has no bash to start with. */
    boolean isWithoutBash() {
        return Stream.concat(
                        terminated().map(ContainerStateTerminated::getMessage).stream(),
                        waiting().map(ContainerStateWaiting::getMessage).stream())
                .filter(Objects::nonNull)
                .anyMatch(text -> text.contains("bash") && text.contains("executable file not found"));
    }

    /** Whether it never starts. */
    boolean isHopeless() {
        return waiting()
                .map(ContainerStateWaiting::getReason)
                .filter(FINAL::contains)
                .isPresent();
    }

    /** Whether its image cannot be pulled, or its container not be made, at the moment. */
    boolean isStuck() {
        return waiting()
                .map(ContainerStateWaiting::getReason)
                .filter(PULLING::contains)
                .isPresent();
    }

    /** Why it does not run yet. */
    String pending() {
        Optional<String> waiting =
                waiting().filter(why -> why.getReason() != null).map(why -> why.getReason() + detail(why.getMessage()));
        return waiting.orElseGet(() -> {
            String conditions = conditions().stream()
                    .filter(condition -> "False".equals(condition.getStatus()) && condition.getReason() != null)
                    .map(condition -> condition.getReason() + detail(condition.getMessage()))
                    .distinct()
                    .collect(Collectors.joining("; "));
            return conditions.isEmpty() ? "no node has taken it" : conditions;
        });
    }

    /** When it ended, as far as that is told; empty when it has not. */
    Optional<Instant> endedAt() {
        if (!Set.of("Failed", "Succeeded").contains(Objects.requireNonNullElse(status().getPhase(), ""))) {
            return Optional.empty();
        }
        return terminated()
                .map(ContainerStateTerminated::getFinishedAt)
                .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()))
                .flatMap(PodState::instant);
    }

    private Optional<String> disruption() {
        return conditions().stream()
                .filter(condition ->
                        "DisruptionTarget".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> switch (Objects.requireNonNullElse(condition.getReason(), "")) {
                            case "PreemptionByScheduler" -> "its pod was preempted by a more important one";
                            case "EvictionByEvictionAPI" -> "its pod was evicted";
                            case "DeletionByTaintManager" -> "its pod was deleted because its node is lost or tainted";
                            case "DeletionByPodGC" -> "its node is gone";
                            default -> "its pod was ended (" + condition.getReason() + ")";
                        }
                        + detail(condition.getMessage()));
    }

    private String message() {
        return detail(status().getMessage());
    }

    private static String detail(@Nullable String text) {
        return text == null || text.isBlank() ? "" : ": " + Cluster.line(text);
    }

    private PodStatus status() {
        return Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    }

    private List<PodCondition> conditions() {
        return Objects.requireNonNullElse(status().getConditions(), List.of());
    }

    private Optional<ContainerState> state() {
        return Stream.of(status().getContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream)
                .filter(container -> PodDraft.CONTAINER.equals(container.getName()))
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private Optional<ContainerStateTerminated> terminated() {
        return state().map(ContainerState::getTerminated);
    }

    private Optional<ContainerStateWaiting> waiting() {
        return state().map(ContainerState::getWaiting);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
