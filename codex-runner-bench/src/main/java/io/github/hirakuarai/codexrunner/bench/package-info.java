/** Measurements by JMH, which keep promises of speed honest. */
@NullMarked
package io.github.hirakuarai.codexrunner.bench;

import org.jspecify.annotations.NullMarked;
