/**
 * One attempt of one brief: {@code Claiming} takes it, {@code Attempt} goes from the workspace over the steps and the outputs
 * to the state that users see, and {@code AttemptEnd} tells how it ended. Every effect stands in the run's journal before it
 * happens.
 *
 * <p>{@code RunGuard} stands before the first step and before each push, and asks anew whether the run may go on. A preview
 * ({@code Previewer}) shares what is done in the workspace, and has neither a claim nor a guard, because it publishes nothing.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.attempt;

import org.jspecify.annotations.NullMarked;
