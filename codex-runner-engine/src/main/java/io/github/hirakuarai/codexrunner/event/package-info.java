/**
 * What the runner tells the programs that use it: which briefs it has found and what it does with each, what happens while it
 * runs, and what came of it. Values only; they know the model and the plugin interfaces, and none of the stages.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.event;

import org.jspecify.annotations.NullMarked;
