package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;

/** Briefs from GitHub's issues, pull requests and their comments. */
public final class GitHubBriefSourceFactory implements BriefSourceFactory {

    /** For the service loader. */
    public GitHubBriefSourceFactory() {}

    @Override
    public String id() {
        return "github";
    }

    @Override
    public BriefSource open(PluginContext context) {
        GitHubClient client = GitHubClient.shared(context);
        return new GitHubBriefSource(
                client,
                context.clock(),
                context.stateDir(id()),
                client.column(context.settings()).orElse(null),
                new Permissions(client, context.clock(), Permissions.roles(context.settings())));
    }
}
