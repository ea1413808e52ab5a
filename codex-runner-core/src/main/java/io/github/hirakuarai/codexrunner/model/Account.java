package io.github.hirakuarai.codexrunner.model;

/**
 * A user of the forge.
 *
 * @param id the numeric id, which does not change with the login
 * @param login the name shown
 * @param bot whether the forge marks it as a bot
 */
public record Account(long id, String login, boolean bot) {}
