/**
 * The loopback forge: a GitHub-compatible server on this machine, for tests and for the demonstration.
 *
 * <p>What a user of it sees: {@link LoopbackForge#start} answers on 127.0.0.1 under four places.
 *
 * <ul>
 *   <li>{@code /api/v3/…} is GitHub's REST interface, as GitHub Enterprise Server places it ({@link LoopbackForge#apiUrl}). It covers issues,
 *       comments, labels, events, permissions, pull requests, review comments, refs, commits and statuses, with GitHub's
 *       shapes, pagination, ETags, limits and refusals. Whatever is not there answers 404.
 *   <li>{@code /api/graphql} answers the few GraphQL queries described below.
 *   <li>{@code /{owner}/{name}.git} is git over smart HTTP, protocols v0 and v2 ({@link LoopbackForge#cloneUrlPattern}).
 *   <li>Everything else is pages for people ({@link LoopbackForge#webUrl}), at the addresses that {@code html_url} names.
 * </ul>
 *
 * <p>A test sets the scene on {@link LoopbackForge} (users, repositories, permissions), lets people act through
 * {@link LoopbackForge#as}, looks at what stands there through {@link LoopbackForge#look}, reads what was asked through
 * {@link LoopbackForge#requests} and makes requests go wrong through {@link LoopbackForge#faults}.
 *
 * <p>How data flows: {@code HttpFront} takes a request, finds out who asks, lets a fault strike, and hands it to the
 * {@code Router}, which calls one method of a {@code …Routes} class. That method checks the permission and calls
 * {@code Issues} or {@code Pulls}, which alone change {@code ForgeState}; a {@code …Json} class then draws what stands
 * there as GitHub would. Git goes through {@code GitRoutes} to {@code GitStore}, one bare repository a name. The same
 * {@code Issues} and {@code Pulls} serve {@link ForgeActor}. One lock, the state's, is held for each REST request, so
 * each is answered whole before the next; git's own refs carry git's own locks.
 *
 * <p><b>Permissions.</b> Anybody reads a public repository; a private one is 404 to those without read. A missing
 * token is 401 on a write, a wrong one is 401 always. {@code triage} labels, closes and assigns; {@code write} pushes,
 * opens pull requests, edits others' comments, sees others' permission. A user made as a bot is a GitHub App's: its
 * {@code GET /user} is 403, as with an installation's token.
 *
 * <p><b>GraphQL.</b> {@code POST /api/graphql} with {@code {"query": …, "variables": …}} and a token. Served are
 * {@code viewer}, {@code node(id:)}, {@code nodes(ids:)} and {@code repositoryOwner(login:)} with selections, inline fragments, aliases and variables; no
 * named fragments, no directives, no mutations. Types and their fields are GitHub's, as far as they go:
 *
 * <pre>{@code
 * Issue, PullRequest, IssueComment, PullRequestReviewComment  (all of the interfaces Node and Comment)
 *     id __typename databaseId body author{…} editor{…} createdAt lastEditedAt updatedAt url
 * IssueComment, PullRequestReviewComment                      (of the interface Minimizable)
 *     isMinimized minimizedReason
 * IssueComment                                                issue pullRequest
 * Issue, PullRequest                                          number title state locked repository projectItems
 *                                                             labels(first:) comments(first:)
 * Repository                                                  id databaseId nameWithOwner; to those with write
 *                                                             collaborators(query:) with their permissions
 * User (of the interfaces RepositoryOwner, ProjectV2Owner)    projectV2(number:)
 * ProjectV2                                                   id number title owner items(first:, after:)
 * ProjectV2Item                                               id isArchived project content fieldValueByName(name:)
 * Actor (what author and editor give)                         login __typename url; databaseId only inside
 *                                                             "... on User" or "... on Bot", as on GitHub
 * viewer                                                      login databaseId id url
 * }</pre>
 *
 * <p>So the last editor of a document is read by:
 *
 * <pre>{@code
 * query($id: ID!) { node(id: $id) {
 *   ... on Comment { body lastEditedAt editor { login ... on User { databaseId } ... on Bot { databaseId } } }
 *   ... on Minimizable { isMinimized } } }
 * }</pre>
 *
 * <p>An unknown field or id gives {@code errors} beside {@code data}, with status 200, as on GitHub.
 *
 * <p><b>Times.</b> All come from {@link ForgeOptions#clock}, cut to whole seconds. A new comment, and an edit of title,
 * body or state, moves an issue's {@code updated_at}; a label does not (on GitHub it may or may not: a reader must not
 * rely on it).
 */
@NullMarked
package io.github.hirakuarai.codexrunner.forge;

import org.jspecify.annotations.NullMarked;
