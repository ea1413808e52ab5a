package io.github.hirakuarai.codexrunner.model;

/** What an account may do in a repository, weakest first, as {@code /collaborators/{user}/permission} reports it. */
public enum Permission {
    /** Nothing: a stranger. */
    NONE,
    /** Read. */
    READ,
    /** Label and close issues. */
    TRIAGE,
    /** Push. */
    WRITE,
    /** Manage, except for sensitive settings. */
    MAINTAIN,
    /** Everything. */
    ADMIN;

    /** Returns whether this permission includes the other. */
    public boolean includes(Permission other) {
        return compareTo(other) >= 0;
    }
}
