package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.revwalk.RevCommit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Issues: listing, reading, opening and changing them, and who works on them. */
final class IssueRoutes {

    private static final String ISSUES = "/repos/{owner}/{repo}/issues";
    private static final String ISSUE = ISSUES + "/{#number}";

    private final Services services;
    private final Issues issues;
    private final IssueJson json;

    IssueRoutes(Services services) {
        this.services = services;
        this.issues = services.issues();
        this.json = services.issueJson();
    }

    void register(Router router) {
        router.on("GET", ISSUES, this::list);
        router.on("POST", ISSUES, this::create);
        router.on("GET", ISSUES + "/events", this::allEvents);
        router.on("GET", ISSUE, call -> Answer.ok(json.issue(issue(call))));
        router.on("PATCH", ISSUE, this::update);
        router.on("PUT", ISSUE + "/lock", call -> lock(call, true));
        router.on("DELETE", ISSUE + "/lock", call -> lock(call, false));
        router.on("POST", ISSUE + "/assignees", this::assign);
        router.on("DELETE", ISSUE + "/assignees", this::unassign);
        router.on("POST", ISSUE + "/reactions", this::react);
        router.on("GET", ISSUE + "/events", this::events);
        router.on("GET", ISSUE + "/timeline", this::timeline);
    }

    private Answer list(Call call) {
        RepositoryEntry repository = services.repository(call);
        String state = call.query("state").orElse("open");
        Optional<Instant> since = since(call);
        Set<String> labels = new LinkedHashSet<>();
        call.query("labels").ifPresent(names -> List.of(names.split(",")).forEach(name -> labels.add(name.strip())));
        List<IssueEntry> found = new ArrayList<>(repository.issues.values());
        found.removeIf(issue -> !state.equals("all") && issue.open != state.equals("open"));
        found.removeIf(issue -> since.isPresent() && issue.updatedAt.isBefore(since.get()));
        found.removeIf(issue -> !labels.stream()
                .allMatch(name -> repository.label(name).filter(issue::has).isPresent()));
        call.query("creator")
                .ifPresent(
                        login -> found.removeIf(issue -> !issue.author.login().equalsIgnoreCase(login)));
        found.sort(order(call));
        return Paging.page(services.urls(), repository, call, found, json::issue);
    }

    private Answer create(Call call) {
        RepositoryEntry repository = services.repository(call);
        ForgeUser author = call.somebody();
        boolean triage = repository.allows(author, Permission.TRIAGE);
        // Without the permission GitHub drops labels and assignees in silence.
        List<String> labels = triage ? LabelRoutes.names(call.body().path("labels")) : List.of();
        IssueEntry issue = issues.create(repository, author, call.text("title"), call.text("body"), labels);
        if (triage) {
            users(call).forEach(user -> issues.assign(issue, author, user));
        }
        return Answer.created(json.issue(issue)).with("location", json.api(issue));
    }

    private Answer update(Call call) {
        IssueEntry issue = issue(call);
        ForgeUser actor = call.somebody();
        if (call.body().has("title") || call.body().has("body")) {
            services.editor(call, issue.repository, issue);
        }
        if (call.body().has("state") && !actor.equals(issue.author)) {
            services.permitted(call, issue.repository, Permission.TRIAGE);
        }
        if (call.body().has("title")) {
            issues.rename(issue, actor, call.text("title"));
        }
        if (call.body().has("body")) {
            issues.editBody(issue, actor, call.text("body"));
        }
        String state = call.text("state");
        if (state != null) {
            if (!state.equals("open") && !state.equals("closed")) {
                throw ApiException.invalid("Issue", "state", "invalid");
            }
            String reason = call.text("state_reason");
            String usual = state.equals("open") ? "reopened" : "completed";
            issues.setOpen(issue, actor, state.equals("open"), reason == null ? usual : reason);
        }
        if (issue.repository.allows(actor, Permission.TRIAGE)) {
            if (call.body().has("labels")) {
                LabelRoutes.replace(
                        issues, issue, actor, LabelRoutes.names(call.body().path("labels")));
            }
            if (call.body().has("assignees")) {
                List<ForgeUser> wanted = users(call);
                List.copyOf(issue.assignees).stream()
                        .filter(user -> !wanted.contains(user))
                        .forEach(user -> issues.unassign(issue, actor, user));
                wanted.forEach(user -> issues.assign(issue, actor, user));
            }
        }
        return Answer.ok(json.issue(issue));
    }

    private Answer lock(Call call, boolean locked) {
        IssueEntry issue = issue(call);
        issues.setLocked(issue, services.permitted(call, issue.repository, Permission.TRIAGE), locked);
        return Answer.noContent();
    }

    private Answer assign(Call call) {
        IssueEntry issue = issue(call);
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        users(call).forEach(user -> issues.assign(issue, actor, user));
        return Answer.created(json.issue(issue));
    }

    private Answer unassign(Call call) {
        IssueEntry issue = issue(call);
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        users(call).forEach(user -> issues.unassign(issue, actor, user));
        return Answer.ok(json.issue(issue));
    }

    private Answer react(Call call) {
        IssueEntry issue = issue(call);
        return react(services, call, issue, issue);
    }

    /** Answers 201 for a reaction, 200 when it was there already. */
    static Answer react(Services services, Call call, IssueEntry issue, DocumentEntry document) {
        ForgeUser actor = services.speaker(call, issue);
        int before = document.reactions.size();
        ReactionEntry reaction = services.issues().react(document, actor, call.text("content"));
        JsonNode drawn = services.issueJson().reaction(reaction);
        return document.reactions.size() > before ? Answer.created(drawn) : Answer.ok(drawn);
    }

    private Answer events(Call call) {
        IssueEntry issue = issue(call);
        List<EventEntry> events = new ArrayList<>(issue.events);
        // References stand in the timeline only.
        events.removeIf(event -> event.source() != null);
        return Paging.page(services.urls(), issue.repository, call, events, event -> json.event(issue, event));
    }

    private Answer allEvents(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<ObjectNode> events = new ArrayList<>();
        for (IssueEntry issue : repository.issues.values()) {
            for (EventEntry event : issue.events) {
                if (event.source() == null) {
                    events.add(json.event(issue, event).set("issue", json.issue(issue)));
                }
            }
        }
        events.sort(
                Comparator.comparingLong((ObjectNode event) -> event.path("id").asLong())
                        .reversed());
        return Paging.page(services.urls(), repository, call, events, event -> event);
    }

    private Answer timeline(Call call) {
        IssueEntry issue = issue(call);
        List<Moment> moments = new ArrayList<>();
        if (issue.pull != null) {
            for (RevCommit commit : Pulls.commits(issue, issue.pull)) {
                ObjectNode drawn = Json.merge(
                        Json.object("event", "committed"), services.gitJson().gitCommit(issue.repository, commit));
                moments.add(new Moment(commit.getCommitterIdent().getWhenAsInstant(), 0, drawn));
            }
        }
        issue.events.forEach(event -> moments.add(new Moment(event.at(), event.id(), json.event(issue, event))));
        issue.comments.forEach(
                comment -> moments.add(new Moment(comment.createdAt, comment.id, json.commented(comment))));
        // What was done in one second stays in the order of its ids.
        moments.sort(Comparator.comparing(Moment::at).thenComparing(Moment::id));
        return Paging.page(services.urls(), issue.repository, call, moments, Moment::drawn);
    }

    private IssueEntry issue(Call call) {
        return services.issue(call, services.repository(call));
    }

    private List<ForgeUser> users(Call call) {
        List<ForgeUser> users = new ArrayList<>();
        // A login that is nobody's is passed over, as on GitHub.
        call.body()
                .path("assignees")
                .forEach(login -> services.state().user(login.asString()).ifPresent(users::add));
        return users;
    }

    /** The parameter {@code since}, which compares with when something was last touched. */
    static Optional<Instant> since(Call call) {
        try {
            return call.query("since").map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw ApiException.of(422, "since is not a time in ISO 8601");
        }
    }

    private static Comparator<IssueEntry> order(Call call) {
        Comparator<IssueEntry> order = switch (call.query("sort").orElse("created")) {
            case "updated" -> Comparator.comparing((IssueEntry issue) -> issue.updatedAt);
            case "comments" -> Comparator.comparing((IssueEntry issue) -> issue.comments.size());
            default -> Comparator.comparing((IssueEntry issue) -> issue.createdAt);
        };
        order = order.thenComparing(issue -> issue.number);
        return call.query("direction").orElse("desc").equals("asc") ? order : order.reversed();
    }

    private record Moment(Instant at, long id, JsonNode drawn) {}
}
