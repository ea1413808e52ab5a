/** A whole scene to run briefs in, for tests of programs that embed the runner and of plugins. No test library is needed. */
@NullMarked
package io.github.hirakuarai.codexrunner.testkit.scene;

import org.jspecify.annotations.NullMarked;
