package io.github.hirakuarai.codexrunner.spi;

/**
 * A text exactly as an output would publish it.
 *
 * @param part which: {@code title}, {@code body}, {@code comment}
 * @param text as it would be published
 */
public record RenderedText(String part, String text) {}
