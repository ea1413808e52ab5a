package io.github.hirakuarai.codexrunner.model;

/** What an account may do in a repository, weakest first, as {@code /collaborators/{user}/permission} tells it. */
public enum Permission {
    NONE,
    READ,
    TRIAGE,
    WRITE,
    MAINTAIN,
    ADMIN;

    /** Whether this permission includes the other. */
    public boolean includes(Permission other) {
        return compareTo(other) >= 0;
    }
}
