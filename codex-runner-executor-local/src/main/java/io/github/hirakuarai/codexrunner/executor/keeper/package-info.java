/**
 * Keeps the processes of a workspace's steps together on the lane's host: for the executors of this project, on this machine
 * and over SSH.
 *
 * <p><b>The end of a process tree.</b> A small bash script, {@code keeper.sh}, stands between the runner and the steps of
 * one workspace. It starts each step in a session without a terminal, holds a {@code flock} inside the clone's git
 * folder that every process of the steps inherits, and ends them (TERM, grace, KILL) when a step ends, when it is told
 * to, and when its standard input ends: when the runner was killed. How it finds them, the first that works:
 *
 * <ol>
 *   <li>{@code cgroup}: a cgroup of its own, where the host's cgroup v2 tree can be written. Complete, and the step
 *       sees no difference.
 *   <li>{@code session}: the session, an environment marker ({@code CODEX_TREE}) and the inherited lock, looked up in
 *       {@code /proc}. Finds all but a process that left the session, emptied its environment and closed its
 *       descriptors.
 *   <li>{@code group}: the step's process group, where there is no {@code /proc}. A daemon gets away.
 * </ol>
 *
 * <p>A pid namespace would be complete too, but a step sees it: other process numbers, mounts of its own, and without
 * root a user namespace in which {@code sudo} and rootless containers fail. So it is not used.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.keeper;

import org.jspecify.annotations.NullMarked;
