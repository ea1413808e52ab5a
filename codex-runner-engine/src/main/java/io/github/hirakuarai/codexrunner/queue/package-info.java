/**
 * Which brief goes next, and its way: {@code Pipeline} evaluates it again, takes its workdir and has it claimed. {@code
 * RunQueue} does so for the briefs of one look, one after another; {@code LaneWorkers} beside a service's polls, a thread for
 * each lane.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.queue;

import org.jspecify.annotations.NullMarked;
