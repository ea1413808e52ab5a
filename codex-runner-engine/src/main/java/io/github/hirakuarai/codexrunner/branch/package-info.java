/**
 * The run's branch: its name, the commit on it, and the push that publishes both together with the record's move.
 *
 * <p>{@link RunBranch} names it; {@link CommitBuilder} makes the commit out of {@link BranchContents}, which is as far
 * as a preview goes; {@link BranchPublisher} pushes it under a claim.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.branch;

import org.jspecify.annotations.NullMarked;
