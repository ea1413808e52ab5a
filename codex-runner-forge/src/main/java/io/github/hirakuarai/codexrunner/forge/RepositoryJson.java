package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Draws repositories as GitHub's REST interface does. */
final class RepositoryJson {

    /** What GitHub tells of each repository as an address: the member's name, and what stands behind the repository's own. */
    private static final String[][] ADDRESSES = {
        {"forks_url", "/forks"},
        {"keys_url", "/keys{/key_id}"},
        {"collaborators_url", "/collaborators{/collaborator}"},
        {"teams_url", "/teams"},
        {"hooks_url", "/hooks"},
        {"issue_events_url", "/issues/events{/number}"},
        {"events_url", "/events"},
        {"assignees_url", "/assignees{/user}"},
        {"branches_url", "/branches{/branch}"},
        {"tags_url", "/tags"},
        {"blobs_url", "/git/blobs{/sha}"},
        {"git_tags_url", "/git/tags{/sha}"},
        {"git_refs_url", "/git/refs{/sha}"},
        {"trees_url", "/git/trees{/sha}"},
        {"statuses_url", "/statuses/{sha}"},
        {"languages_url", "/languages"},
        {"stargazers_url", "/stargazers"},
        {"contributors_url", "/contributors"},
        {"subscribers_url", "/subscribers"},
        {"subscription_url", "/subscription"},
        {"commits_url", "/commits{/sha}"},
        {"git_commits_url", "/git/commits{/sha}"},
        {"comments_url", "/comments{/number}"},
        {"issue_comment_url", "/issues/comments{/number}"},
        {"contents_url", "/contents/{+path}"},
        {"compare_url", "/compare/{base}...{head}"},
        {"merges_url", "/merges"},
        {"archive_url", "/{archive_format}{/ref}"},
        {"downloads_url", "/downloads"},
        {"issues_url", "/issues{/number}"},
        {"pulls_url", "/pulls{/number}"},
        {"milestones_url", "/milestones{/number}"},
        {"notifications_url", "/notifications{?since,all,participating}"},
        {"labels_url", "/labels{/name}"},
        {"releases_url", "/releases{/id}"},
        {"deployments_url", "/deployments"},
    };

    private final Urls urls;
    private final AccountJson accounts;

    RepositoryJson(Urls urls, AccountJson accounts) {
        this.urls = urls;
        this.accounts = accounts;
    }

    /** The shapes {@code repository} and {@code minimal-repository}. */
    ObjectNode plain(RepositoryEntry repository) {
        String api = urls.api(repository, "");
        String web = urls.web(repository, "");
        int openIssues = (int)
                repository.issues.values().stream().filter(issue -> issue.open).count();
        ObjectNode drawn = Json.object(
                "id",
                repository.id,
                "node_id",
                NodeId.repository(repository),
                "name",
                repository.name.name(),
                "full_name",
                repository.name.toString(),
                "private",
                repository.hidden,
                "owner",
                accounts.simple(repository.owner),
                "html_url",
                web,
                "description",
                null,
                "fork",
                false,
                "url",
                api,
                "git_url",
                web.replaceFirst("^http", "git") + ".git",
                "ssh_url",
                "git@127.0.0.1:" + repository.name + ".git",
                "clone_url",
                web + ".git",
                "svn_url",
                web,
                "mirror_url",
                null,
                "homepage",
                null,
                "language",
                null,
                "license",
                null,
                "size",
                0,
                "forks",
                0,
                "forks_count",
                0,
                "stargazers_count",
                0,
                "watchers",
                0,
                "watchers_count",
                0,
                "open_issues",
                openIssues,
                "open_issues_count",
                openIssues,
                "default_branch",
                repository.defaultBranch,
                "visibility",
                repository.hidden ? "private" : "public",
                "archived",
                false,
                "disabled",
                false,
                "has_issues",
                true,
                "has_projects",
                false,
                "has_downloads",
                false,
                "has_wiki",
                false,
                "has_pages",
                false,
                "has_discussions",
                false,
                "pushed_at",
                repository.pushedAt,
                "created_at",
                repository.createdAt,
                "updated_at",
                repository.pushedAt);
        for (String[] address : ADDRESSES) {
            drawn.put(address[0], api + address[1]);
        }
        return drawn;
    }

    /** The shape {@code full-repository}, as somebody sees it. */
    ObjectNode full(RepositoryEntry repository, @Nullable ForgeUser viewer) {
        ObjectNode drawn = Json.merge(plain(repository), Json.object("network_count", 0, "subscribers_count", 0));
        if (viewer != null) {
            drawn.set(
                    "permissions",
                    Json.object(
                            "admin", repository.allows(viewer, Permission.ADMIN),
                            "maintain", repository.allows(viewer, Permission.MAINTAIN),
                            "push", repository.allows(viewer, Permission.WRITE),
                            "triage", repository.allows(viewer, Permission.TRIAGE),
                            "pull", repository.allows(viewer, Permission.READ)));
        }
        return drawn;
    }
}
