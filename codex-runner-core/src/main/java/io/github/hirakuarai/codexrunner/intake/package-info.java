/**
 * What people have asked for: the briefs of their documents, and what they have ordered about them since.
 *
 * <p>{@link BriefFinder} makes {@link FoundBrief}s of a document; {@link StandingOrders} brings together the orders for
 * one of them, and {@link Orders} says what they come to; {@link ActedOn} knows the blocks that came along from an issue
 * elsewhere. Nothing here is judged or asked for: who may order is told by whoever asks.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.intake;

import org.jspecify.annotations.NullMarked;
