package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.ErrorCode;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.model.RunnerException;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import java.util.Collection;
import java.util.List;

/** Labels, assignees and reviewers of a pull request. What it has already is not written again, and nothing is taken away. */
final class PullRequestPeople {

    private final GitHubClient client;
    private final RepositoryName repository;
    private final PullRequestEntry pull;
    private final Fence fence;

    PullRequestPeople(GitHubClient client, RepositoryName repository, PullRequestEntry pull, Fence fence) {
        this.client = client;
        this.repository = repository;
        this.pull = pull;
        this.fence = fence;
    }

    void label(List<String> labels) {
        List<String> missing = without(labels, pull.labels());
        if (!missing.isEmpty()) {
            patiently("labels", () -> client.addLabels(repository, pull.number(), missing, fence));
        }
    }

    void assign(List<String> logins) {
        List<String> missing = without(logins, pull.assignees());
        if (missing.isEmpty()) {
            return;
        }
        patiently("assignees", () -> {
            List<String> left =
                    without(missing, client.pulls().addAssignees(repository, pull.number(), missing, fence));
            if (!left.isEmpty()) {
                throw new OutputException(
                        "ASSIGNEE_REFUSED",
                        "pull request " + repository + "#" + pull.number() + " is open, but " + String.join(", ", left)
                                + " cannot be assigned there",
                        "name users with access to the repository in 'assignees'");
            }
        });
    }

    void askForReview(List<String> reviewers) {
        List<String> missing = without(reviewers, pull.reviewers());
        if (missing.isEmpty()) {
            return;
        }
        // Whoever has reviewed is not on the list any more, and must not be asked again by a repeated delivery.
        List<String> unasked = without(missing, client.pulls().reviewed(repository, pull.number()));
        if (unasked.isEmpty()) {
            return;
        }
        List<String> logins =
                unasked.stream().filter(name -> !name.contains("/")).toList();
        List<String> teams = unasked.stream()
                .filter(name -> name.contains("/"))
                .map(name -> name.substring(name.indexOf('/') + 1))
                .toList();
        patiently("reviewers", () -> client.pulls().requestReviews(repository, pull.number(), logins, teams, fence));
    }

    /**
     * A fresh pull request may be 404 for a moment.
     *
     * @param field of the output
     */
    private void patiently(String field, Runnable write) {
        try {
            write.run();
        } catch (RefusedException e) {
            if (!e.missing()) {
                throw refused(field, e);
            }
            client.settle();
            try {
                write.run();
            } catch (RefusedException again) {
                throw refused(field, again);
            }
        } catch (RunnerException e) {
            throw e.code() == ErrorCode.UNREACHABLE
                    ? new RunnerException(
                            e.code(), stands() + "its " + field + " could not be set: " + e.getMessage(), e)
                    : e;
        }
    }

    private String stands() {
        return "pull request " + repository + "#" + pull.number() + " (" + pull.url() + ") is open, but ";
    }

    private OutputException refused(String field, RefusedException e) {
        return e.unsupported()
                ? new OutputException(
                        "PULL_REQUEST_REFUSED",
                        stands() + "the forge does not let the runner set its " + field + " (" + e.status() + ")",
                        "set them by hand; take '" + field + "' out of the output if this forge has none")
                : new OutputException(
                        "PULL_REQUEST_REFUSED",
                        stands() + "its " + field + " were refused: " + e.reason(),
                        "check '" + field + "' of the output, and what the runner's token may do");
    }

    private static List<String> without(List<String> wanted, Collection<String> there) {
        return wanted.stream()
                .filter(name -> there.stream().noneMatch(name::equalsIgnoreCase))
                .distinct()
                .toList();
    }
}
