package io.github.hirakuarai.codexrunner.ledger;

/** Thrown when a commit under one of the ledger's refs is not what a runner would have written there. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message why, as the end of a sentence */
    UnreadableException(String message) {
        super(message);
    }
}
