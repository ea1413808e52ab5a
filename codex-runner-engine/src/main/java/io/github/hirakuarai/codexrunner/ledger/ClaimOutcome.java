package io.github.hirakuarai.codexrunner.ledger;

/** What came of trying to claim a brief. */
public sealed interface ClaimOutcome {

    /**
     * It is this runner's.
     *
     * @param claim holds it
     */
    record Won(Claim claim) implements ClaimOutcome {}

    /** Nothing was tried: the server's refs are not those by which the brief was judged. */
    record Outdated() implements ClaimOutcome {}

    /** Another runner was first. */
    record Lost() implements ClaimOutcome {}

    /**
     * The server does not let the record be written, so nothing may be run.
     *
     * @param message the server's words
     */
    record Impossible(String message) implements ClaimOutcome {}
}
