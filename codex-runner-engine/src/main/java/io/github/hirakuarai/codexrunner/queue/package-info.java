/**
 * Which brief goes next, and its way: {@code BriefQueue} begins it when its lane is free, {@code Pipeline} evaluates it again,
 * takes its workdir and has it claimed.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.queue;

import org.jspecify.annotations.NullMarked;
