package io.github.hirakuarai.codexrunner.ledger;

/**
 * A record and the commit that holds it.
 *
 * @param commit what the brief's ref points at, 40 hexadecimal digits
 * @param record what its message says
 */
public record LedgerEntry(String commit, LedgerRecord record) {}
