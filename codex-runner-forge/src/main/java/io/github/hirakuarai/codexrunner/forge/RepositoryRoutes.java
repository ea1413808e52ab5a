package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.revwalk.RevCommit;

/** Repositories: themselves, their refs, commits, branches and statuses. */
final class RepositoryRoutes {

    private static final String REPOSITORY = "/repos/{owner}/{repo}";
    private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");

    private final Services services;
    private final GitJson json;

    RepositoryRoutes(Services services) {
        this.services = services;
        this.json = services.gitJson();
    }

    void register(Router router) {
        router.on("GET", REPOSITORY, this::repository);
        router.on("GET", REPOSITORY + "/git/ref/{*ref}", this::ref);
        router.on("GET", REPOSITORY + "/git/matching-refs/{*ref}", this::matchingRefs);
        router.on("GET", REPOSITORY + "/git/commits/{sha}", this::gitCommit);
        router.on("POST", REPOSITORY + "/git/commits", this::createCommit);
        router.on("GET", REPOSITORY + "/branches/{*branch}", this::branch);
        router.on("POST", REPOSITORY + "/statuses/{sha}", this::createStatus);
        router.on("GET", REPOSITORY + "/commits/{ref}/statuses", this::statuses);
        router.on("GET", REPOSITORY + "/commits/{ref}/status", this::combinedStatus);
    }

    private Answer repository(Call call) {
        return Answer.ok(services.repositories().full(services.repository(call), call.actor()));
    }

    private Answer ref(Call call) {
        RepositoryEntry repository = services.repository(call);
        String ref = "refs/" + call.parameter("ref");
        String commit = repository.git.commitOf(ref).orElseThrow(ApiException::notFound);
        return Answer.ok(json.ref(repository, ref, commit));
    }

    private Answer matchingRefs(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<Map.Entry<String, String>> refs = new ArrayList<>(
                repository.git.refs("refs/" + call.parameter("ref")).entrySet());
        return Paging.page(
                services.urls(), repository, call, refs, ref -> json.ref(repository, ref.getKey(), ref.getValue()));
    }

    private Answer gitCommit(Call call) {
        RepositoryEntry repository = services.repository(call);
        return Answer.ok(json.gitCommit(repository, commit(repository, call.parameter("sha"))));
    }

    /** Stores a commit that no ref points to. */
    private Answer createCommit(Call call) {
        RepositoryEntry repository = services.repository(call);
        services.permitted(call, repository, Permission.WRITE);
        try {
            String commit = repository.git.store(GitJson.commit(call.body()));
            return Answer.created(json.gitCommit(repository, commit(repository, commit)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ApiException.of(422, "Invalid request: " + e.getMessage());
        }
    }

    private Answer branch(Call call) {
        RepositoryEntry repository = services.repository(call);
        String branch = call.parameter("branch");
        String commit = repository.git.branch(branch).orElseThrow(() -> ApiException.of(404, "Branch not found"));
        return Answer.ok(json.branch(repository, branch, commit(repository, commit)));
    }

    private Answer createStatus(Call call) {
        RepositoryEntry repository = services.repository(call);
        ForgeUser actor = services.permitted(call, repository, Permission.WRITE);
        String sha = call.parameter("sha");
        if (repository.git.commit(sha).isEmpty()) {
            throw ApiException.custom("Status", "No commit found for SHA: " + sha);
        }
        String state = call.text("state");
        if (state == null || !STATES.contains(state)) {
            throw ApiException.invalid("Status", "state", "invalid");
        }
        String context = call.text("context");
        StatusEntry status = new StatusEntry(
                services.state().nextId(),
                sha,
                state,
                context == null ? "default" : context,
                call.text("description"),
                call.text("target_url"),
                actor,
                services.state().now());
        repository.statuses.add(status);
        return Answer.created(json.status(repository, status));
    }

    private Answer statuses(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<StatusEntry> newestFirst = statuses(repository, resolve(repository, call.parameter("ref")));
        return Paging.page(services.urls(), repository, call, newestFirst, status -> json.status(repository, status));
    }

    private Answer combinedStatus(Call call) {
        RepositoryEntry repository = services.repository(call);
        String commit = resolve(repository, call.parameter("ref"));
        Map<String, StatusEntry> byContext = new LinkedHashMap<>();
        statuses(repository, commit).forEach(status -> byContext.putIfAbsent(status.context(), status));
        return Answer.ok(json.combined(repository, commit, List.copyOf(byContext.values())));
    }

    private static List<StatusEntry> statuses(RepositoryEntry repository, String commit) {
        List<StatusEntry> statuses = new ArrayList<>(repository.statuses);
        statuses.removeIf(status -> !status.commit().equals(commit));
        Collections.reverse(statuses);
        return statuses;
    }

    /** A commit by its id, or by a branch's name. */
    private static String resolve(RepositoryEntry repository, String ref) {
        return repository
                .git
                .branch(ref)
                .or(() -> repository.git.commit(ref).map(RevCommit::name))
                .orElseThrow(() -> ApiException.of(422, "No commit found for SHA: " + ref));
    }

    private static RevCommit commit(RepositoryEntry repository, String sha) {
        return repository.git.commit(sha).orElseThrow(ApiException::notFound);
    }
}
