package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a Kubernetes lane, which {@code kubernetes.schema.json} describes.
 *
 * @param lane its name
 * @param kubeconfig the file; null for what kubectl would read, or the pod that the runner itself is in
 * @param context of the kubeconfig; null for the current one
 * @param namespace of the pods; null for the context's
 * @param pull the pod's {@code imagePullPolicy}
 * @param user the number of the user that runs the steps
 * @param pendingTimeout how long a pod may take to start
 * @param deadline after which the cluster ends a pod, whatever it does
 * @param podTemplate the file; null for none
 * @param keys the others, as they are in a pod's specification
 */
record PodSettings(
        String lane,
        @Nullable String kubeconfig,
        @Nullable String context,
        @Nullable String namespace,
        String image,
        String pull,
        long user,
        Duration pendingTimeout,
        Duration deadline,
        @Nullable String podTemplate,
        Map<String, Object> keys) {

    /** Images rarely have a user of their own, and root is refused. */
    private static final String USER = "1000";

    static PodSettings of(Lane lane) {
        Map<String, Object> keys = lane.settings();
        return new PodSettings(
                lane.name(),
                (String) keys.get("kubeconfig"),
                (String) keys.get("context"),
                (String) keys.get("namespace"),
                String.valueOf(keys.get("image")),
                pull((String) keys.getOrDefault("pull", "missing")),
                user(lane),
                duration(lane, "pendingTimeout", "5m"),
                duration(lane, "deadline", "24h"),
                (String) keys.get("podTemplate"),
                keys);
    }

    /** What the lane says of a key that is a list; empty when it does not. */
    List<?> list(String key) {
        return keys.get(key) instanceof List<?> list ? list : List.of();
    }

    /** What the lane says of a key that is a map; empty when it does not. */
    Map<?, ?> map(String key) {
        return keys.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The most memory that the container may take, as written; null for no limit. */
    @Nullable
    String memory() {
        Object limits = map("resources").get("limits");
        return limits instanceof Map<?, ?> map && map.get("memory") != null ? String.valueOf(map.get("memory")) : null;
    }

    private static String pull(String when) {
        return switch (when) {
            case "never" -> "Never";
            case "always" -> "Always";
            default -> "IfNotPresent";
        };
    }

    private static long user(Lane lane) {
        String user = lane.user() == null ? USER : lane.user();
        if (!user.matches("[1-9][0-9]{0,8}")) {
            throw wrong(lane, "user must be the number of a user other than root's 0: " + user);
        }
        return Long.parseLong(user);
    }

    private static Duration duration(Lane lane, String key, String standard) {
        String text = (String) lane.settings().getOrDefault(key, standard);
        return Quantities.duration(text)
                .orElseThrow(() -> wrong(lane, key + " must be a duration, such as " + standard + ": " + text));
    }

    private static RunnerException wrong(Lane lane, String what) {
        return new RunnerException(ErrorCode.CONFIGURATION, "lanes." + lane.name() + "." + what);
    }
}
