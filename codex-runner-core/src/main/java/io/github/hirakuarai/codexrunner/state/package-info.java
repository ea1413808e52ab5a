/** The table of a brief's states: which may follow which (protocol §4), and nothing else. */
@NullMarked
package io.github.hirakuarai.codexrunner.state;

import org.jspecify.annotations.NullMarked;
