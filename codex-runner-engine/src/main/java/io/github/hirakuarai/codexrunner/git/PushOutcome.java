package io.github.hirakuarai.codexrunner.git;

/** What came of a push. */
public sealed interface PushOutcome {

    /** Every ref was moved. */
    record Moved() implements PushOutcome {}

    /**
     * No ref was moved: one of them did not stand where it was expected.
     *
     * @param ref the first of them
     */
    record Lost(String ref) implements PushOutcome {}

    /**
     * No ref was moved: the server does not take one of them, and said why.
     *
     * @param ref which
     * @param message the server's words, as one line: not ours, so to be gated before it is published
     */
    record Refused(String ref, String message) implements PushOutcome {

        /** Whether the server only adds to this branch: the reason, in git's words or JGit's, comes before a hook's words. */
        public boolean isNonFastForward() {
            return message.startsWith("non-fast-forward") || message.startsWith("non-fast forward");
        }
    }

    /** No ref was moved: what the server advertised was not what was expected of it. */
    record Stopped() implements PushOutcome {}

    /** No ref was moved: the server cannot move several refs as one. */
    record NotAtomic() implements PushOutcome {}
}
