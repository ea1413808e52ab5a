/**
 * The {@code codex-runner} command: reads arguments and the configuration, makes a runner, and shows what it says.
 * Results go to standard output, progress and messages to standard error. Nothing here decides anything about a brief.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.cli;

import org.jspecify.annotations.NullMarked;
