package io.github.hirakuarai.codexrunner.forge;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws refs, commits, branches and statuses as GitHub's REST interface does. */
final class GitJson {

    private final Urls urls;
    private final AccountJson accounts;
    private final RepositoryJson repositories;
    private final CommitSignatures signatures;

    GitJson(Urls urls, AccountJson accounts, RepositoryJson repositories, CommitSignatures signatures) {
        this.urls = urls;
        this.accounts = accounts;
        this.repositories = repositories;
        this.signatures = signatures;
    }

    /** The shape {@code git-ref}. */
    ObjectNode ref(RepositoryEntry repository, String ref, String commit) {
        return Json.object(
                "ref", ref,
                "node_id", NodeId.of("REF", ref),
                "url", urls.api(repository, "/git/" + Urls.encode(ref)),
                "object",
                        Json.object(
                                "sha",
                                commit,
                                "type",
                                "commit",
                                "url",
                                urls.api(repository, "/git/commits/" + commit)));
    }

    /** The commit that a request describes. */
    static CommitBuilder commit(JsonNode body) {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(ObjectId.fromString(body.path("tree").asString()));
        body.path("parents").forEach(parent -> commit.addParentId(ObjectId.fromString(parent.asString())));
        commit.setAuthor(person(body.path("author")));
        commit.setCommitter(person(body.path(body.has("committer") ? "committer" : "author")));
        commit.setMessage(body.path("message").asString());
        if (body.has("signature")) {
            commit.setGpgSignature(
                    new GpgSignature(body.path("signature").asString().getBytes(StandardCharsets.US_ASCII)));
        }
        return commit;
    }

    private static PersonIdent person(JsonNode person) {
        return new PersonIdent(
                person.path("name").asString(),
                person.path("email").asString(),
                Instant.parse(person.path("date").asString()),
                ZoneOffset.UTC);
    }

    /** The shape {@code git-commit}: the object as git has it. */
    ObjectNode gitCommit(RepositoryEntry repository, RevCommit commit) {
        String api = urls.api(repository, "/git/commits/");
        return Json.object(
                "sha", commit.name(),
                "node_id", NodeId.of("C", commit.name()),
                "url", api + commit.name(),
                "html_url", page(repository, commit),
                "author", person(commit.getAuthorIdent()),
                "committer", person(commit.getCommitterIdent()),
                "tree", tree(repository, commit),
                "message", commit.getFullMessage(),
                "parents",
                        Json.array(
                                Arrays.asList(commit.getParents()),
                                parent -> Json.object(
                                        "sha", parent.name(),
                                        "url", api + parent.name(),
                                        "html_url", page(repository, parent))),
                "verification", signatures.of(commit));
    }

    /** The shape {@code commit}: the object and what the forge makes of it. */
    ObjectNode commit(RepositoryEntry repository, RevCommit commit) {
        String api = urls.api(repository, "/commits/");
        return Json.object(
                "url", api + commit.name(),
                "sha", commit.name(),
                "node_id", NodeId.of("C", commit.name()),
                "html_url", page(repository, commit),
                "comments_url", api + commit.name() + "/comments",
                "commit",
                        Json.object(
                                "url", urls.api(repository, "/git/commits/" + commit.name()),
                                "author", person(commit.getAuthorIdent()),
                                "committer", person(commit.getCommitterIdent()),
                                "message", commit.getFullMessage(),
                                "tree", tree(repository, commit),
                                "comment_count", 0,
                                "verification", signatures.of(commit)),
                "author", null,
                "committer", null,
                "parents",
                        Json.array(
                                Arrays.asList(commit.getParents()),
                                parent -> Json.object(
                                        "sha", parent.name(),
                                        "url", api + parent.name(),
                                        "html_url", page(repository, parent))));
    }

    /** The shape {@code branch-with-protection}. */
    ObjectNode branch(RepositoryEntry repository, String branch, RevCommit commit) {
        String api = urls.api(repository, "/branches/" + Urls.encode(branch));
        boolean isProtected = repository.protectedBranches.contains(branch);
        return Json.object(
                "name",
                branch,
                "commit",
                commit(repository, commit),
                "_links",
                Json.object("self", api, "html", urls.web(repository, "/tree/" + Urls.encode(branch))),
                "protected",
                isProtected,
                "protection",
                Json.object("enabled", isProtected),
                "protection_url",
                api + "/protection");
    }

    /** The shape {@code status}. */
    ObjectNode status(RepositoryEntry repository, StatusEntry status) {
        return Json.merge(simpleStatus(repository, status), Json.object("creator", accounts.simple(status.creator())));
    }

    /** The shape {@code combined-commit-status}; of the statuses of each context the newest counts. */
    ObjectNode combined(RepositoryEntry repository, String commit, List<StatusEntry> newest) {
        return Json.object(
                "state", combinedState(newest),
                "statuses", Json.array(newest, status -> simpleStatus(repository, status)),
                "sha", commit,
                "total_count", newest.size(),
                "repository", repositories.plain(repository),
                "commit_url", urls.api(repository, "/commits/" + commit),
                "url", urls.api(repository, "/commits/" + commit + "/status"));
    }

    private static String combinedState(List<StatusEntry> newest) {
        List<String> states = newest.stream().map(StatusEntry::state).toList();
        if (states.contains("error") || states.contains("failure")) {
            return "failure";
        }
        return states.isEmpty() || states.contains("pending") ? "pending" : "success";
    }

    private ObjectNode simpleStatus(RepositoryEntry repository, StatusEntry status) {
        return Json.object(
                "url", urls.api(repository, "/statuses/" + status.commit()),
                "avatar_url", urls.web("/" + Urls.encode(status.creator().login()) + ".png"),
                "id", status.id(),
                "node_id", NodeId.of("SC", status.id()),
                "state", status.state(),
                "description", status.description(),
                "target_url", status.targetUrl(),
                "context", status.context(),
                "created_at", status.at(),
                "updated_at", status.at());
    }

    private JsonNode tree(RepositoryEntry repository, RevCommit commit) {
        String tree = commit.getTree().name();
        return Json.object("sha", tree, "url", urls.api(repository, "/git/trees/" + tree));
    }

    private String page(RepositoryEntry repository, RevCommit commit) {
        return urls.web(repository, "/commit/" + commit.name());
    }

    private static JsonNode person(PersonIdent person) {
        return Json.object(
                "name", person.getName(),
                "email", person.getEmailAddress(),
                "date", person.getWhenAsInstant());
    }
}
