package io.github.hirakuarai.codexrunner.context;

import io.github.hirakuarai.codexrunner.event.Selection;

/**
 * The turn of a brief that a look has found.
 *
 * @param trigger who asked for the look
 * @param seen of the repositories by the look
 * @param laneAnswered called when the lane's host has answered, so that the brief takes its course
 */
public record Turn(Selection.Trigger trigger, Repositories.Views seen, Runnable laneAnswered) {}
