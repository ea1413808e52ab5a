/** Plugins that keep everything in memory, for tests of what uses plugins. */
@NullMarked
package io.github.hirakuarai.codexrunner.testkit.memory;

import org.jspecify.annotations.NullMarked;
