package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Labels: those that a repository has, and those that an issue carries. */
final class LabelRoutes {

    private static final String LABELS = "/repos/{owner}/{repo}/labels";
    private static final String LABEL = LABELS + "/{name}";
    private static final String OF_ISSUE = "/repos/{owner}/{repo}/issues/{#number}/labels";

    private final Services services;
    private final Issues issues;
    private final IssueJson json;

    LabelRoutes(Services services) {
        this.services = services;
        this.issues = services.issues();
        this.json = services.issueJson();
    }

    void register(Router router) {
        router.on("GET", LABELS, this::list);
        router.on("POST", LABELS, this::create);
        router.on("GET", LABEL, this::read);
        router.on("PATCH", LABEL, this::update);
        router.on("DELETE", LABEL, this::delete);
        router.on("GET", OF_ISSUE, this::listOfIssue);
        router.on("POST", OF_ISSUE, this::add);
        router.on("PUT", OF_ISSUE, this::set);
        router.on("DELETE", OF_ISSUE, this::clear);
        router.on("DELETE", OF_ISSUE + "/{name}", this::remove);
    }

    private Answer list(Call call) {
        RepositoryEntry repository = services.repository(call);
        List<LabelEntry> labels = new ArrayList<>(repository.labels());
        return Paging.page(services.urls(), repository, call, labels, label -> json.label(repository, label));
    }

    private Answer create(Call call) {
        RepositoryEntry repository = services.repository(call);
        services.permitted(call, repository, Permission.WRITE);
        String name = call.text("name");
        LabelEntry label =
                issues.createLabel(repository, name == null ? "" : name, call.text("color"), call.text("description"));
        JsonNode drawn = json.label(repository, label);
        return Answer.created(drawn).with("location", drawn.path("url").asString());
    }

    private Answer read(Call call) {
        RepositoryEntry repository = services.repository(call);
        return Answer.ok(json.label(repository, label(call, repository)));
    }

    private Answer update(Call call) {
        RepositoryEntry repository = services.repository(call);
        services.permitted(call, repository, Permission.WRITE);
        LabelEntry label = label(call, repository);
        String name = call.text("new_name");
        if (name != null && !name.equals(label.name)) {
            if (repository.label(name).filter(other -> other != label).isPresent()) {
                throw ApiException.invalid("Label", "name", "already_exists");
            }
            repository.removeLabel(label);
            label.name = name;
            repository.putLabel(label);
        }
        String color = call.text("color");
        if (color != null) {
            label.color = color.toLowerCase(Locale.ROOT);
        }
        if (call.body().has("description")) {
            label.description = call.text("description");
        }
        return Answer.ok(json.label(repository, label));
    }

    private Answer delete(Call call) {
        RepositoryEntry repository = services.repository(call);
        services.permitted(call, repository, Permission.WRITE);
        issues.deleteLabel(repository, label(call, repository));
        return Answer.noContent();
    }

    private Answer listOfIssue(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        List<LabelEntry> labels = new ArrayList<>(issue.labels);
        return Paging.page(
                services.urls(), issue.repository, call, labels, label -> json.label(issue.repository, label));
    }

    private Answer add(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        wanted(call).forEach(name -> issues.addLabel(issue, actor, name));
        return labels(issue);
    }

    private Answer set(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        replace(issues, issue, actor, wanted(call));
        return labels(issue);
    }

    private Answer clear(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        replace(issues, issue, actor, List.of());
        return Answer.noContent();
    }

    private Answer remove(Call call) {
        IssueEntry issue = services.issue(call, services.repository(call));
        ForgeUser actor = services.permitted(call, issue.repository, Permission.TRIAGE);
        if (!issues.removeLabel(issue, actor, call.parameter("name"))) {
            throw ApiException.of(404, "Label does not exist");
        }
        return labels(issue);
    }

    private Answer labels(IssueEntry issue) {
        return Answer.ok(Json.array(issue.labels, label -> json.label(issue.repository, label)));
    }

    private static LabelEntry label(Call call, RepositoryEntry repository) {
        return repository.label(call.parameter("name")).orElseThrow(ApiException::notFound);
    }

    /** The body is a list of names, or an object that holds one. */
    private static List<String> wanted(Call call) {
        return names(call.body().isArray() ? call.body() : call.body().path("labels"));
    }

    /** Names in a list whose members are names, or objects that hold one. */
    static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode label : list) {
            String name = label.isObject() ? Json.text(label, "name") : label.asString();
            if (name == null || name.isBlank()) {
                throw ApiException.invalid("Label", "name", "missing_field");
            }
            names.add(name);
        }
        return names;
    }

    static void replace(Issues issues, IssueEntry issue, ForgeUser actor, List<String> wanted) {
        for (LabelEntry label : List.copyOf(issue.labels)) {
            if (wanted.stream().noneMatch(label.name::equalsIgnoreCase)) {
                issues.removeLabel(issue, actor, label.name);
            }
        }
        wanted.forEach(name -> issues.addLabel(issue, actor, name));
    }
}
