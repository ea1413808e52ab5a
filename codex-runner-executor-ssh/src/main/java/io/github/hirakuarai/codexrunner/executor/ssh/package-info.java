/**
 * Runs the steps of a brief on another host over SSH.
 *
 * <p>What a user sees: a lane with {@code executor: ssh}. It behaves as {@code executor: local} does on that host, as the
 * user who signs in. The host needs {@code bash} 4, {@code git}, {@code flock}, {@code base64} and {@code stat}, and keeps
 * nothing of the runner's but a private folder in its temporary one for as long as a run lasts.
 *
 * <p>How data flows: {@link io.github.hirakuarai.codexrunner.spi.WorkspaceRequest} → {@code SshLane} (the settings) →
 * {@code Connections} (one for each lane, reused) → {@code Host} (asks {@code host.sh}) → {@code HostClone} (what the host
 * says of the clone; refusals) → {@code KeeperLink} (nobody else gets it) → {@code Stay} (in, by a pack from the mirror) →
 * {@code SshWorkspace} (steps, changes, files) → {@code Stay} (out).
 *
 * <p><b>Steps.</b> The same {@code keeper.sh} as on this machine runs at the far end of one command of the connection. A
 * step's files come through its standard input and its output through the command's two streams, so that a step costs one
 * round trip. When the connection is lost, the keeper's standard input ends: it ends the steps, and holds the clone's lock
 * until they have ended. A step whose connection is lost is lost; the next one gets a new connection.
 *
 * <p><b>Git.</b> The clone's files are compared and written by the host's own git, not by JGit over a file protocol: that
 * would fetch every file of the tree to compare it. A hostile clone that made git run something there would gain nothing,
 * for its steps run as that user on that host already, and no credential of the runner's is there. All the same {@code
 * host.sh} shows git the clone's files and objects through a git folder of the runner's own, without the clone's
 * configuration, attributes, hooks and index, so that a step does not decide what the runner sees. What is published is
 * built from the files' bytes, on the runner's machine.
 *
 * <p>{@code host.sh} is sent with each question, in characters that no login shell changes; nothing is installed.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.ssh;

import org.jspecify.annotations.NullMarked;
