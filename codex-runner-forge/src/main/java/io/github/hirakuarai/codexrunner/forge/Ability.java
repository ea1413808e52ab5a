package io.github.hirakuarai.codexrunner.forge;

/** What GitHub does and other forges that speak its interface may not. */
public enum Ability {
    /** A page has as many items as were asked for; without it 25, whatever was asked. */
    PAGE_SIZE,
    /** Pages of lists are linked by the header {@code Link}. */
    LINKS,
    /** Issues have an id of their own; without it 0. */
    ISSUE_IDS,
    /** What was done on issues is told, for a repository and for an issue. */
    EVENTS,
    /** Reactions. */
    REACTIONS,
    /** GraphQL. */
    GRAPHQL,
    /** The comments of all issues of a repository, and single comments. */
    REPOSITORY_COMMENTS,
    /** A comment says which issue it belongs to, and an issue how many comments it has. */
    COMMENT_REFERENCES,
    /** A repository says what the account of the token may do there. */
    PERMISSIONS,
    /** What collaborators may do is told in GitHub's words; without it everybody is a {@code DEVELOPER}. */
    ROLES,
    /** Assignees and requested reviewers of pull requests. */
    ASSIGNMENTS,
    /** Several refs are pushed as one. */
    ATOMIC_PUSH,
    /** A push may replace a branch by one that does not contain it. */
    REPLACED_BRANCHES
}
