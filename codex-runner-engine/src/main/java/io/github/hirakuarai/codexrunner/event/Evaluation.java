package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Digest;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Problem;
import io.github.hirakuarai.codexrunner.model.Reason;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One brief with what was found out about it, and the decision that follows. Immutable; made by the runner only. */
public interface Evaluation {

    /** The brief. */
    BriefId id();

    /** Where it stands, for people. */
    URI url();

    /** The title of its issue: a stranger's text. */
    String title();

    /** When its document was created. */
    Instant writtenAt();

    /** Digest of its content. */
    Digest digest();

    /** What the ledger says. */
    BriefState state();

    /** What the runner does with it. */
    Decision decision();

    /** What is wrong with its text; empty for a valid brief. */
    List<Problem> problems();

    /** What would be run; empty unless the decision is {@link Decision.Run}. */
    Optional<RunPlan> plan();

    /** Why it is held; empty unless the decision is {@link Decision.Hold}. */
    List<Reason> reasons();

    /** Why it ends without running; empty unless the decision is {@link Decision.Reject}. */
    Optional<Failure> failure();

    /** The same brief with its problems told in another way: by their places in a file, for example. */
    Evaluation withProblems(List<Problem> others);
}
