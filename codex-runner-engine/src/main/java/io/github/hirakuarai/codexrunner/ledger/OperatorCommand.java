package io.github.hirakuarai.codexrunner.ledger;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.Digest;

/**
 * A command that an operator wrote beside a brief's record.
 *
 * @param command what is requested
 * @param digest of the text that stood there; for another text the command does not count
 */
public record OperatorCommand(BriefCommand command, Digest digest) {}
