package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.DocumentRef;
import io.github.hirakuarai.codexrunner.spi.Marker;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runner's comment that asks for approvals of one attempt. Its marker names what the approvals are for; a request is never
 * edited: one that somebody changed is void, and the next has the next number.
 *
 * @param key the brief
 * @param attempt counted from 1
 * @param number of the request, from 1
 * @param base the commit from which the attempt starts, in 40 hexadecimal digits
 * @param branch stands for the branch that the attempt is for: see {@link #mark}
 * @param document the comment
 * @param at when it was written
 */
record ApprovalRequest(
        BriefKey key, int attempt, int number, String base, String branch, DocumentRef document, Instant at) {

    private static final Pattern ID =
            Pattern.compile("approval/([1-9][0-9]{0,5})/([1-9][0-9]{0,5})/([0-9a-f]{40})/([0-9a-f]{16})");

    /** What stands in the marker of a request. */
    static String id(int attempt, int number, String base, String branch) {
        return turn(attempt, number) + "/" + base + "/" + mark(branch);
    }

    /** A branch's name as it stands in a marker, whatever characters it has. */
    private static String mark(String branch) {
        return Digest.of(branch).hex().substring(0, 16);
    }

    /** Whether it asks for a run that starts from this branch: when it is gone, the run would start from another. */
    boolean isFor(String branchName) {
        return branch.equals(mark(branchName));
    }

    /** What runners that would write the same request compete for. */
    static String turn(int attempt, int number) {
        return "approval/" + attempt + "/" + number;
    }

    static Optional<ApprovalRequest> read(Marker marker, DocumentRef document, Instant at) {
        if (!(marker instanceof Marker.Answer answer)) {
            return Optional.empty();
        }
        Matcher id = ID.matcher(answer.command());
        return id.matches()
                ? Optional.of(new ApprovalRequest(
                        answer.key(),
                        Integer.parseInt(id.group(1)),
                        Integer.parseInt(id.group(2)),
                        id.group(3),
                        id.group(4),
                        document,
                        at))
                : Optional.empty();
    }
}
