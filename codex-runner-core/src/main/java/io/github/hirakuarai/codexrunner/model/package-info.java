/**
 * The glossary: the immutable values that every stage and every plugin speaks in.
 *
 * <ul>
 *   <li><b>document</b>: one piece of Markdown on the forge, an issue's body or a comment.
 *   <li><b>block</b>: a fenced code block of a document whose info string says {@code codex-brief}.
 *   <li><b>brief</b>: a block that was read and found valid: what to run where, and what should come out.
 *   <li><b>problem</b>: something wrong with a block, with its code and its place in the document.
 *   <li><b>lane</b>: the name a brief gives to where it runs; the configuration says what stands behind it.
 *   <li><b>reason</b>: why the admission policy holds a brief.
 *   <li><b>record</b>: what the ledger holds of one brief; the only truth about whether it has run.
 *   <li><b>claim</b>: the record's move by which one runner takes a brief; <b>lease</b>: how long it holds unrenewed.
 *   <li><b>attempt</b>: one claim of a brief and what came of it; <b>command</b>: what a person asks for by comment, label or on the command line.
 *   <li><b>workspace</b>: the clone in which the steps of one attempt run; <b>step</b>: one process run there.
 *   <li><b>output</b>: what is published when the steps succeeded: a pull request, a comment, a report.
 * </ul>
 */
@NullMarked
package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.NullMarked;
