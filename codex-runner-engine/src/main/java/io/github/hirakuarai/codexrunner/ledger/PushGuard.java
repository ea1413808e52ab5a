package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.git.RemoteRefs;

/**
 * Looks at a server's refs in the middle of a push, before anything is sent: nothing can be newer, and it takes no request of its own.
 */
public interface PushGuard {

    /** Lets everything pass. */
    PushGuard NONE = new PushGuard() {
        @Override
        public boolean permits(RemoteRefs advertised) {
            return true;
        }

        @Override
        public void stopped() {
            // It never is.
        }
    };

    /** Whether the push may be sent. Does not wait for anything. */
    boolean permits(RemoteRefs advertised);

    /** Looks into why the push was stopped; returns when it may be tried again, and throws when it must not. */
    void stopped();
}
