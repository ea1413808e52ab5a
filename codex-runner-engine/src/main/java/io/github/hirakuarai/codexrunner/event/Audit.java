package io.github.hirakuarai.codexrunner.event;

import java.util.List;

/**
 * What the ledger's history says: who asked for what, what ran where, and with what result.
 *
 * @param entries oldest first
 * @param warnings what stands where records belong and does not count, a line each
 */
public record Audit(List<AuditEntry> entries, List<String> warnings) {

    public Audit {
        entries = List.copyOf(entries);
        warnings = List.copyOf(warnings);
    }
}
