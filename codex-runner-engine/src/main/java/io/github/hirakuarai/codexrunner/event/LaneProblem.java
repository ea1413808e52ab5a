package io.github.hirakuarai.codexrunner.event;

/**
 * Something in a lane's configuration that does not work as written.
 *
 * @param fatal whether the lane runs nothing because of it
 * @param message one line
 * @param hint what to do
 */
public record LaneProblem(boolean fatal, String message, String hint) {}
