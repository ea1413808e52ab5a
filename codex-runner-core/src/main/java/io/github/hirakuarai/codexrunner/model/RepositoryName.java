package io.github.hirakuarai.codexrunner.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository's name on its forge, written {@code owner/name}. Case does not
 * matter, on GitHub as in {@link #equals} and {@link #hashCode}.
 *
 * @param owner a user's or organisation's login
 * @param name the repository's own name
 */
public record RepositoryName(String owner, String name) {

    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,99})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public RepositoryName {
        if (!OWNER.matcher(owner).matches() || !NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a repository's owner/name: " + owner + "/" + name);
        }
    }

    /** Parses {@code owner/name}; empty if the text is not such a name. */
    public static Optional<RepositoryName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RepositoryName(text.substring(0, slash), text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RepositoryName that
                && owner.equalsIgnoreCase(that.owner)
                && name.equalsIgnoreCase(that.name);
    }

    @Override
    public int hashCode() {
        return toString().toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
