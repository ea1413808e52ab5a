/** A state store plugin: states, comments and commands are files. */
@NullMarked
package io.github.hirakuarai.codexrunner.examples.states;

import org.jspecify.annotations.NullMarked;
