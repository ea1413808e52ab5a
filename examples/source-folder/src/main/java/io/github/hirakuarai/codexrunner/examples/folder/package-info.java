/** A source plugin: briefs from a folder of Markdown files. */
@NullMarked
package io.github.hirakuarai.codexrunner.examples.folder;

import org.jspecify.annotations.NullMarked;
