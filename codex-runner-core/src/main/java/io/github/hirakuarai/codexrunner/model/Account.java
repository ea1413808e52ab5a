package io.github.hirakuarai.codexrunner.model;

/**
 * A user of the forge.
 *
 * @param id the numeric id, which stays when the login changes
 * @param login the name shown
 * @param bot whether the forge says that no person stands behind it
 */
public record Account(long id, String login, boolean bot) {}
