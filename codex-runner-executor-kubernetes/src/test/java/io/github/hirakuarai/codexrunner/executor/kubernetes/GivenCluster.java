package io.github.hirakuarai.codexrunner.executor.kubernetes;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.util.LinkedHashMap;
import java.util.Map;

/** The cluster that KUBECONFIG leads to, in the profile {@code kubernetes}; deploy/kubernetes/try says how. */
final class GivenCluster {

    /** The property with an image that the cluster can start. */
    static final String IMAGE = "kubernetes.image";

    private GivenCluster() {}

    /** A lane there, with more keys. */
    static Lane lane(Map<String, Object> more) {
        Map<String, Object> keys = new LinkedHashMap<>(Map.of(
                "kubeconfig",
                System.getenv("KUBECONFIG"),
                "image",
                System.getProperty(IMAGE),
                "pendingTimeout",
                "2m",
                "resources",
                Map.of("requests", Map.of("cpu", "20m"), "limits", Map.of("memory", "512Mi"))));
        keys.putAll(more);
        return Lane.of("pods", "kubernetes", Lane.WorkspaceMode.ISOLATED, keys);
    }
}
