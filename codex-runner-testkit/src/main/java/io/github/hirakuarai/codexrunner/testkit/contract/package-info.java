/**
 * What every plugin of a kind must hold, as abstract JUnit classes: extend one, say how the plugin is made, and run it.
 * JUnit and AssertJ are yours to bring.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.testkit.contract;

import org.jspecify.annotations.NullMarked;
