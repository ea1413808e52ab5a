/**
 * The runs of this machine, for people and programs that look back at them: what each did, said and left.
 *
 * <p>{@link RunArchive} reads the folders that runs have left. It needs no runner and no forge,
 * only the runner's own folder, and changes nothing.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.archive;

import org.jspecify.annotations.NullMarked;
