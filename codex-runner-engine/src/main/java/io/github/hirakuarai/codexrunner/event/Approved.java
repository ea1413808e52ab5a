package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import java.time.Instant;
import java.util.List;

/**
 * The approvals under which an attempt runs.
 *
 * @param baseCommit the commit that was shown, from which the attempt starts; 40 hexadecimal digits
 * @param request the runner's comment that asked for them
 * @param number the request's, from 1
 * @param by one of each user, the oldest first
 */
public record Approved(String baseCommit, DocumentRef request, int number, List<Approval> by) {

    public Approved {
        by = List.copyOf(by);
    }

    /**
     * One approval.
     *
     * @param by who wrote it
     * @param at when
     * @param comment where it stands
     */
    public record Approval(Account by, Instant at, DocumentRef comment) {}
}
