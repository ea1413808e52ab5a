package io.github.hirakuarai.codexrunner.event;

import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefId;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.Failure;
import io.github.hirakuarai.codexrunner.model.Link;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.Result;
import io.github.hirakuarai.codexrunner.model.RunId;
import io.github.hirakuarai.codexrunner.model.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens while the runner works, in the order of the pipeline. */
public sealed interface RunEvent {

    /**
     * The sources have answered.
     *
     * @param documents how many documents may hold briefs
     * @param briefs how many briefs stand in them
     */
    record Scanned(int documents, int briefs) implements RunEvent {}

    /**
     * The runner has decided about a brief.
     *
     * @param evaluation what, and why
     */
    record Evaluated(Evaluation evaluation) implements RunEvent {}

    /**
     * The brief is this runner's.
     *
     * @param id the brief
     * @param run the run that begins
     * @param attempt counted from 1
     * @param folder where the run's journal and logs stand
     */
    record Claimed(BriefId id, RunId run, int attempt, Path folder) implements RunEvent {}

    /**
     * The workspace stands at the base commit.
     *
     * @param id the brief
     * @param host where it is
     * @param workdir the steps' working directory there
     * @param base the branch
     * @param commit 40 hexadecimal digits
     */
    record WorkspaceReady(BriefId id, String host, String workdir, String base, String commit) implements RunEvent {}

    /**
     * A step begins.
     *
     * @param id the brief
     * @param ordinal from 1
     * @param total how many steps the brief has
     * @param name the step's name, ungated
     */
    record StepStarted(BriefId id, int ordinal, int total, String name) implements RunEvent {}

    /**
     * A step wrote a line.
     *
     * @param id the brief
     * @param ordinal from 1
     * @param line without its end, gated for a terminal
     */
    record StepOutput(BriefId id, int ordinal, String line) implements RunEvent {}

    /**
     * A step wrote over its present line, as a progress bar does. Its last state follows as {@link StepOutput} when the line ends.
     *
     * @param id the brief
     * @param ordinal from 1
     * @param line what the line shows now, gated for a terminal
     */
    record StepProgress(BriefId id, int ordinal, String line) implements RunEvent {}

    /**
     * The run waits until the forge takes requests again.
     *
     * @param id the brief
     * @param until when it goes on
     */
    record RateLimited(BriefId id, Instant until) implements RunEvent {}

    /**
     * A step has ended.
     *
     * @param id the brief
     * @param step how
     * @param excerpt the lines of a failed step's output that explain its end, gated for a terminal; else empty
     */
    record StepEnded(BriefId id, StepResult step, List<String> excerpt) implements RunEvent {
        public StepEnded {
            excerpt = List.copyOf(excerpt);
        }
    }

    /**
     * The run's branch is on the forge.
     *
     * @param id the brief
     * @param branch its name
     * @param commit 40 hexadecimal digits
     * @param files how many files the commit changes
     */
    record BranchPushed(BriefId id, String branch, String commit, int files) implements RunEvent {}

    /**
     * An output is visible.
     *
     * @param id the brief
     * @param type the output's type
     * @param links where
     */
    record OutputDelivered(BriefId id, String type, List<Link> links) implements RunEvent {
        public OutputDelivered {
            links = List.copyOf(links);
        }
    }

    /**
     * Users see a new state of the brief.
     *
     * @param id the brief
     * @param state which
     * @param comment the status comment; null when there is none
     */
    record StateShown(
            BriefId id, BriefState state, @Nullable Link comment) implements RunEvent {}

    /**
     * The attempt has ended, and its record says so.
     *
     * @param id the brief
     * @param run the run
     * @param result how
     * @param failure why it failed; null when it did not
     * @param links what it left behind
     */
    record Ended(
            BriefId id, RunId run, Result result, @Nullable Failure failure, List<Link> links) implements RunEvent {
        public Ended {
            links = List.copyOf(links);
        }
    }

    /**
     * A service has looked, and begun what may run.
     *
     * @param elapsed how long it took
     * @param requests how many requests were sent to the forge meanwhile, those of running briefs among them
     * @param quotaLeft how many more the forge takes until its limit is renewed; null when it does not say
     * @param waiting how many briefs wait for their lane
     */
    record Polled(Duration elapsed, long requests, @Nullable Long quotaLeft, int waiting) implements RunEvent {}

    /**
     * What a runner that is gone had left was dealt with, or would be.
     *
     * @param recovered what
     */
    record Recovery(Recovered recovered) implements RunEvent {}

    /**
     * People read what would happen to the brief, because one of them asked.
     *
     * @param id the brief
     * @param command what was asked, and by whom
     */
    record DryRunAnswered(BriefId id, BriefCommand command) implements RunEvent {}

    /**
     * Users read the answer to a command that runs nothing.
     *
     * @param repository the issue's
     * @param number the issue's
     * @param command what was asked, and by whom
     */
    record CommandAnswered(RepositoryName repository, int number, BriefCommand command) implements RunEvent {}

    /**
     * A user who meant a brief or a command, and gave none, reads what to write instead.
     *
     * @param repository the issue's
     * @param number the issue's
     * @param written what the user wrote, in one line
     */
    record NearMissAnswered(RepositoryName repository, int number, String written) implements RunEvent {}

    /**
     * A comment asks users to approve a brief.
     *
     * @param id the brief
     * @param needed how many approvals its lane asks for
     */
    record ApprovalRequested(BriefId id, int needed) implements RunEvent {}

    /**
     * A repository cannot be read now: its briefs wait, and the others go on.
     *
     * @param repository which
     * @param code what is wrong
     * @param message one line for people
     */
    record RepositoryUnavailable(RepositoryName repository, ErrorCode code, String message) implements RunEvent {}

    /**
     * An issue, or something that stands in it, cannot be read now: its briefs wait, and the others go on. One whose briefs are
     * known is told of with each of them instead, as held.
     *
     * @param repository the issue's
     * @param number the issue's; 0 when the forge does not tell it
     * @param message one line for people
     */
    record IssueUnreadable(RepositoryName repository, int number, String message) implements RunEvent {

        /** Returns the issue, or the repository when the number is not known. */
        public String place() {
            return number == 0 ? repository.toString() : repository + "#" + number;
        }
    }

    /**
     * Something went wrong that ends nothing.
     *
     * @param id the brief, or null when it concerns none
     * @param message one line for people
     */
    record Warned(@Nullable BriefId id, String message) implements RunEvent {}
}
