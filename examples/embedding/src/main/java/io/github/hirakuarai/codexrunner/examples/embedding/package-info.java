/** What the embedding guide shows: programs that use the runner as a library. */
@NullMarked
package io.github.hirakuarai.codexrunner.examples.embedding;

import org.jspecify.annotations.NullMarked;
