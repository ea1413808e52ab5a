package io.github.hirakuarai.codexrunner.spi;

import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Output;

/**
 * One output of one brief.
 *
 * @param id the brief
 * @param key with the output's ordinal, the idempotency key
 * @param brief as read
 * @param issue where it stands
 * @param output what is wanted
 * @param ordinal the output's place in the brief, from 1
 * @param branch the run's branch
 * @param base the branch that the work starts from
 * @param attempt which attempt of the brief this is, from 1; the same again when a killed attempt is recovered
 * @param summary Markdown about the run, gated already: who wrote the brief, its steps, what was not published; empty before the
 *     steps have ended
 */
public record OutputRequest(
        BriefId id,
        BriefKey key,
        Brief brief,
        Issue issue,
        Output output,
        int ordinal,
        String branch,
        String base,
        int attempt,
        String summary) {

    /** Returns the same request, with what is known of the run by now. */
    public OutputRequest with(String summaryOfRun) {
        return new OutputRequest(id, key, brief, issue, output, ordinal, branch, base, attempt, summaryOfRun);
    }
}
