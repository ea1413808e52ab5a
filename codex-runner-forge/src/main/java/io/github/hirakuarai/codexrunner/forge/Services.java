package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What every operation works with: what is there, what changes it, and what draws it; and how an operation finds what
 * its path names, as far as who asks may see it.
 */
record Services(
        ForgeState state,
        Issues issues,
        Pulls pulls,
        Urls urls,
        AccountJson accounts,
        RepositoryJson repositories,
        IssueJson issueJson,
        PullJson pullJson,
        GitJson gitJson) {

    static Services over(ForgeState state, Urls urls) {
        AccountJson accounts = new AccountJson(urls);
        Issues issues = new Issues(state, accounts);
        RepositoryJson repositories = new RepositoryJson(urls, accounts);
        IssueJson issueJson = new IssueJson(urls, accounts);
        return new Services(
                state,
                issues,
                new Pulls(state, issues),
                urls,
                accounts,
                repositories,
                issueJson,
                new PullJson(urls, accounts, repositories, issueJson),
                new GitJson(urls, accounts, repositories, new CommitSignatures(state)));
    }

    /** The repository of this {@code owner/name}, which is expected to be there because the test made it. */
    RepositoryEntry known(String name) {
        int slash = name.indexOf('/');
        return state.repository(name.substring(0, Math.max(slash, 0)), name.substring(slash + 1))
                .orElseThrow(() -> new IllegalArgumentException("there is no repository " + name));
    }

    /** The repository that the path names; what may not be read is not there. */
    RepositoryEntry repository(Call call) {
        String owner = call.parameter("owner");
        String name = call.parameter("repo");
        RepositoryEntry former = state.formerly(owner, name).orElse(null);
        if (former != null && former.allows(call.actor(), Permission.READ)) {
            throw ApiException.moved(movedTo(call, former));
        }
        RepositoryEntry repository = state.repository(owner, name).orElseThrow(ApiException::notFound);
        if (!repository.allows(call.actor(), Permission.READ)) {
            throw ApiException.notFound();
        }
        return repository;
    }

    /** Who asks, when they have the permission. */
    ForgeUser permitted(Call call, RepositoryEntry repository, Permission needed) {
        ForgeUser actor = call.somebody();
        if (!repository.allows(actor, needed)) {
            throw ApiException.forbidden(
                    actor.bot()
                            ? "Resource not accessible by integration"
                            : "Resource not accessible by personal access token");
        }
        return actor;
    }

    /** The issue or pull request that the path names. */
    IssueEntry issue(Call call, RepositoryEntry repository) {
        int number = (int) Math.min(call.number("number"), Integer.MAX_VALUE);
        if (repository.deleted.contains(number)) {
            throw ApiException.gone("This issue was deleted");
        }
        @Nullable IssueEntry gone = repository.transferred.get(number);
        // GitHub's description knows the redirect for the issue itself only.
        if (gone != null && call.path().endsWith("/issues/" + number)) {
            throw ApiException.moved(urls.api("/repositories/" + gone.repository.id + "/issues/" + gone.number));
        }
        return repository.issue(number).orElseThrow(ApiException::notFound);
    }

    /** Who may write into a conversation: everybody who is somebody, or when it is locked those who may push. */
    ForgeUser speaker(Call call, IssueEntry issue) {
        ForgeUser actor = call.somebody();
        if (issue.locked && !issue.repository.allows(actor, Permission.WRITE)) {
            throw ApiException.forbidden("Unable to create comment because issue is locked.");
        }
        return actor;
    }

    /** Who may change a text: who wrote it, and those who may push. */
    ForgeUser editor(Call call, RepositoryEntry repository, DocumentEntry document) {
        ForgeUser actor = call.somebody();
        return actor.equals(document.author) ? actor : permitted(call, repository, Permission.WRITE);
    }

    private String movedTo(Call call, RepositoryEntry former) {
        String[] segments = call.path().split("/", 5);
        return urls.api("/repositories/" + former.id + (segments.length > 4 ? "/" + segments[4] : ""));
    }
}
