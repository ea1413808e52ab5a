package io.github.hirakuarai.codexrunner.spi;

import java.util.Optional;

/** Returns the token for the forge. Called before each request, because some tokens are renewed. Thread-safe. */
@FunctionalInterface
public interface TokenSource {

    /** Returns the current token; empty for anonymous requests. */
    Optional<String> token();
}
