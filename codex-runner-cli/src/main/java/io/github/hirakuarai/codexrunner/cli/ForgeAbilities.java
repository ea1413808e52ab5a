package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.config.RunnerConfig;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Finds what GitHub can do and this forge cannot, and says what that costs. Only reads. */
final class ForgeAbilities {

    private static final Set<Integer> UNSUPPORTED = Set.of(404, 405, 410, 501);
    private static final Set<String> ROLES = Set.of("admin", "maintain", "write", "triage", "read", "none", "owner");

    private final RunnerConfig config;
    private final ForgeProbe forge;
    private final RepositoryName repository;
    private final List<Finding> findings = new ArrayList<>();

    ForgeAbilities(RunnerConfig config, ForgeProbe forge, RepositoryName repository) {
        this.config = config;
        this.forge = forge;
        this.repository = repository;
    }

    /** A warning for each ability that is missing. */
    List<Finding> missing() {
        lists();
        lacks(
                "/issues/events?per_page=1",
                "no issue events: the label for a retry is not seen as a command",
                "command by comments: /codex retry");
        comments();
        if (UNSUPPORTED.contains(forge.graphQl("{ viewer { login } }").statusCode())) {
            warn(
                    "no GraphQL: the last editor of a text is unknown, so rules that are stricter than write permission"
                            + " hold texts that may have been edited",
                    "post a new comment instead of editing one");
        }
        role();
        return List.copyOf(findings);
    }

    private void lists() {
        HttpResponse<String> answer = get("/issues?state=all&per_page=1");
        JsonNode issues = json(answer);
        if (issues.size() > 1) {
            warn("pages are shorter than requested: lists take more requests", "nothing to do");
        }
        if (!issues.isEmpty()
                && issues.path(0).path("number").asInt(0) > 1
                && answer.headers().firstValue("link").isEmpty()) {
            warn("pages of lists are not linked: each list takes one more request", "nothing to do");
        }
        if (!issues.isEmpty() && issues.path(0).path("id").asLong(0) == 0) {
            warn("issues have no ids: they are told apart by their numbers", "nothing to do");
        }
    }

    private void comments() {
        HttpResponse<String> answer = get("/issues/comments?per_page=1");
        if (UNSUPPORTED.contains(answer.statusCode())) {
            warn("comments are listed by issue only: each poll asks for every issue", "raise watch.interval");
            return;
        }
        JsonNode comment = json(answer).path(0);
        if (comment.isObject() && !comment.has("issue_url")) {
            warn("comments do not name their issue: it is read from the address of their page", "nothing to do");
        }
        if (comment.isObject() && !comment.has("reactions")) {
            warn("no reactions: commands are not acknowledged by an emoji", "see the status comment instead");
        }
    }

    private void role() {
        String login = json(forge.get("/user")).path("login").asString("");
        if (login.isEmpty()) {
            return;
        }
        JsonNode answer = json(get("/collaborators/" + login + "/permission"));
        String role =
                answer.path("role_name").asString(answer.path("permission").asString(""));
        TreeMap<String, String> mapped = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        mapped.putAll(config.settings().textsByKey("github.roles"));
        boolean known = role.isEmpty()
                || ROLES.contains(role)
                || mapped.containsKey(role)
                || ROLES.contains(answer.path("permission").asString("").toLowerCase(Locale.ROOT));
        if (!known) {
            warn(
                    "the forge has roles of its own, such as " + SafeText.line(role) + ": they grant nothing",
                    "map them in github.roles: {" + SafeText.line(role) + ": write}");
        }
    }

    private void lacks(String path, String cost, String hint) {
        if (UNSUPPORTED.contains(get(path).statusCode())) {
            warn(cost, hint);
        }
    }

    private void warn(String cost, String hint) {
        findings.add(Finding.warn(repository + " forge", cost, hint));
    }

    private HttpResponse<String> get(String path) {
        return forge.get("/repos/" + repository + path);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return answer.statusCode() == 200 ? ForgeProbe.json(answer) : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
