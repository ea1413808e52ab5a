/** What a step wrote, as readers want it: a line as a terminal shows it in the end, and the words that name an error. */
@NullMarked
package io.github.hirakuarai.codexrunner.output;

import org.jspecify.annotations.NullMarked;
