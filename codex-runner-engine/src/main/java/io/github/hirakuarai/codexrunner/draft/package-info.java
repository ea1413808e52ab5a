/**
 * Writes drafts of briefs out of what other programs propose: the JSON of an {@code /ask} answer, or the older contract of
 * {@code /codex run}.
 *
 * <p>Data flows one way: {@link ProposalFinder} finds the JSON in a text, {@link ProposalReader} reads a {@link Proposal} out of it,
 * {@link Drafter} writes the {@link Draft}. The JSON is a stranger's text, mostly a language model's. So its size is limited, what
 * is shown of it is on one line and without hidden characters, scripts and paths are read by the same validator as those of
 * briefs, and the draft stands in a fence {@code codex-brief-draft}, which is no brief and never runs.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.draft;

import org.jspecify.annotations.NullMarked;
