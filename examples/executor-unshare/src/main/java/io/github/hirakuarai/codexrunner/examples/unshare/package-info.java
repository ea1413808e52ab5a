/** An executor plugin: this machine, without its network. */
@NullMarked
package io.github.hirakuarai.codexrunner.examples.unshare;

import org.jspecify.annotations.NullMarked;
