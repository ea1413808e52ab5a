package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws accounts as GitHub's REST interface does. */
final class AccountJson {

    private final Urls urls;

    AccountJson(Urls urls) {
        this.urls = urls;
    }

    /** The shape {@code simple-user}, or null. */
    JsonNode simple(@Nullable ForgeUser user) {
        return user == null ? Json.node(null) : account(user);
    }

    /** The shape {@code public-user}. */
    ObjectNode full(ForgeUser user, Instant since) {
        ObjectNode full = account(user);
        for (String unknown : new String[] {"company", "location", "email", "hireable", "bio"}) {
            full.set(unknown, Json.node(null));
        }
        return Json.merge(
                full,
                Json.object(
                        "name",
                        user.login(),
                        "blog",
                        "",
                        "public_repos",
                        0,
                        "public_gists",
                        0,
                        "followers",
                        0,
                        "following",
                        0,
                        "created_at",
                        since,
                        "updated_at",
                        since));
    }

    /** A membership of a team, which is {@code organization/team}. */
    ObjectNode membership(String team, ForgeUser user) {
        return Json.object(
                "url",
                urls.api("/orgs/" + team.replace("/", "/teams/") + "/memberships/" + user.login()),
                "role",
                "member",
                "state",
                "active");
    }

    /** The shape {@code repository-collaborator-permission}: the old word and the role. */
    ObjectNode permission(ForgeUser user, Permission permission) {
        String role = permission.name().toLowerCase(Locale.ROOT);
        String word = switch (permission) {
            case NONE, READ, WRITE, ADMIN -> role;
            case TRIAGE -> "read";
            case MAINTAIN -> "write";
        };
        ObjectNode collaborator = Json.merge(
                account(user),
                Json.object(
                        "permissions",
                        Json.object(
                                "admin", permission.includes(Permission.ADMIN),
                                "maintain", permission.includes(Permission.MAINTAIN),
                                "push", permission.includes(Permission.WRITE),
                                "triage", permission.includes(Permission.TRIAGE),
                                "pull", permission.includes(Permission.READ)),
                        "role_name",
                        role));
        return Json.object("permission", word, "role_name", role, "user", collaborator);
    }

    private ObjectNode account(ForgeUser user) {
        String login = Urls.encode(user.login());
        String api = urls.api("/users/" + login);
        return Json.object(
                "login",
                user.login(),
                "id",
                user.id(),
                "node_id",
                NodeId.user(user),
                "avatar_url",
                urls.web("/" + login + ".png"),
                "gravatar_id",
                "",
                "url",
                api,
                "html_url",
                urls.web("/" + login),
                "followers_url",
                api + "/followers",
                "following_url",
                api + "/following{/other_user}",
                "gists_url",
                api + "/gists{/gist_id}",
                "starred_url",
                api + "/starred{/owner}{/repo}",
                "subscriptions_url",
                api + "/subscriptions",
                "organizations_url",
                api + "/orgs",
                "repos_url",
                api + "/repos",
                "events_url",
                api + "/events{/privacy}",
                "received_events_url",
                api + "/received_events",
                "type",
                user.bot() ? "Bot" : "User",
                "user_view_type",
                "public",
                "site_admin",
                false);
    }
}
