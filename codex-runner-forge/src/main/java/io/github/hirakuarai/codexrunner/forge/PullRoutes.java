package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Pull requests: listing, reading, opening, changing and merging them, and who is asked to review. */
final class PullRoutes {

    private static final String PULLS = "/repos/{owner}/{repo}/pulls";
    private static final String PULL = PULLS + "/{#number}";

    private final Services services;
    private final PullJson json;

    PullRoutes(Services services) {
        this.services = services;
        this.json = services.pullJson();
    }

    void register(Router router) {
        router.on("GET", PULLS, this::list);
        router.on("POST", PULLS, this::create);
        router.on("GET", PULL, this::read);
        router.on("PATCH", PULL, this::update);
        router.on("GET", PULL + "/files", this::files);
        router.on("GET", PULL + "/commits", this::commits);
        // Nobody reviews here.
        router.on("GET", PULL + "/reviews", call -> Answer.ok(Json.array()));
        router.on("PUT", PULL + "/merge", this::merge);
        router.on("POST", PULL + "/requested_reviewers", this::requestReview);
    }

    private Answer list(Call call) {
        RepositoryEntry repository = services.repository(call);
        String state = call.query("state").orElse("open");
        List<IssueEntry> found = new ArrayList<>(repository.issues.values());
        found.removeIf(issue -> issue.pull == null);
        found.removeIf(issue -> !state.equals("all") && issue.open != state.equals("open"));
        call.query("head")
                // GitHub passes a head without "owner:" over, and answers with all of them.
                .filter(head -> head.contains(":"))
                .ifPresent(head -> found.removeIf(issue -> !isHead(issue, head)));
        call.query("base")
                .ifPresent(base -> found.removeIf(issue -> !pull(issue).base.equals(base)));
        found.sort(order(call));
        return Paging.page(services.urls(), repository, call, found, issue -> json.simple(issue, pull(issue)));
    }

    private Answer create(Call call) {
        RepositoryEntry repository = services.repository(call);
        ForgeUser author = services.permitted(call, repository, Permission.WRITE);
        IssueEntry issue = services.pulls()
                .open(
                        repository,
                        author,
                        new Pulls.Wish(
                                call.text("title"),
                                call.text("body"),
                                call.text("head"),
                                call.text("base"),
                                call.body().path("draft").asBoolean(false)));
        JsonNode drawn = json.full(issue, pull(issue));
        return Answer.created(drawn).with("location", drawn.path("url").asString());
    }

    private Answer read(Call call) {
        IssueEntry issue = issue(call);
        return Answer.ok(json.full(issue, pull(issue)));
    }

    private Answer update(Call call) {
        IssueEntry issue = issue(call);
        PullEntry pull = pull(issue);
        ForgeUser actor = services.editor(call, issue.repository, issue);
        String base = call.text("base");
        if (base != null) {
            if (issue.repository.git.branch(base).isEmpty()) {
                throw ApiException.invalid("PullRequest", "base", "invalid");
            }
            pull.base = base;
        }
        if (call.body().has("title")) {
            services.issues().rename(issue, actor, call.text("title"));
        }
        if (call.body().has("body")) {
            services.issues().editBody(issue, actor, call.text("body"));
        }
        String state = call.text("state");
        if (state != null) {
            boolean open = state.equals("open");
            if (open
                    && !issue.open
                    && (pull.mergedAt != null
                            || issue.repository.git.branch(pull.head).isEmpty())) {
                throw ApiException.custom(
                        "PullRequest", "state", "state cannot be changed. The branch is gone or merged.");
            }
            services.issues().setOpen(issue, actor, open, null);
        }
        return Answer.ok(json.full(issue, pull));
    }

    private Answer files(Call call) {
        IssueEntry issue = issue(call);
        PullEntry pull = pull(issue);
        return Paging.page(
                services.urls(),
                issue.repository,
                call,
                Pulls.files(issue, pull),
                file -> json.file(issue.repository, pull.headCommit, file));
    }

    private Answer commits(Call call) {
        IssueEntry issue = issue(call);
        return Paging.page(
                services.urls(),
                issue.repository,
                call,
                Pulls.commits(issue, pull(issue)),
                commit -> services.gitJson().commit(issue.repository, commit));
    }

    private Answer merge(Call call) {
        IssueEntry issue = issue(call);
        PullEntry pull = pull(issue);
        ForgeUser actor = services.permitted(call, issue.repository, Permission.WRITE);
        services.pulls().merge(issue, pull, actor);
        return Answer.ok(
                Json.object("sha", pull.mergeCommit, "merged", true, "message", "Pull Request successfully merged"));
    }

    private Answer requestReview(Call call) {
        IssueEntry issue = issue(call);
        PullEntry pull = pull(issue);
        ForgeUser actor = services.permitted(call, issue.repository, Permission.WRITE);
        for (JsonNode login : call.body().path("reviewers")) {
            ForgeUser reviewer = services.state()
                    .user(login.asString())
                    .filter(user -> issue.repository.allows(user, Permission.READ) && !user.equals(issue.author))
                    .orElseThrow(() -> ApiException.of(
                            422,
                            "Reviews may only be requested from collaborators. One or more of the users or teams you"
                                    + " specified is not a collaborator of the " + issue.repository.name
                                    + " repository."));
            if (pull.requestedReviewers.add(reviewer)) {
                services.issues()
                        .note(
                                issue,
                                actor,
                                "review_requested",
                                Json.object(
                                        "review_requester", services.accounts().simple(actor),
                                        "requested_reviewer",
                                                services.accounts().simple(reviewer)));
            }
        }
        return Answer.created(json.simple(issue, pull));
    }

    private IssueEntry issue(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        pull(issue);
        return issue;
    }

    static PullEntry pull(IssueEntry issue) {
        if (issue.pull == null) {
            throw ApiException.notFound();
        }
        return issue.pull;
    }

    private static boolean isHead(IssueEntry issue, String head) {
        int colon = head.indexOf(':');
        return issue.repository.owner.login().equalsIgnoreCase(head.substring(0, colon))
                && pull(issue).head.equals(head.substring(colon + 1));
    }

    private static Comparator<IssueEntry> order(Call call) {
        boolean updated = call.query("sort").orElse("created").equals("updated");
        Comparator<IssueEntry> order = Comparator.<IssueEntry, Instant>comparing(
                        issue -> updated ? issue.updatedAt : issue.createdAt)
                .thenComparing(issue -> issue.number);
        boolean ascending = call.query("direction").orElse("desc").equals("asc");
        return ascending ? order : order.reversed();
    }
}
