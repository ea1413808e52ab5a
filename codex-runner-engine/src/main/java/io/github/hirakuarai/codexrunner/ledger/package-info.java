/**
 * The only record of what has happened to a brief, and what makes it run exactly once.
 *
 * <p>Each brief has one ref, {@code refs/codex/briefs/<repository id>-<number>/<key>}, in the repository that it changes:
 * the repository and number come first, so that a look asks for the issues that it is about by prefix. Its commits have an empty
 * tree and one line of JSON as message; {@code git log} of the ref is the brief's history. Every change is a
 * compare-and-set of that ref by the server: from the commit that was read to a new one whose parent it is. Of several
 * runners that try, the server lets one win. The first commit carries a nonce, because a push of the <em>same</em> commit
 * is answered as a success to both.
 *
 * <p>Data flows one way: {@link Ledger} reads {@link LedgerEntry entries}; {@link Ledger#claim} makes a {@link Claim} out
 * of one, or out of none; the claim moves the record on, renews the lease, and is the fence before every other write.
 *
 * <p>Operators command by {@link CommandLog}: a second ref beside the record, {@code
 * refs/codex/commands/<repository id>-<number>/<key>}, a commit a command. It takes the same permission to write, so that who may move the record may command. It is not the record itself,
 * for two reasons. A record has one writer at a time, and whoever finds it moved has lost the brief: a command written into
 * the record of a running brief would end the run as lost, with nobody left to report it. And a brief that never ran, or
 * whose text was edited, has no record that a command could stand in; making one is a claim. As with the commands that people
 * give on the issue, the record keeps the ids of those that were spent, and no command is ever taken away.
 *
 * <p>A command that asks for words only, a dry run, must not move the record either. {@link AnswerBook} keeps, in {@code
 * refs/codex/answers/<repository id>-<number>/<key>}, how far its answer is: begun, then given.
 *
 * <p>Whoever may push may write below {@code refs/codex/}. So a commit counts only if a runner would have written it under that
 * name: its key recomputes from its own numbers, and everything in it is of the form that runners write ({@code
 * RecordFormat}). The rest is {@linkplain RefContents#unreadable() told}, and holds the brief of that name and no other.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.ledger;

import org.jspecify.annotations.NullMarked;
