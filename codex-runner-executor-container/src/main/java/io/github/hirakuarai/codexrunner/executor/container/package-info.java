/**
 * Runs each brief in a container of its own: a lane with {@code executor: container}, by the command line of podman or docker.
 *
 * <p>The container is made when the workspace is opened, and removed when it is closed. It holds a clone of the repository with
 * the base commit alone, which comes from the runner through the engine's {@code exec}; what the steps change goes back the same
 * way. So a step sees nothing of this machine: no token, no other clone, no engine. The work itself is that of every host with
 * bash and git ({@link io.github.hirakuarai.codexrunner.executor.host.HostExecutor}).
 *
 * <p>Its name is made from the run's id. A runner that was killed finds it again by that name, and goes on or removes it.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.container;

import org.jspecify.annotations.NullMarked;
