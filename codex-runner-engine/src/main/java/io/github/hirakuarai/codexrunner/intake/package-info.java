/**
 * What people have asked for: the briefs of their documents, and the commands that they have given since.
 *
 * <p>{@link BriefFinder} makes {@link FoundBrief}s of a document; {@link PendingCommands} brings together the commands for
 * one of them, and {@link ActiveCommands} says what they come to; {@link ProcessedBlocks} knows the blocks that came along from an issue
 * elsewhere. Nothing here is judged or asked for: who may command is told by whoever asks.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.intake;

import org.jspecify.annotations.NullMarked;
