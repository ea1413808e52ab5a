package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which workspace a run wants.
 *
 * @param run the run
 * @param lane the lane it runs on
 * @param workdir as the brief writes it, {@code ~} unresolved
 * @param cloneUrl where the brief's repository is cloned from, without credentials: one of the workdir's remotes, resolved,
 *     must have its host and path
 * @param mirror a bare repository on the runner's machine that holds the base commit; null for an inspection
 * @param baseCommit 40 hexadecimal digits; null for an inspection
 * @param branch the name of the run's local branch
 * @param grace how long a process that was told to end may take before it is killed
 */
public record WorkspaceRequest(
        RunId run,
        Lane lane,
        String workdir,
        URI cloneUrl,
        @Nullable Path mirror,
        @Nullable String baseCommit,
        String branch,
        Duration grace) {}
