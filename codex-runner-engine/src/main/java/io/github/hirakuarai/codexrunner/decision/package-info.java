/**
 * From documents to one decision about each brief. The gate asks who may have what run, before anything else is looked at;
 * then the ledger says what has happened already; then a plan is made of what would run where. {@code Evaluator} is where to
 * begin reading.
 *
 * <p>Nothing here claims or carries out. What is written are answers to people who ask for a dry run, for approvals, or have
 * missed the form of a brief by little. A look at everything and a look at one brief just before its claim go the same way, so that
 * a dry run says what a run would do.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.decision;

import org.jspecify.annotations.NullMarked;
