/**
 * Runs the steps of a brief on another host over SSH.
 *
 * <p>What a user sees: a lane with {@code executor: ssh}. It behaves as {@code executor: local} does on that host, as the
 * user who signs in; what is done there, and what the host needs for it, is told at {@link
 * io.github.hirakuarai.codexrunner.executor.host}. This package is the way there: {@code SshLane} (the settings) → {@code
 * Connections} (one for each lane, kept alive and reused) → {@code SshConnection} (signs in, to hosts that {@code
 * KnownHosts} knows) → {@code SshProcess} (a command).
 *
 * <p>A connection that was lost is made anew between commands, never inside one: a step whose connection is lost is lost.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.ssh;

import org.jspecify.annotations.NullMarked;
