package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.Account;
import java.time.Instant;

/**
 * A label put on an issue, or taken off.
 *
 * @param id the event's numeric id
 * @param added whether it was put on
 * @param label its name
 * @param by who did it
 * @param at when
 */
record LabelEvent(long id, boolean added, String label, Account by, Instant at) {}
