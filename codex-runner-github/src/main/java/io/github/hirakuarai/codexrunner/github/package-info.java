/**
 * GitHub, and forges that speak its REST API: where briefs come from, where their states are shown, and where their
 * outputs go.
 *
 * <h2>What users see</h2>
 *
 * <p>A brief that runs has one status comment on its issue, which is edited from then on, and its issue carries one of the
 * labels {@code codex:running}, {@code codex:done} and {@code codex:failed}. Its outputs are a pull request and comments.
 * Everything that the runner wrote begins with a hidden line, an HTML comment ({@link
 * io.github.hirakuarai.codexrunner.spi.Marker}), by which it is found again;
 * a marker in what anybody else wrote is never believed.
 *
 * <h2>How data flows</h2>
 *
 * <pre>
 *  plugins                      operations          HTTP
 *
 *  GitHubBriefSource ─────────┐
 *  LabelStateStore ───────────┤
 *  PrOutputHandler ───────────┼──▶ GitHubClient ──▶ GitHubHttp ──▶ the forge
 *  CommentOutputHandler ──────┤    (GitHubPulls)    (RateLimit, WritePace)
 *  ReportOutputHandler ───────┘
 * </pre>
 *
 * <p>The plugins of one runner share one {@link GitHubClient}, and so its pacing. {@link GitHubHttp} alone knows the token, and
 * sends it to the origin of {@code github.apiUrl} only: a redirect or a {@code Link} to another origin is an error. Reads
 * are retried when the forge stumbles. Writes go one after another, each after its {@link
 * io.github.hirakuarai.codexrunner.spi.Fence} was asked; one whose answer was lost ({@link LostAnswerException}) is looked
 * for before it is repeated. Nobody waits for a rate limit here: {@link
 * io.github.hirakuarai.codexrunner.spi.RateLimitedException} says until when, and no request leaves before.
 *
 * <h2>Which requests are sent when</h2>
 *
 * <ul>
 *   <li><b>A scan</b>, for each repository: the repository, its newest event and its newest change; its open issues by
 *       label, once for each label; then either the comments of each issue that has any, or all comments of the repository,
 *       whichever takes fewer requests; the same for review comments of pull requests. Pages hold 100.
 *   <li><b>A poll after it</b>: three requests, whatever stands there: the issues and the comments that have changed, and the
 *       events, or in every other poll of a repository with labelled pull requests their review comments. One page more of
 *       each list that holds something new.
 *   <li><b>One document, read again</b>: the issue, the comment when it is one, and one GraphQL query for text, last editor
 *       and whether it is minimised.
 *   <li><b>A permission</b>: one request for each account and repository, then none for a quarter of an hour, or for an hour when it may write.
 *   <li><b>A state shown</b>: the status comment and the labels are read, and only what differs is written: at
 *       most one comment, one label added, two removed.
 *   <li><b>ActiveCommands</b>: the events and its comments; nothing for an issue that a poll gave and saw no change of.
 *   <li><b>A pull request</b>: looked up by its head, created or edited, then what is missing of labels, assignees and
 *       reviewers. <b>A comment</b>: looked for among the comments, created or edited.
 * </ul>
 *
 * <p>Only the factories are public. Facts about the API are from GitHub's REST and GraphQL reference; where another forge is
 * known to differ, the code says so.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.github;

import org.jspecify.annotations.NullMarked;
