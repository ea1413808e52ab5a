/**
 * Runs steps, and works in their clone, through processes on the lane's host.
 *
 * <p>A {@link io.github.hirakuarai.codexrunner.executor.host.HostAccess} can start a command on a host, and no more; {@link
 * io.github.hirakuarai.codexrunner.executor.host.HostExecutor} does the rest, the same on every kind of host: {@link
 * io.github.hirakuarai.codexrunner.spi.WorkspaceRequest} → {@code HostShell} (asks {@code host.sh}) → {@code HostClone} (what
 * the host says of the clone; refusals) → the lock → {@code Stay} (in, by a pack from the mirror) → {@code HostWorkspace}
 * (steps, changes, files) → {@code Stay} (out). A host needs {@code bash} 4, {@code git} 2.30, {@code flock}, {@code find} and
 * {@code base64}. The runner keeps there a private folder for as long as a run lasts, and how the clone was until it has been
 * put back ({@code ~/.local/state/codex-runner}).
 *
 * <p><b>Steps.</b> The same {@code keeper.sh} as on this machine runs at the far end of one command of the connection. A
 * step's files come through its standard input and its output through the command's two streams, so that a step costs one
 * round trip. When the connection is lost, the keeper's standard input ends: it ends the steps, and holds the clone's lock
 * until they have ended. A step whose connection is lost is lost; the next one gets a new connection.
 *
 * <p><b>Git.</b> The clone's files are compared, checked out and stored by the host's own git, with the user's settings as
 * they were before the steps and with the attributes, so that what is published is what {@code git add} records. git sees
 * the clone through an isolated git folder of the runner's own: nothing that the clone's configuration or hooks name is run or
 * followed. A step could still change what git is there, for it runs as that user; no credential of the runner's is there.
 *
 * <p>{@code host.sh} is sent with each question, in characters that no login shell changes; nothing is installed.
 *
 * <p><b>The end of a process tree.</b> A small bash script, {@code keeper.sh}, stands between the runner and the steps of
 * one workspace. It starts each step in a session without a terminal (the bash of the next
 * two has been started already, for that takes longer than a step that does nothing), holds a {@code flock} inside the clone's git
 * folder that every process of the steps inherits, and ends them (TERM, grace, KILL) when a step ends, when it is told
 * to, and when its standard input ends: when the runner was killed. How it finds them, the first that works:
 *
 * <ol>
 *   <li>{@code cgroup}: a cgroup of its own, where the host's cgroup v2 tree can be written. Complete, and the step
 *       sees no difference.
 *   <li>{@code session}: the session, an environment marker ({@code CODEX_TREE}) and the inherited lock, looked up in
 *       {@code /proc}, where processes that are older than the steps are passed over. Finds all but a process that left the session, emptied its environment and closed its
 *       descriptors.
 *   <li>{@code group}: the step's process group, where there is no {@code /proc}. A daemon gets away.
 * </ol>
 *
 * <p>A pid namespace would be complete too, but a step sees it: other process numbers, mounts of its own, and without
 * root a user namespace in which {@code sudo} and rootless containers fail. So it is not used.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.host;

import org.jspecify.annotations.NullMarked;
