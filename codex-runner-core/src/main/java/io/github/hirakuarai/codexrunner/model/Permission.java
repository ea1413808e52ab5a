package io.github.hirakuarai.codexrunner.model;

/** What an account may do in a repository, weakest first, as {@code /collaborators/{user}/permission} tells it. */
public enum Permission {
    /** Nothing: a stranger. */
    NONE,
    /** Read. */
    READ,
    /** Label and close issues. */
    TRIAGE,
    /** Push. */
    WRITE,
    /** Manage without what is sensitive. */
    MAINTAIN,
    /** Everything. */
    ADMIN;

    /** Whether this permission includes the other. */
    public boolean includes(Permission other) {
        return compareTo(other) >= 0;
    }
}
