package io.github.hirakuarai.codexrunner.executor.container;

import io.github.hirakuarai.codexrunner.model.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a container lane, which {@code container.schema.json} describes.
 *
 * @param engine {@code auto}, {@code podman} or {@code docker}
 * @param image of the containers; null when there is a {@code rootfs}
 * @param rootfs the folder of a system's files; null when there is an image
 * @param pull {@code never}, {@code missing} or {@code always}
 * @param options of the engine's {@code run}, but for the image and the name
 * @param memory as written; null for no limit
 */
record ContainerSettings(
        String engine,
        @Nullable String image,
        @Nullable String rootfs,
        String pull,
        List<String> options,
        @Nullable String memory) {

    static ContainerSettings of(Lane lane) {
        Map<String, Object> keys = lane.settings();
        List<String> options = new ArrayList<>(
                List.of("--network=" + keys.getOrDefault("network", "none"), "--security-opt=no-new-privileges"));
        @Nullable String memory = (String) keys.get("memory");
        if (memory != null) {
            String bytes = memory.replace("iB", "").toLowerCase(Locale.ROOT);
            // Without swap, which would be another limit.
            options.addAll(List.of("--memory=" + bytes, "--memory-swap=" + bytes));
        }
        if (keys.get("cpus") != null) {
            options.add("--cpus=" + keys.get("cpus"));
        }
        if (lane.user() != null) {
            options.add("--user=" + lane.user());
        }
        if (Boolean.TRUE.equals(keys.get("readOnly"))) {
            options.addAll(List.of("--read-only", "--tmpfs=/tmp:mode=1777"));
        }
        if (keys.get("mounts") instanceof List<?> mounts) {
            mounts.forEach(mount -> options.add("--volume=" + mount));
        }
        return new ContainerSettings(
                (String) keys.getOrDefault("engine", "auto"),
                (String) keys.get("image"),
                (String) keys.get("rootfs"),
                (String) keys.getOrDefault("pull", "missing"),
                List.copyOf(options),
                memory);
    }

    /** What the containers are made of, for users. */
    String source() {
        return image == null ? "the files of " + rootfs : "the image " + image;
    }

    /**
     * The last options of the engine's {@code run}, which name what the container is made of.
     *
     * @param pull whether the image is pulled
     */
    List<String> made(String pull) {
        return image == null ? List.of("--rootfs", rootfs + ":O") : List.of("--pull=" + pull, "--", image);
    }
}
