package io.github.hirakuarai.codexrunner.spi;

import java.util.Optional;

/** Gives the token for the forge. Asked before each request, because some tokens are renewed. Safe for many threads. */
@FunctionalInterface
public interface TokenSource {

    /** The token that holds now; empty when there is none, and the forge is asked as a stranger. */
    Optional<String> token();
}
