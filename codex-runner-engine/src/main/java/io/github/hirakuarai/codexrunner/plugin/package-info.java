/**
 * The plugins that there are, found on the class path and not opened.
 *
 * <p>{@link Plugins} is what an embedder asks which there are, and what it gives a runner in place of those on the class
 * path.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.plugin;

import org.jspecify.annotations.NullMarked;
