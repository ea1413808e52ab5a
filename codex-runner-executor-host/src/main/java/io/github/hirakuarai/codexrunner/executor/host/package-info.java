/**
 * Runs steps, and works in their clone, through processes on the lane's host.
 *
 * <p>A {@link io.github.hirakuarai.codexrunner.executor.host.HostAccess} can start a command on a host, and no more; {@link
 * io.github.hirakuarai.codexrunner.executor.host.HostExecutor} does the rest, the same on every kind of host: {@link
 * io.github.hirakuarai.codexrunner.spi.WorkspaceRequest} → {@code HostShell} (asks {@code host.sh}) → {@code HostClone} (what
 * the host says of the clone; refusals) → {@code StepSupervisor} (nobody else gets the clone) → {@code CloneSession} (in, by a pack
 * from the mirror) → {@code HostWorkspace} (steps, changes, files) → {@code CloneSession} (out). A host needs {@code bash} 4, {@code
 * git} 2.30, {@code flock}, {@code find} and {@code stat}. The runner keeps there a private folder for as long
 * as a run lasts, and how the clone was until it has been put back ({@code ~/.local/state/codex-runner}).
 *
 * <p><b>Steps outlive connections and the runner.</b> {@code supervisor.sh} runs detached on the host, one for each run, in
 * {@code ${XDG_STATE_HOME:-~/.local/state}/codex-runner/host/runs/<run>}. Not in a temporary folder, which systemd may
 * delete; named by the run, so that it is found again when an answer was lost. It starts each step once, sends both streams
 * through one pipe into one log, keeps the step's time limit, and writes its result when everything that the step started
 * has ended and the log is on the disk. The runner's commands are short and may be repeated; when a connection is lost, the
 * next one goes on at the log's offset. A step has succeeded only when its result says so: a lost result is {@code Lost}.
 * The supervisor has a lease of its own, shorter than the ledger's and renewed after each confirmed renewal of that; when it
 * is over, the steps are ended. The next supervisor removes folders that nobody has held for a week.
 *
 * <p><b>Git.</b> The clone's files are compared, checked out and stored by the host's own git, with the user's settings as
 * they were before the steps and with the attributes, so that what is published is what {@code git add} records. git sees
 * the clone through an isolated git folder of the runner's own: nothing that the clone's configuration or hooks name is run or
 * followed. A step could still change what git is there, for it runs as that user; no credential of the runner's is there.
 *
 * <p>{@code host.sh} is sent with each question, in characters that no login shell changes; nothing is installed.
 *
 * <p><b>The end of a process tree.</b> The supervisor starts each step in a session without a terminal. It holds a {@code
 * flock} inside the clone's git folder, and one by the clone's real path elsewhere, that every process of the steps
 * inherits; a third lock, in the run's folder, is its own and says that it is alive. It ends a step's processes (TERM, grace,
 * KILL) when the step ends, takes too long, is told to, or the lease is over. How it finds them, the first that works:
 *
 * <ol>
 *   <li>{@code cgroup}: a cgroup of its own, where the host's cgroup v2 tree can be written. Complete, and the step
 *       sees no difference.
 *   <li>{@code session}: the session, an environment marker ({@code CODEX_TREE}) and an inherited file, looked up in
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
