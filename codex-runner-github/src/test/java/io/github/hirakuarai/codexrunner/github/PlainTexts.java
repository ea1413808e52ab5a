package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.TextGate;

/** A gate that marks what passed it, and masks one secret. */
final class PlainTexts implements TextGate {

    static final String SECRET = "s3cr3t-value";

    @Override
    public String markdown(String text) {
        return plain(text);
    }

    @Override
    public String line(String text) {
        return plain(text).replace('\n', ' ');
    }

    @Override
    public String fenced(String text, String language, int limit) {
        return "```" + language + "\n" + plain(text) + "\n```";
    }

    @Override
    public String plain(String text) {
        return text.replace(SECRET, "***");
    }

    @Override
    public boolean holdsSecret(String text) {
        return text.contains(SECRET);
    }
}
