/**
 * Immutable values that all stages and plugins share. The words:
 *
 * <ul>
 *   <li><b>document</b>: one piece of Markdown on the forge, an issue's body or a comment.
 *   <li><b>block</b>: a fenced code block of a document whose info string says {@code codex-brief}.
 *   <li><b>brief</b>: a valid block: where to run what, and what to publish.
 *   <li><b>problem</b>: something wrong with a block, with a code and a position in the document.
 *   <li><b>lane</b>: a named place where steps run, defined by the configuration.
 *   <li><b>reason</b>: why the admission policy holds a brief.
 *   <li><b>record</b>: the ledger's entry for a brief, which alone decides whether it has run.
 *   <li><b>claim</b>: the right of one runner to run a brief; <b>lease</b>: how long it is valid without being renewed.
 *   <li><b>attempt</b>: one execution of a brief; <b>command</b>: a request by comment, label or on the command line.
 *   <li><b>workspace</b>: the clone in which the steps of one attempt run; <b>step</b>: one process run there.
 *   <li><b>output</b>: what is published once the steps have succeeded: a pull request, a comment, a report.
 * </ul>
 */
@NullMarked
package io.github.hirakuarai.codexrunner.model;

import org.jspecify.annotations.NullMarked;
