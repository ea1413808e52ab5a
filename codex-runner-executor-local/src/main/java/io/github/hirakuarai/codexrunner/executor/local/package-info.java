/**
 * Runs the steps of a brief on this machine.
 *
 * <p>What a user sees: a lane with {@code executor: local}. Its steps run in the clone that the brief names (or, with
 * {@code workspace: isolated}, in a disposable one), as the runner's own Unix user, and nothing they started is left
 * when a step has ended. Afterwards the clone stands as it stood before, and what the steps left is a commit on the
 * run's local branch. A lane with {@code user} is another user's of this machine: it is served as another host would be
 * (see {@link io.github.hirakuarai.codexrunner.executor.host}), so that no file of the clone becomes the runner's.
 *
 * <p>How data flows: {@link io.github.hirakuarai.codexrunner.spi.WorkspaceRequest} → {@code Workdir} (the path) → {@code
 * CloneLayout} (where the clone keeps its git folder) → {@code CloneConfig} and {@code CloneState} (its configuration,
 * HEAD and index, read as data; refusals) → {@code CloneLock} and {@code Keeper} (nobody else gets it) → {@code
 * CloneVisit} (in: objects from the mirror, branch, files, index) → {@code LocalWorkspace} (steps, changes, files) →
 * {@code CloneVisit} (out: a commit of what the steps left, and back to what was checked out).
 *
 * <p><b>A clone is hostile.</b> A step may have written its configuration, attributes, hooks and index. So JGit never
 * opens the clone's git folder as a repository. It gets a <i>shadow</i>: a git folder of the runner's own, with a
 * configuration of eight harmless keys, without hooks, attributes, alternates or filters, which borrows only the
 * clone's object folder and files. What the clone's {@code config}, {@code HEAD} and refs say is parsed as text.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.local;

import org.jspecify.annotations.NullMarked;
