/**
 * Runs the steps of a brief on this machine: a lane with {@code executor: local}.
 *
 * <p>The work itself is that of every host with bash and git
 * ({@link io.github.hirakuarai.codexrunner.executor.host.HostExecutor}); here is how a command is started on this machine, as
 * the runner's own Unix user or as the lane's {@code user}.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.local;

import org.jspecify.annotations.NullMarked;
