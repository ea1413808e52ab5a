package io.github.hirakuarai.codexrunner.forge;

import io.github.hirakuarai.codexrunner.model.Permission;

/** Accounts, and what they may do. */
final class AccountRoutes {

    private final Services services;

    AccountRoutes(Services services) {
        this.services = services;
    }

    void register(Router router) {
        router.on("GET", "/user", this::whoAmI);
        router.on("GET", "/orgs/{org}/teams/{team_slug}/memberships/{username}", this::membership);
        router.on("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", this::permission);
    }

    private Answer membership(Call call) {
        call.somebody();
        String team = call.parameter("org") + "/" + call.parameter("team_slug");
        ForgeUser user = services.state().user(call.parameter("username")).orElseThrow(ApiException::notFound);
        if (!services.state().isMember(team, user)) {
            throw ApiException.notFound();
        }
        return Answer.ok(services.accounts().membership(team, user));
    }

    private Answer whoAmI(Call call) {
        ForgeUser user = call.somebody();
        if (user.bot()) {
            throw ApiException.forbidden("Resource not accessible by integration");
        }
        return Answer.ok(services.accounts().full(user, services.state().now()));
    }

    private Answer permission(Call call) {
        RepositoryEntry repository = services.repository(call);
        ForgeUser actor = call.somebody();
        if (!repository.allows(actor, Permission.WRITE)) {
            throw ApiException.forbidden("Must have push access to view collaborator permission.");
        }
        ForgeUser user = services.state().user(call.parameter("username")).orElseThrow(ApiException::notFound);
        return Answer.ok(services.accounts().permission(user, repository.permission(user)));
    }
}
