package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.Fence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the runner asks of GitHub about pull requests; the part of {@link GitHubClient} that only outputs need. */
final class GitHubPulls {

    private final GitHubHttp http;

    GitHubPulls(GitHubHttp http) {
        this.http = http;
    }

    /** The pull requests whose own branch is this one of the same repository, in whatever state, newest first. */
    List<PullRequestEntry> pullRequests(RepositoryName repository, String branch) {
        String query = "/pulls?state=all&head=" + GitHubClient.encode(repository.owner() + ":" + branch) + "&"
                + GitHubClient.PAGES;
        List<PullRequestEntry> pulls = new ArrayList<>();
        for (JsonNode pull : http.list(GitHubClient.path(repository) + query)) {
            // Some forges do not know the filter, and give all pull requests.
            JsonNode head = pull.path("head");
            if (head.path("ref").asString("").equals(branch)
                    && RepositoryName.parse(head.path("repo").path("full_name").asString(repository.toString()))
                            .equals(Optional.of(repository))) {
                pulls.add(GitHubJson.pullRequest(pull));
            }
        }
        return pulls;
    }

    /** When a commit was made. */
    Instant committedAt(RepositoryName repository, String commit) {
        return GitHubJson.time(
                http.get(GitHubClient.path(repository) + "/git/commits/" + commit)
                        .path("committer"),
                "date");
    }

    /** Opens a pull request. When the answer is lost it may stand there all the same. */
    PullRequestEntry createPullRequest(
            RepositoryName repository, String branch, PullRequestText text, boolean draft, Fence fence) {
        Map<String, Object> body =
                Map.of("title", text.title(), "body", text.body(), "base", text.base(), "head", branch, "draft", draft);
        return GitHubJson.pullRequest(
                http.writeOnce("POST", GitHubClient.path(repository) + "/pulls", body, true, fence));
    }

    /** Changes what a pull request says. */
    PullRequestEntry updatePullRequest(RepositoryName repository, int number, PullRequestText text, Fence fence) {
        Map<String, Object> body = Map.of("title", text.title(), "body", text.body(), "base", text.base());
        return GitHubJson.pullRequest(
                http.write("PATCH", GitHubClient.path(repository) + "/pulls/" + number, body, fence));
    }

    /** Closes a pull request with a word in its text. */
    void closePullRequest(RepositoryName repository, int number, String body, Fence fence) {
        http.write(
                "PATCH",
                GitHubClient.path(repository) + "/pulls/" + number,
                Map.of("state", "closed", "body", body),
                fence);
    }

    /** Assigns accounts; answers the logins of all who are assigned now. GitHub leaves out silently whom it does not take. */
    Set<String> addAssignees(RepositoryName repository, int number, Collection<String> logins, Fence fence) {
        return GitHubJson.logins(http.write(
                        "POST",
                        GitHubClient.issuePath(repository, number) + "/assignees",
                        Map.of("assignees", logins),
                        fence)
                .path("assignees"));
    }

    /**
     * The logins of those who have reviewed a pull request: they are not asked for a review any more. Nobody on a forge that
     * does not tell.
     */
    Set<String> reviewed(RepositoryName repository, int number) {
        Set<String> logins = new LinkedHashSet<>();
        try {
            for (JsonNode review :
                    http.list(GitHubClient.path(repository) + "/pulls/" + number + "/reviews?" + GitHubClient.PAGES)) {
                logins.add(GitHubJson.account(review.path("user")).login());
            }
        } catch (RefusedException e) {
            if (!e.missing()) {
                throw e;
            }
        }
        return logins;
    }

    /** Asks for reviews. */
    void requestReviews(
            RepositoryName repository, int number, Collection<String> logins, Collection<String> teams, Fence fence) {
        http.write(
                "POST",
                GitHubClient.path(repository) + "/pulls/" + number + "/requested_reviewers",
                Map.of("reviewers", logins, "team_reviewers", teams),
                fence);
    }
}
