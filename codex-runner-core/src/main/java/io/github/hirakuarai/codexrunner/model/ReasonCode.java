package io.github.hirakuarai.codexrunner.model;

/** The reasons for which a brief is held (protocol §4 and §5), each with its own code. */
public enum ReasonCode {
    /** The issue is closed. */
    ISSUE_CLOSED,
    /** The issue's conversation is locked. */
    ISSUE_LOCKED,
    /** The issue carries no label that lets its briefs run. */
    NOT_ENABLED,
    /** The document was created before the service's {@code watch.since}. */
    TOO_OLD,
    /** Somebody minimised the comment. */
    MINIMIZED,
    /** The author has not the permission that is asked for. */
    AUTHOR_NOT_PERMITTED,
    /** The author is not on the configured list. */
    AUTHOR_NOT_LISTED,
    /** The last editor may not have work run, or the forge cannot tell who it was. */
    EDITOR_NOT_PERMITTED,
    /** The author or editor is a bot that is not listed. */
    BOT_NOT_LISTED,
    /** The brief changes another repository than its issue's, and the configuration does not list it. */
    REPOSITORY_NOT_LISTED,
    /** This runner does not serve the lane: another one may. */
    LANE_NOT_SERVED,
    /** The lane does not allow what the brief asks. */
    LANE_NOT_ALLOWED,
    /** The lane's host does not answer, or refuses. */
    LANE_UNREACHABLE,
    /** The lane's host, or its configuration, lacks what the work needs. */
    LANE_UNUSABLE,
    /** The workdir is not under one of the lane's. */
    WORKDIR_NOT_ALLOWED,
    /** There is no workdir. */
    WORKDIR_MISSING,
    /** The workdir is no clone of the brief's repository, or one that the runner cannot work in. */
    WORKDIR_UNSUITABLE,
    /** The workdir has changes that are not committed. */
    WORKDIR_DIRTY,
    /** Another run is using the workdir. */
    WORKDIR_BUSY,
    /** The brief was edited after an earlier version of it had been started. */
    EDITED_AFTER_RUN,
    /** The same block has been acted on in another place. */
    MOVED,
    /** An earlier brief of the same document failed. */
    EARLIER_FAILED,
    /** An earlier brief of the same document has not ended yet. */
    EARLIER_UNFINISHED,
    /** A person asked for a dry run; it is held until a retry. */
    DRY_RUN_REQUESTED,
    /** A person set a state label by hand where no brief has a record. */
    LABELLED_BY_HAND,
    /** The record cannot be written, so nothing may run. */
    CLAIM_IMPOSSIBLE,
    /** Another runner holds the claim. */
    CLAIMED_ELSEWHERE,
    /** The brief's text changed between the scan and the claim; the next scan reads it anew. */
    CHANGED_MEANWHILE,
    /** The source or the state store failed while the brief was looked at; the next scan asks it anew. */
    PLUGIN_FAILED
}
