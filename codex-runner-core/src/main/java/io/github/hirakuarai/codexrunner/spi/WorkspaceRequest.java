package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Lane;
import io.github.hirakuarai.codexrunner.model.RunId;
import java.net.URI;
import java.time.Duration;

/**
 * A request for a workspace.
 *
 * @param run the run
 * @param lane the lane it runs on
 * @param workdir as the brief writes it, {@code ~} unresolved
 * @param cloneUrl where the brief's repository is cloned from, without credentials: one of the workdir's remotes, resolved,
 *     must have its host and path
 * @param branch the name of the run's local branch
 * @param grace the time between SIGTERM and SIGKILL
 * @param lease how long steps may go on when {@link Workspace#renew} is not called; the executor ends them then
 */
public record WorkspaceRequest(
        RunId run, Lane lane, String workdir, URI cloneUrl, String branch, Duration grace, Duration lease) {}
