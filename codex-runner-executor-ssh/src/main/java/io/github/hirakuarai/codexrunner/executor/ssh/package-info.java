/**
 * Runs the steps of a brief on another host over SSH.
 *
 * <p>What a user sees: a lane with {@code executor: ssh}. It behaves as {@code executor: local} does on that host, as the
 * user who signs in; what is done there, and what the host needs for it, is told at {@link
 * io.github.hirakuarai.codexrunner.executor.host.HostExecutor}. This package is the way there: {@code SshLane} (the
 * settings, and what {@code SshHome} says where they are silent) → {@code Connections} (one for each lane, kept alive and
 * reused) → {@code SshConnection} (signs in with the {@code Identities} of files and of an {@code SshAgent}, to hosts that
 * {@code KnownHosts} knows) → {@code SshProcess} (a command).
 *
 * <p>A connection that was lost is made anew between commands, never inside one: a step whose connection is lost is lost.
 * One that nothing runs over is closed after a while; a host that lets few commands run over one gets more.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.ssh;

import org.jspecify.annotations.NullMarked;
