/**
 * What every stage works with: the repositories as one look has seen them, with their records; the texts that users read; a
 * brief with what was found out about it; and the reasons for which an attempt must not go on.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.context;

import org.jspecify.annotations.NullMarked;
