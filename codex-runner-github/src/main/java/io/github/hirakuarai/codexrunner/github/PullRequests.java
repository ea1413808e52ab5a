package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.Marker;
import io.github.hirakuarai.codexrunner.spi.OutputException;
import io.github.hirakuarai.codexrunner.spi.PublishedBranch;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one pull request of a run's branch: found by its head, edited when it says something else, opened when it is not there. Where an
 * attempt had to take another branch, that of the branch before is closed first.
 */
final class PullRequests {

    private static final int TRIES = 3;
    private static final int UNPROCESSABLE = 422;

    private final GitHubClient client;
    private final Messages messages;

    PullRequests(GitHubClient client, Messages messages) {
        this.client = client;
        this.messages = messages;
    }

    /** Whether the branch had pull requests, and people have merged or closed every one of them. */
    boolean usedUp(RepositoryName repository, String branch) {
        List<PullRequestEntry> all = client.pulls().pullRequests(repository, branch);
        return !all.isEmpty() && all.stream().noneMatch(PullRequestEntry::open);
    }

    /**
     * Brings the pull request to this text.
     *
     * @param planned the branch that the attempt was to add to; another than the one that was pushed when the server did not let
     *     it be replaced
     * @param text whose first line is the output's marker
     * @param draft how it is opened. Later that is for people to change
     * @throws OutputException when the forge does not take it
     */
    PullRequestEntry put(
            RepositoryName repository,
            PublishedBranch branch,
            String planned,
            PullRequestText text,
            boolean draft,
            Fence fence) {
        try {
            if (!planned.equals(branch.name())) {
                closeFormer(repository, planned, branch, text, fence);
            }
            return found(repository, branch, text, draft, fence);
        } catch (RefusedException e) {
            throw e.status() == UNPROCESSABLE ? refusal(repository, branch, e) : notAllowed(repository, e);
        }
    }

    /** Only the runner's own, of this very output: two open ones for one output would be two truths. */
    private void closeFormer(
            RepositoryName repository, String planned, PublishedBranch branch, PullRequestText text, Fence fence) {
        Optional<Marker> output = Marker.read(text.body());
        for (PullRequestEntry pull : client.pulls().pullRequests(repository, planned)) {
            if (pull.open()
                    && pull.author().id() == client.ownId()
                    && output.isPresent()
                    && Marker.read(pull.body()).equals(output)) {
                String marker = output.get().write();
                String rest = pull.body().substring(marker.length()).strip();
                String why = messages.say("pull.superseded", "`" + planned + "`", "`" + branch.name() + "`");
                client.pulls().closePullRequest(repository, pull.number(), marker + "\n" + why + "\n\n" + rest, fence);
            }
        }
    }

    private PullRequestEntry found(
            RepositoryName repository, PublishedBranch branch, PullRequestText text, boolean draft, Fence fence) {
        @Nullable LostAnswerException lost = null;
        @Nullable RefusedException refused = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<PullRequestEntry> there =
                    branch.created() && attempt == 0 ? Optional.empty() : find(repository, branch);
            if (there.isPresent()) {
                return updated(repository, there.get(), text, fence);
            }
            // 422 says "exists already", "no commits" and "no such head (yet)": only a second look tells the first
            // apart.
            if (refused != null && !refused.reason().contains("head")) {
                break;
            }
            try {
                return client.pulls().createPullRequest(repository, branch.name(), text, draft, fence);
            } catch (LostAnswerException e) {
                lost = e;
            } catch (RefusedException e) {
                if (e.status() != UNPROCESSABLE) {
                    throw e;
                }
                refused = e;
            }
            client.settle();
        }
        if (refused != null) {
            throw refused;
        }
        throw lost;
    }

    private PullRequestEntry updated(
            RepositoryName repository, PullRequestEntry pull, PullRequestText text, Fence fence) {
        return !pull.open() || text.matches(pull)
                ? pull
                : client.pulls().updatePullRequest(repository, pull.number(), text, fence);
    }

    /**
     * The open pull request of the branch; or the one that was merged or closed with just this commit, and so has been delivered
     * before.
     */
    private Optional<PullRequestEntry> find(RepositoryName repository, PublishedBranch branch) {
        List<PullRequestEntry> pulls = client.pulls().pullRequests(repository, branch.name());
        Optional<PullRequestEntry> open =
                pulls.stream().filter(PullRequestEntry::open).findFirst();
        if (open.isPresent() || pulls.isEmpty()) {
            return open;
        }
        PullRequestEntry delivered = pulls.stream()
                .filter(pull -> pull.headCommit().equals(branch.commit()))
                .findFirst()
                .orElseThrow(() -> ended(repository, branch, pulls.get(0)));
        return Optional.of(delivered);
    }

    private static OutputException ended(RepositoryName repository, PublishedBranch branch, PullRequestEntry pull) {
        return new OutputException(
                pull.merged() ? "PULL_REQUEST_MERGED" : "PULL_REQUEST_CLOSED",
                "the pull request " + repository + "#" + pull.number() + " of the branch " + branch.name() + " was "
                        + (pull.merged() ? "merged" : "closed") + " already",
                "comment /codex retry; the next attempt gets its own branch");
    }

    private static OutputException notAllowed(RepositoryName repository, RefusedException refused) {
        return new OutputException(
                "PULL_REQUEST_NOT_ALLOWED",
                "the runner may not write pull requests in " + repository + ": " + refused.getMessage(),
                "grant the runner's token Contents and Pull requests: Read and write there, then comment /codex retry");
    }

    private static OutputException refusal(
            RepositoryName repository, PublishedBranch branch, RefusedException refused) {
        return refused.reason().contains("No commits between")
                ? new OutputException(
                        "PULL_REQUEST_EMPTY",
                        "the branch " + branch.name() + " contains nothing that its base lacks",
                        "check 'base' of the output")
                : new OutputException(
                        "PULL_REQUEST_REFUSED",
                        "cannot open a pull request in " + repository + ": " + refused.reason(),
                        "check 'base' and 'draft' of the output, and comment /codex retry");
    }
}
