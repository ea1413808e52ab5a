package io.github.hirakuarai.codexrunner.model;

/** The reasons for which a brief is held (protocol §4 and §5), each with its own code. */
public enum ReasonCode {
    /** The issue is closed. */
    ISSUE_CLOSED,
    /** The issue's conversation is locked. */
    ISSUE_LOCKED,
    /** The issue has no label that enables its briefs. */
    NOT_ENABLED,
    /** The document was created before the service's {@code watch.since}. */
    TOO_OLD,
    /** The comment is hidden. */
    MINIMIZED,
    /** The author lacks the required permission. */
    AUTHOR_NOT_PERMITTED,
    /** The author is not on the configured list. */
    AUTHOR_NOT_LISTED,
    /** The last editor lacks the required permission, or is unknown. */
    EDITOR_NOT_PERMITTED,
    /** The author or editor is a bot that is not listed. */
    BOT_NOT_LISTED,
    /** The brief changes another repository than its issue's, and the configuration does not list it. */
    REPOSITORY_NOT_LISTED,
    /** This runner does not serve the lane; another one may. */
    LANE_NOT_SERVED,
    /** The lane does not allow what the brief asks. */
    LANE_NOT_ALLOWED,
    /** The lane's host does not answer, or refuses. */
    LANE_UNREACHABLE,
    /** The lane lacks a program, a user or a folder that it needs. */
    LANE_UNUSABLE,
    /** The workdir is not in the lane's workdirs. */
    WORKDIR_NOT_ALLOWED,
    /** The workdir does not exist. */
    WORKDIR_MISSING,
    /** The workdir is not a clone of the brief's repository, or not one that the runner can use. */
    WORKDIR_UNSUITABLE,
    /** The workdir has uncommitted changes. */
    WORKDIR_DIRTY,
    /** Another run is using the workdir. */
    WORKDIR_BUSY,
    /** The brief was edited after an earlier version of it had been started. */
    EDITED_AFTER_RUN,
    /** The same block has run in another place. */
    MOVED,
    /** An earlier brief of the same document failed. */
    EARLIER_FAILED,
    /** An earlier brief of the same document has not ended yet. */
    EARLIER_UNFINISHED,
    /** A user asked for a dry run; the brief is held until a retry. */
    DRY_RUN_REQUESTED,
    /** A user set a state label on an issue without a record. */
    LABELLED_BY_HAND,
    /** Its record or its commands were not written by a runner, so the brief cannot run. */
    RECORD_UNREADABLE,
    /** The lane asks for approvals, and not enough have been given. */
    NEEDS_APPROVAL,
    /** The repository is paused. */
    PAUSED,
    /** The disk of the runner's state directory has less room than {@code limits.minFree}. */
    DISK_FULL,
    /** The forge or the git server of a repository that the brief needs does not answer now. */
    REPOSITORY_UNREACHABLE,
    /** The forge does not give the issue or its comments: it was deleted or transferred, or the answer is an odd one. */
    ISSUE_UNREADABLE,
    /** The record cannot be written, so the brief cannot run. */
    CLAIM_IMPOSSIBLE,
    /** Another runner holds the claim. */
    CLAIMED_ELSEWHERE,
    /** The brief's text changed between the scan and the claim; the next scan reads it again. */
    CHANGED_MEANWHILE,
    /** The forge cannot tell who edited the text last until its rate limit resets; the next scan asks again. */
    RATE_LIMITED,
    /** The source or the state store failed; the next scan tries again. */
    PLUGIN_FAILED
}
