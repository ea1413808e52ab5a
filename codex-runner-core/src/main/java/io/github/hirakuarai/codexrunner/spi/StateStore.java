package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import java.util.List;

/**
 * Shows a brief's state where people look, and reads the orders that they give there. It never decides whether a brief
 * has run: the ledger does. Safe for many threads; calls for one issue come one after another.
 */
public interface StateStore extends AutoCloseable {

    /**
     * Brings what people see to the given state: the brief's one status comment, and the picture on its issue. Idempotent:
     * a second call with the same update changes nothing and answers the same. A status comment that is already there is
     * found by its marker, even when its id was lost, and edited; one that a person deleted is made anew.
     */
    StatusReceipt show(StatusUpdate update, Fence fence);

    /** The orders that stand on an issue, oldest first, spent ones too. Writes nothing. */
    List<Order> orders(Issue issue);

    @Override
    void close();
}
