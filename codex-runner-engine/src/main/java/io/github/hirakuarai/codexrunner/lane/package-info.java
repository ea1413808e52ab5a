/**
 * A lane as the runner meets it: what its configuration allows, whether its host answers, the values of its variables, and the
 * threads on which one lane is waited for while others go on.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.lane;

import org.jspecify.annotations.NullMarked;
