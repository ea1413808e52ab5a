package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.BriefSource;
import io.github.hirakuarai.codexrunner.spi.BriefSourceFactory;
import io.github.hirakuarai.codexrunner.spi.PluginContext;
import io.github.hirakuarai.codexrunner.yaml.Quantities;
import java.time.Duration;

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
                context.settings()
                        .text("watch.interval")
                        .flatMap(Quantities::duration)
                        .orElse(Duration.ZERO),
                client.column(context.settings()).orElse(null),
                new Permissions(client, context.clock(), Permissions.roles(context.settings())));
    }
}
